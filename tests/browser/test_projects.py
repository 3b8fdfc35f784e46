"""Projects found, counted and placed on the map without a mouse."""

import pytest
from playwright.sync_api import expect

from projects.models import Project
from tests.browser import keyboard, test_map
from tests.browser.axe import violations
from tests.browser.test_directory import COUNT, number

FACET = "id_theme_health"
SIZES = pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])


@SIZES
def test_a_list_is_counted_and_narrowed_with_the_keyboard(window, width, height):
    reader = window(width=width, height=height)
    page = reader.open("projects/")
    everything = number(page)

    keyboard.tab_to(page, "Par thème")
    page.keyboard.press("Enter")
    assert page.is_visible("#theme-chart-title >> xpath=..")
    assert violations(reader) == []

    if not page.is_visible(f"#{FACET}"):
        keyboard.tab_to(page, "Filtrer")
        page.keyboard.press("Enter")
    test_map.tab_to(page, FACET)
    page.keyboard.press("Space")
    page.wait_for_url("**theme=health**")
    expect(page.locator("[data-said]")).to_have_text(page.inner_text(COUNT))
    assert 0 < number(page) < everything
    assert test_map.focused(page).endswith(FACET)
    assert page.is_visible("#theme-chart-title >> xpath=..")  # what was open stays open
    assert violations(reader) == []

    keyboard.tab_to(page, "Santé", key="Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".chips")).to_have_count(0)
    expect(page.locator("[data-said]")).to_have_text(page.inner_text(COUNT))
    assert number(page) == everything
    assert not page.is_checked(f"#{FACET}")
    assert violations(reader) == []


@SIZES
@pytest.mark.parametrize("who", [None, "staff"])
@pytest.mark.parametrize("view", ["cards", "table"])
def test_the_first_row_is_seen_without_scrolling(window, log_in, who, view, width, height):
    reader = window(width=width, height=height)
    log_in(reader, who)
    page = reader.open(f"projects/?view={view}")
    title = page.locator(".card h2 a, tbody th a").first.bounding_box()
    assert title["y"] + title["height"] <= height


def test_the_map_tells_a_place_from_a_seat_and_leads_to_pages(window):
    reader = window()
    page = reader.open("projects/?view=map")
    page.wait_for_selector(test_map.READY)
    words = page.locator(".map__legend li").all_inner_texts()
    assert {"projet", "siège d’un partenaire"} <= {word.strip() for word in words}
    shapes = page.evaluate(
        """() => ["project", "seat"].map(kind => {
          const sign = document.querySelector(`.map__legend [data-kind=${kind}]`);
          return getComputedStyle(sign).getPropertyValue("--kind-shape");
        })"""
    )
    assert len(set(shapes)) == 2
    page.focus(".map__skip")
    test_map.tab_to(page, "map-marker")
    page.keyboard.press("Enter")
    link = page.locator(".leaflet-popup a").first
    name = link.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects/*/")
    assert page.inner_text("h1").startswith(name)
    assert Project.objects.filter(slug=page.url.rstrip("/").split("/")[-1]).exists()
