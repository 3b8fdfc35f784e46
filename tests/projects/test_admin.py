"""The back office of projects: the list, the form, what is done to several at once."""

import io
import re
import zipfile
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from projects.models import Project
from tests.browsing import typed
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/admin/projects/project/"
EMPTY = "participations-0-"


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True, name="Anne Martin"))
    return browser


def change_url(project):
    return f"{LIST}{project.pk}/change/"


def listed(staff, query=""):
    return [row.slug for row in staff.get(LIST + query).context["cl"].result_list]


def form_of(staff, url, changes=()):
    return typed(staff.get(url), "novalidate") | dict(changes)


def act(staff, action, *projects, **values):
    data = {"action": action, "_selected_action": [row.pk for row in projects]}
    return staff.post(LIST, data | values, follow=True)


# The list


def test_filters_narrow_the_list(staff):
    programme = ProgrammeFactory(cci="2021TC16RFCB032")
    ProjectFactory(
        slug="a",
        stage="idea",
        programme=programme,
        borders=[BorderFactory(code="FR-BE")],
        themes=[ThemeFactory(code="health")],
        place_is_seat=True,
    )
    ProjectFactory(slug="b", publication="draft", programme_name="Ancien programme")
    assert listed(staff) == ["a", "b"]
    assert listed(staff, "?border=FR-BE") == ["a"]
    assert listed(staff, "?theme=health") == ["a"]
    assert listed(staff, "?stage__exact=idea") == ["a"]
    assert listed(staff, "?publication__exact=draft") == ["b"]
    assert listed(staff, "?programme=2021TC16RFCB032") == ["a"]
    assert listed(staff, "?programme=Ancien+programme") == ["b"]
    assert listed(staff, "?place_is_seat__exact=1") == ["a"]
    assert listed(staff, "?programme=nothing") == []


def test_words_find_titles_partners_and_texts(staff):
    project = ProjectFactory(slug="a", title_fr="Tramway de Strasbourg")
    ParticipationFactory(project=project, outside=True, name="Stadt Kehl")
    ProjectFactory(slug="b", title_fr="Hôpital de Cerdagne")
    for words in ("TRAMWAYS", "kehl", "trasbour"):
        assert listed(staff, f"?q={words}") == ["a"]


def test_the_list_costs_the_same_for_one_row_and_fifty(staff, queries):
    costs = []
    for count in (1, 50):
        for _number in range(count):
            ParticipationFactory(
                project=ProjectFactory(
                    owner=OrganisationFactory(),
                    programme=ProgrammeFactory(),
                    borders=[BorderFactory(code="FR-BE")],
                )
            )
        costs.append(queries(lambda: staff.get(LIST)))
    assert costs[0] == costs[1] <= 14


# The form


def test_a_project_is_made_with_its_partners(staff):
    city = OrganisationFactory(slug="lille", country="FR")
    data = form_of(
        staff,
        f"{LIST}add/",
        {
            "title_fr": "Un pont",
            "slug": "un-pont",
            "start": "2019-05",
            "borders": [BorderFactory(code="FR-BE").pk],
            "participations-TOTAL_FORMS": "2",
            "participations-0-organisation": city.pk,
            "participations-0-role": "lead",
            "participations-1-name": "Stad Kortrijk",
            "participations-1-country": "BE",
            "participations-1-role": "partner",
            "participations-1-version": "0",
            "participations-1-is_named": "on",
            "participations-1-position": "0",
            "fundings-0-source": "interreg",
            "fundings-0-amount": "1000",
            "documents-0-link": "https://example.org/rapport.pdf",
        },
    )
    answer = staff.post(f"{LIST}add/", data)
    assert answer.status_code == 302
    project = Project.objects.get(slug="un-pont")
    assert (project.publication, project.border_codes) == ("draft", ["FR-BE"])
    assert [str(part) for part in project.participations.all()] == [str(city), "Stad Kortrijk"]
    assert (project.participant_slugs, project.partner_countries) == (["lille"], ["BE", "FR"])
    assert project.fundings.get().amount == 1000
    assert project.documents.get().access == "staff"


def test_saving_what_was_read_changes_nothing(staff):
    part = ParticipationFactory(project=ProjectFactory(total_budget=10))
    DocumentFactory(project=part.project)
    url = change_url(part.project)
    before = Project.objects.values().get(), part.project.participations.values().get()
    assert staff.post(url, form_of(staff, url)).status_code == 302
    assert (Project.objects.values().get(), part.project.participations.values().get()) == before
    assert part.project.documents.count() == 1


