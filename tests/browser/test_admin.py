"""The back office in Chromium: axe, 360 px, both languages, the keyboard, two people at once."""

import pytest

from members.models import Organisation
from territories.models import Border, Territory
from tests.browser.axe import problems
from tests.browser.keyboard import suggested


@pytest.fixture
def addresses(network):
    organisation = Organisation.objects.get(slug="eurodistrict-pamina")
    territory = Territory.objects.get(slug="eurodistrict-pamina")
    border = Border.objects.get(code="FR-DE")
    start = "/admin/members/organisation/"
    return [
        "/admin/",
        start,
        f"{start}?gap=never-confirmed&q=strasbourg",
        f"{start}add/",
        f"{start}history/",
        f"{start}{organisation.pk}/change/",
        f"{start}{organisation.pk}/history/",
        f"{start}{organisation.pk}/preview/",
        f"{start}{organisation.pk}/delete/",
        f"/admin/territories/territory/{territory.pk}/change/",
        f"/admin/territories/border/{border.pk}/change/",
        "/admin/territories/programme/",
        "/admin/pages/page/",
        "/admin/members/mandate/add/",
        "/admin/members/user/add/",
        "/admin/members/letter/",
        "/admin/members/duerun/",
    ]


@pytest.mark.parametrize(
    ("language", "scheme", "width"),
    [("fr", "light", 1280), ("fr", "dark", 360), ("en", "dark", 1280), ("en", "light", 360)],
)
def test_no_page_of_the_back_office_has_a_violation(
    window, log_in, accounts, addresses, language, scheme, width
):
    accounts["staff"].language = language
    accounts["staff"].save()
    reader = window(width=width, scheme=scheme)
    log_in(reader, "staff")
    found = {}
    for address in addresses:
        assert reader.page.goto(reader.origin + address).status == 200
        assert reader.page.get_attribute("html", "lang") == language
        if wrong := problems(reader):
            found[address] = wrong
    assert found == {}


def test_an_organisation_is_written_with_the_keyboard_alone(window, log_in, addresses):
    reader = window()
    log_in(reader, "staff")
    page = reader.page
    page.goto(f"{reader.origin}/admin/members/organisation/add/")
    page.focus("#id_name_fr")
    page.keyboard.type("Communauté d’essai")
    page.keyboard.press("Tab")
    assert page.input_value("#id_slug") == "communaute-dessai"
    page.select_option("#id_kind", "region")
    page.select_option("#id_country", "FR")
    suggested(page, "#id_territory", "pamina", "PAMINA")
    page.focus("[name=_save]")
    page.keyboard.press("Enter")
    page.wait_for_selector(".messagelist .success")
    row = Organisation.objects.get(slug="communaute-dessai")
    assert row.territory.slug == "eurodistrict-pamina"


def test_a_list_is_worked_on_without_scripts(window, log_in, addresses):
    reader = window(scripts=False)
    log_in(reader, "staff")
    page = reader.page
    page.goto(f"{reader.origin}/admin/members/organisation/?q=pamina")
    page.check(".action-select >> nth=0")
    page.select_option("[name=action]", "unpublish")
    reader.follow(".actions button")
    assert "1 organisme dépublié" in page.inner_text(".messagelist")
    assert not Organisation.objects.get(slug="eurodistrict-pamina").is_published


def test_two_windows_on_one_organisation_lose_nothing(window, log_in, addresses):
    row = Organisation.objects.get(slug="eurodistrict-pamina")
    mine, theirs = window(), window()
    for reader in (mine, theirs):
        log_in(reader, "staff")
        reader.page.goto(f"{reader.origin}/admin/members/organisation/{row.pk}/change/")
    mine.page.fill("#id_city", "Ma ville")
    theirs.page.fill("#id_address", "Leur rue")
    theirs.follow("[name=_save]")
    mine.refused.add(mine.page.url)
    mine.follow("[name=_save]")
    assert "Quelqu’un d’autre" in mine.page.inner_text(".errorlist")
    assert mine.page.input_value("#id_city") == "Ma ville"
    assert mine.page.input_value("#id_address") == "Leur rue"
    mine.follow("[name=_save]")
    row.refresh_from_db()
    assert (row.city, row.address) == ("Ma ville", "Leur rue")
