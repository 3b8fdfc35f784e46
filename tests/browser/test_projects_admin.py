"""Staff curate projects in Chromium: two are merged, the merge is undone; axe and 360 px."""

import pytest

from projects.models import Project
from tests.browser.axe import problems
from tests.browser.keyboard import suggested
from tests.factories import DocumentFactory, FundingFactory, ParticipationFactory

TRAM = "extension-of-strasbourg-tram-line-d-to-kehl"


@pytest.fixture
def twin(network):
    """The tramway a second time, as an import might have brought it."""
    tram = Project.objects.get(slug=TRAM)
    twin = Project.objects.create(
        slug="tram-d-kehl",
        title_fr=tram.title_fr,
        title_en=tram.title_en,
        acronym="TRAM D",
        total_budget=1_000_000,
    )
    twin.borders.set(tram.borders.all())
    ParticipationFactory(project=twin, outside=True, name="Land Baden-Württemberg", country="DE")
    FundingFactory(project=twin, source="state", amount=500_000)
    DocumentFactory(project=twin)
    return twin


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_no_page_of_projects_has_a_violation(window, log_in, twin, width, scheme):
    tram = Project.objects.get(slug=TRAM)
    reader = window(width=width, scheme=scheme)
    reader.page.set_default_timeout(15_000)
    log_in(reader, "staff")
    start = f"{reader.origin}/admin/projects/project/"
    found = {}
    for tail in (
        "", "?gap=without-place&q=tram", f"{tram.pk}/change/", "add/", f"{tram.pk}/history/",
        "duplicates/", f"merge/?keep={tram.pk}&lose={twin.pk}", f"links/?project={tram.pk}",
        "../merge/", "../notduplicate/",
    ):  # fmt: skip
        assert reader.page.goto(start + tail).status == 200
        if wrong := problems(reader):
            found[tail] = wrong
    assert found == {}


def test_two_projects_are_merged_and_the_merge_is_undone(window, log_in, twin):
    reader = window()
    page = reader.page
    page.set_default_timeout(15_000)
    log_in(reader, "staff")
    page.goto(f"{reader.origin}/admin/projects/project/")
    page.click("text=Doublons probables")
    page.locator(".pair", has_text="TRAM D").get_by_role("link", name="Comparer").click()
    assert "Land Baden-Württemberg" in page.inner_text(".sides")
    page.check("input[name=acronym][value=lost]")
    page.click("text=Fusionner >> nth=-1")
    page.wait_for_selector(".messagelist .success")
    assert problems(reader) == []
    tram = Project.objects.get(slug=TRAM)
    assert (tram.acronym, Project.objects.filter(pk=twin.pk).exists()) == ("TRAM D", False)
    page.click("text=Annuler la fusion")
    page.wait_for_selector(".messagelist .success")
    assert "rétablis" in page.inner_text(".messagelist")
    tram.refresh_from_db()
    assert (tram.acronym, Project.objects.get(pk=twin.pk).slug) == ("", "tram-d-kehl")


def test_a_partner_is_added_with_suggestions(window, log_in, twin):
    reader = window()
    page = reader.page
    page.set_default_timeout(15_000)
    log_in(reader, "staff")
    page.goto(f"{reader.origin}/admin/projects/project/{twin.pk}/change/")
    page.click("text=Ajouter un objet Participation")
    suggested(page, "#id_participations-2-organisation", "pamina", "PAMINA")
    assert problems(reader) == []
    page.click("[name=_save] >> nth=0")
    page.wait_for_selector(".messagelist .success")
    assert "eurodistrict-pamina" in Project.objects.get(pk=twin.pk).participant_slugs