def test_what_a_colleague_wrote_meanwhile_is_not_overwritten(staff):
    part = ParticipationFactory(project=ProjectFactory(city="Lille"))
    url = change_url(part.project)
    mine = form_of(staff, url, {"city": "Roubaix", "participations-0-part": "Le mien"})
    Project.objects.update(acronym="TRAM")
    part.part = "Le sien"
    part.save()
    answer = staff.post(url, mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="TRAM"' in page
    assert "Le mien" in page
    assert "Le sien" in page
    assert Project.objects.get().city == "Lille"
    assert staff.post(url, typed(answer, "novalidate")).status_code == 302
    part.refresh_from_db()
    assert (Project.objects.get().city, part.part) == ("Roubaix", "Le mien")


def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(staff):
    project = ProjectFactory()
    url = change_url(project)
    wrong = {
        "start": "le printemps",
        "total_budget": "10",
        "eu_funding": "20",
        "lat": "50",
        "participations-0-organisation": OrganisationFactory().pk,
        "participations-0-name": "Stad Kortrijk",
        "documents-0-title_fr": "Rapport",
        "fundings-0-source": "interreg",
        "fundings-0-amount": "-1",
    }
    answer = staff.post(url, form_of(staff, url, wrong))
    assert answer.status_code == 422
    form = answer.context["adminform"].form
    assert "start" in form.errors
    page = answer.content.decode()
    for said in ("pas les deux", "le printemps", "Stad Kortrijk", "Rapport"):
        assert said in page or said.replace("’", "&#x27;") in page, said


def test_a_former_address_leads_to_a_renamed_project(staff):
    project = ProjectFactory(slug="ancien")
    url = change_url(project)
    assert staff.post(url, form_of(staff, url, {"slug": "nouveau"})).status_code == 302
    assert [one.slug for one in project.former_addresses.all()] == ["ancien"]
    staff.post(url, form_of(staff, url, {"slug": "ancien"}))
    assert [one.slug for one in project.former_addresses.all()] == ["nouveau"]
    other = change_url(ProjectFactory(slug="autre"))
    answer = staff.post(other, form_of(staff, other, {"slug": "nouveau"}))
    assert "slug" in answer.context["adminform"].form.errors


def test_a_draft_is_renamed_without_a_trace(staff):
    project = ProjectFactory(slug="ancien", publication="draft")
    url = change_url(project)
    staff.post(url, form_of(staff, url, {"slug": "nouveau"}))
    assert not project.former_addresses.exists()


def test_a_draft_is_previewed_as_visitors_will_get_it(staff):
    draft = ProjectFactory(publication="draft", title_fr="Un pont")
    ParticipationFactory(project=draft, outside=True, name="Stad Kortrijk")
    page = staff.get(f"{LIST}{draft.pk}/preview/").content.decode()
    assert "Stad Kortrijk" in page
    assert "les visiteurs ne voient pas cette page" not in page
    public = ProjectFactory()
    assert public.title_fr in staff.get(f"{LIST}{public.pk}/preview/").content.decode()


# Files


def picture(kind="PNG", size=(20, 20)):
    stream = io.BytesIO()
    Image.new("RGB", size, "red").save(stream, kind)
    return stream.getvalue()


def office(**files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_DOT_", "."), content)
    return stream.getvalue()


ODT = office(mimetype="application/vnd.oasis.opendocument.text", content_DOT_xml="")
DOCX = office(word__document_DOT_xml="<w/>")
XLSX = office(xl__workbook_DOT_xml="<w/>")
MACROS = office(word__document_DOT_xml="<w/>", word__vbaProject_DOT_bin="x")


def send(staff, project, content, name):
    url = change_url(project)
    file = SimpleUploadedFile(name, content)
    return staff.post(url, form_of(staff, url, {"documents-0-file": file}))


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b"%PDF-1.7 texte", "pdf"),
        (ODT, "odt"),
        (DOCX, "docx"),
        (XLSX, "xlsx"),
        (picture(), "png"),
        (picture("JPEG"), "webp"),
    ],
)
def test_a_document_is_known_by_what_it_holds(staff, settings, tmp_path, content, ending):
    settings.MEDIA_ROOT = tmp_path
    project = ProjectFactory()
    assert send(staff, project, content, "C:\\dossier\\Rapport final.exe").status_code == 302
    document = project.documents.get()
    assert document.file_name == "Rapport final.exe"
    assert re.fullmatch(rf"documents/[0-9a-f]{{24}}\.{ending}", document.file.name)
    assert document.size_bytes == default_storage.size(document.file.name)
    assert "Rapport final.exe" in staff.get(change_url(project)).content.decode()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<html>", "n’est pas accepté"),
        (b"\x89PNG\r\n\x1a\nno", "n’est pas acceptée"),
        (office(a="b"), "n’est pas accepté"),
        (b"PK\x03\x04broken", "n’est pas accepté"),
        (MACROS, "macros"),
        (b"%PDF-" + b"x" * 10_000_000, "10 Mo"),
    ],
)
def test_what_is_no_document_is_refused_in_words(staff, content, said):
    project = ProjectFactory()
    answer = send(staff, project, content, "rapport.pdf")
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not project.documents.exists()


