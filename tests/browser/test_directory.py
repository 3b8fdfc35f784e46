"""The directory under scripts and without, wide and narrow."""

import re

import pytest
from playwright.sync_api import expect
from whitenoise.compress import Compressor

COUNT = "#result-count"
CARDS = ".card"


def number(page) -> int:
    return int(re.search(r"\d+", page.inner_text(COUNT)).group())


def mark(page) -> None:
    """Something that only a reload takes away."""
    page.evaluate("window.stayed = true")


def test_filters_follow_without_reload_and_the_address_can_be_shared(window):
    reader = window()
    page = reader.open("members/")
    everything = number(page)
    page.wait_for_selector("[data-map][data-ready]")
    mark(page)
    page.check("#id_border_FR-CH")
    page.wait_for_url("**border=FR-CH**")
    page.wait_for_selector("[data-map][data-ready]")
    found = number(page)
    assert 0 < found < everything
    assert page.evaluate("window.stayed && document.activeElement.id") == "id_border_FR-CH"
    assert page.inner_text("[data-said]") == page.inner_text(COUNT)
    counted = page.locator("label[for=id_border_FR-CH] .facet__count").inner_text()
    assert int(counted) == found
    points = page.locator(".map__stage >> nth=0").locator(".map-marker").count()
    assert 0 < points <= found

    other = window().open(page.url.split("/fr/")[1])
    assert number(other) == found
    assert other.is_checked("#id_border_FR-CH")

    page.go_back()
    expect(page.locator(COUNT)).to_contain_text(str(everything))
    assert not page.is_checked("#id_border_FR-CH")


def test_words_chips_views_and_pages_follow_without_reload(window):
    reader = window()
    page = reader.open("members/")
    mark(page)
    page.fill("#id_q", "Strasburg")
    page.press("#id_q", "Enter")
    page.wait_for_url("**q=Strasburg**")
    page.wait_for_selector(".result-bar .note")
    page.click(".views >> text=Tableau")
    page.wait_for_selector("table.table")
    assert "q=Strasburg" in page.url
    page.click(".chips a >> nth=0")
    page.wait_for_url(lambda url: "Strasburg" not in url)
    assert page.input_value("#id_q") == ""
    assert page.evaluate("document.activeElement.id") == "result-count"
    page.click(".pagination [rel=next]")
    page.wait_for_url("**page=2**")
    page.wait_for_selector(".pagination [aria-current] >> text=2")
    assert page.evaluate("window.stayed") is True
    page.select_option("#id_sort", "updated")
    page.wait_for_url("**sort=updated**")
    assert "page=" not in page.url


def test_everything_works_without_scripts(window):
    reader = window(scripts=False)
    page = reader.open("members/")
    everything = number(page)
    page.check("#id_border_FR-CH")
    reader.follow("text=Voir les résultats")
    found = number(page)
    assert "border=FR-CH" in page.url
    assert 0 < found < everything
    reader.follow(".views >> text=Tableau")
    assert page.locator("tbody tr").count() == found
    reader.follow(".views >> text=Carte")
    assert page.is_visible(".map noscript .note")
    assert not page.locator(".map__stage").is_visible()
    reader.follow(".chips a")
    assert number(page) == everything
    reader.follow("text=English")
    assert page.url.endswith("view=map")
    assert "/en/members/" in page.url


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_row_is_seen_without_scrolling(window, language, width, height):
    page = window(width=width, height=height).open("members/", language)
    title = page.locator(f"{CARDS} h2").first.bounding_box()
    assert title["y"] + title["height"] <= height


def test_filters_stay_open_on_a_small_screen(window):
    page = window(width=360, height=740).open("members/")
    page.click(".facets summary")
    page.check("#id_border_FR-CH")
    page.wait_for_url("**border=FR-CH**")
    page.wait_for_selector(".chips")
    assert page.is_visible("#id_border_FR-CH")
    assert page.evaluate("document.activeElement.id") == "id_border_FR-CH"


@pytest.mark.parametrize(
    ("width", "with_map", "most"), [(360, False, 60_000), (1280, True, 160_000)]
)
def test_the_first_view_is_light(window, width, with_map, most):
    """Bytes as they travel: brotli for files (as whitenoise serves), gzip for what is computed."""
    reader = window(width=width)
    weights = {}

    def weigh(response):
        body = response.body()
        squeeze = (
            Compressor.compress_brotli if "/static/" in response.url else Compressor.compress_gzip
        )
        weights[response.url] = min(len(squeeze(body)), len(body))

    reader.page.on("requestfinished", lambda request: weigh(request.response()))
    page = reader.open("members/")
    if with_map:
        page.wait_for_selector("[data-map][data-ready]")
    page.wait_for_load_state("networkidle")
    assert any("outlines" in url for url in weights) is with_map
    assert sum(weights.values()) <= most, weights
