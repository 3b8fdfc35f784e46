"""The map by mouse and by keyboard."""

import pytest
from playwright.sync_api import expect

from members.models import Organisation
from tests.factories import OrganisationFactory

READY = "[data-map][data-ready]"
MAIN = ".map__stage >> nth=0"


def focused(page) -> str:
    return page.evaluate("document.activeElement.className + ' ' + document.activeElement.id")


def tab_to(page, wanted: str, most: int = 80) -> None:
    """Press Tab until what is focused has `wanted` in its class or id."""
    for _step in range(most):
        page.keyboard.press("Tab")
        if wanted in focused(page):
            return
    pytest.fail(f"{wanted} is not reached with the keyboard")


def test_a_page_is_walked_with_the_keyboard(window):
    page = window().open("members/")
    page.wait_for_selector(READY)
    page.keyboard.press("Tab")
    assert "skip-link" in focused(page)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert "id_q" in focused(page)
    tab_to(page, "id_kind_")
    page.keyboard.press("Space")
    page.wait_for_url("**kind=**")
    page.wait_for_selector(READY)
    assert "id_kind_" in focused(page)

    page.focus(".map__skip")
    assert page.locator(".map__skip").bounding_box()["width"] > 50
    tab_to(page, "map-sign")
    tab_to(page, "map-marker")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup")
    link = page.locator(".leaflet-popup a").first
    assert link.inner_text() in name
    assert link.evaluate("node => node === document.activeElement")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    page.keyboard.press("Enter")
    page.wait_for_selector(".leaflet-popup")
    page.keyboard.press("Enter")
    page.wait_for_url("**/members/*/")
    assert page.inner_text("h1").startswith(name.split(",")[0])


def test_the_map_shows_the_rows_of_the_list(window):
    page = window().open("members/?view=map&border=FR-DE")
    page.wait_for_selector(READY)
    shown = page.evaluate("[...document.querySelectorAll('.map-marker')].map(m => m.ariaLabel)")
    rows = Organisation.objects.filter(is_published=True, border_codes__contains=["FR-DE"])
    expected = [f"{row}, {row.get_kind_display()}" for row in rows if row.is_placed]
    assert sorted(shown) == sorted(expected)
    legend = page.inner_text(".map__legend")
    assert {row.get_kind_display() for row in rows if row.is_placed} == {
        line for line in map(str.strip, legend.splitlines()) if line and "réseau" not in line
    }


def test_borders_are_drawn_named_and_lead_to_their_pages(window):
    page = window().open("borders/")
    page.wait_for_selector(READY)
    names = page.locator(f"{MAIN} >> .map-sign")
    assert names.count() == 18
    overseas = page.locator(".map__insets .map-sign").all_inner_texts()
    assert sorted(overseas) == ["Guyane–Brésil", "Guyane–Suriname", "Saint-Martin – Sint Maarten"]
    dashes = page.locator(".map-line").first.evaluate("n => getComputedStyle(n).strokeDasharray")
    assert dashes.count(",") == 3
    page.locator(".map__insets").get_by_text("Guyane–Suriname").click()
    page.wait_for_url("**/borders/FR-SR/")
    page.wait_for_selector(READY)
    assert page.locator(".map__insets .map__stage").count() == 0
    assert page.locator(".map-marker").count() == 1


def test_members_overseas_stand_in_their_inset(window):
    page = window().open("")
    page.wait_for_selector(READY)
    inset = page.locator(".map__insets figure").first
    assert "Guyane" in inset.inner_text()
    assert inset.locator(".map-marker").count() == 1


def test_members_at_one_place_can_all_be_reached(window):
    page = window(width=1600, height=1000).open("members/?view=map")
    page.wait_for_selector(READY)
    places = page.evaluate(
        """[...document.querySelectorAll('.map-marker')].map((marker) => {
          const { x, y } = marker.getBoundingClientRect();
          return Math.round(x) + ' ' + Math.round(y);
        })"""
    )
    assert len(set(places)) == len(places)


def test_many_members_are_counted_circles_that_open(window):
    OrganisationFactory.create_batch(300, lat=48.5, lon=7.7, borders=[])
    OrganisationFactory.create_batch(250, lat=43.7, lon=7.2, borders=[])
    page = window().open("members/?view=map&kind=region")
    page.wait_for_selector(READY)
    page.wait_for_selector(f"{MAIN} >> .map-cluster")
    counts = [int(text) for text in page.locator(f"{MAIN} >> .map-cluster").all_inner_texts()]
    assert sum(counts) >= 550
    before = page.locator(f"{MAIN} >> .map-cluster").count()
    largest = page.locator(f"{MAIN} >> .map-cluster").nth(counts.index(max(counts)))
    assert "Membres ici" in largest.get_attribute("aria-label")
    with page.expect_response(lambda response: "bbox=" in response.url):
        largest.focus()
        page.keyboard.press("Enter")
    expect(page.locator(f"{MAIN} >> .map-cluster")).not_to_have_count(before)


def test_the_map_says_when_its_data_does_not_come(window):
    reader = window()
    reader.page.route("**/map.geojson*", lambda route: route.abort())
    page = reader.open("members/?view=map")
    expect(page.locator(".map__status")).to_contain_text("n’a pas pu être dessinée")
    assert page.locator(".card").count() == 24
    reader.complaints.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_land_and_sea_follow_the_scheme(window, scheme):
    page = window(scheme=scheme).open("borders/")
    page.wait_for_selector(READY)
    land = page.locator(".map-land").first.evaluate("n => getComputedStyle(n).fill")
    assert (land == "rgb(42, 47, 56)") is (scheme == "dark")


def test_the_map_is_not_printed(window):
    page = window().open("members/eurodistrict-pamina/")
    page.emulate_media(media="print")
    assert not page.locator(".map").is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