def test_a_replaced_or_deleted_file_leaves_the_disk(
    staff, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    project = ProjectFactory()
    send(staff, project, b"%PDF-1", "a.pdf")
    first = project.documents.get().file.name
    with django_capture_on_commit_callbacks(execute=True):
        send(staff, project, b"%PDF-2", "b.pdf")
    second = project.documents.get().file.name
    assert not default_storage.exists(first)
    assert default_storage.exists(second)
    with django_capture_on_commit_callbacks(execute=True):
        staff.post(f"{LIST}{project.pk}/delete/", {"post": "yes"})
    assert not Project.objects.exists()
    assert not default_storage.exists(second)


# Several at once


def test_a_theme_and_a_border_are_given_to_several(staff):
    theme, border = ThemeFactory(code="health"), BorderFactory(code="FR-BE")
    one, two = ProjectFactory(title_fr="Un", themes=[theme]), ProjectFactory(title_fr="Deux")
    page = act(staff, "add_theme", one, two).content.decode()
    assert "Un" in page
    assert "Deux" in page
    page = act(staff, "add_theme", one, two, is_sent="1", row=theme.pk).content.decode()
    assert "Fait pour 1 projet." in page
    assert "Un – Ce projet a déjà ce thème" in page
    act(staff, "add_border", one, two, is_sent="1", row=border.pk)
    for project in Project.objects.all():
        assert (project.theme_codes, project.border_codes) == (["health"], ["FR-BE"])
    assert act(staff, "add_border", one, is_sent="1", row="").status_code == 422


# What waits


@pytest.mark.parametrize(
    ("gap", "values"),
    [
        ("over", {"stage": "ongoing", "end": "2020"}),
        ("to-come", {"stage": "completed", "start": "2999"}),
        ("odd-budget", {"total_budget": 500}),
        ("without-stage", {"stage": ""}),
        ("without-place", {}),
        ("without-summary-fr", {"summary_en": "Words"}),
        ("without-source", {}),
        ("without-border", {}),
        ("without-network", {}),
    ],
)
def test_gaps_find_what_waits(staff, gap, values):
    ProjectFactory(slug="found", **values)
    ProjectFactory(slug="put-away", publication="archived", **values)
    fine = ProjectFactory(
        slug="fine",
        summary_fr="Résumé",
        source="x",
        lat=50.0,
        lon=3.0,
        start="2020",
        end=str(timezone.localdate().year),
        total_budget=0,
        borders=[BorderFactory()],
    )
    ParticipationFactory(project=fine)
    assert listed(staff, f"?gap={gap}") == ["found"]


def test_partners_cannot_exceed_the_project(staff):
    project = ProjectFactory(slug="a", total_budget=10_000, eu_funding=5_000)
    part = ParticipationFactory(project=project, own_budget=10_000, eu_share=5_000)
    assert listed(staff, "?gap=odd-budget") == listed(staff, "?gap=odd-eu") == []
    part.own_budget, part.eu_share = 10_001, 5_001
    part.save()
    assert listed(staff, "?gap=odd-budget") == listed(staff, "?gap=odd-eu") == ["a"]


def test_what_was_not_touched_for_two_years_waits(staff, monkeypatch):
    ProjectFactory(slug="a")
    assert listed(staff, "?gap=not-updated") == []
    later = timezone.localdate() + timedelta(days=800)
    monkeypatch.setattr("projects.gaps.timezone.localdate", lambda: later)
    assert listed(staff, "?gap=not-updated") == ["a"]
    Project.objects.update(confirmed_on=later)
    assert listed(staff, "?gap=not-updated") == []
