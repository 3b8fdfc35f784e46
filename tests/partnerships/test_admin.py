"""The back office of partnerships: lists, forms, the quick entry, what is planned anew."""

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from partnerships.models import Action, Consent, ConsentAccess, Partnership
from tests.browsing import typed
from tests.factories import (
    ActionFactory,
    AxisFactory,
    BorderFactory,
    ConsentFactory,
    ConventionFactory,
    DirectorateFactory,
    InvestmentFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    SchemeFactory,
    UserFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
ROOT = "/admin/partnerships/"
LIST = f"{ROOT}action/"
WHY = "Attente d’une décision."


@pytest.fixture
def staff():
    browser = Client()
    browser.force_login(UserFactory(is_staff=True, name="Anne Martin"))
    return browser


@pytest.fixture
def workstream():
    return WorkstreamFactory()


def form_of(staff, url, changes=()):
    return typed(staff.get(url), "novalidate") | dict(changes)


def listed(staff, query=""):
    return {row.title_fr for row in staff.get(LIST + query).context["cl"].result_list}


def quick(staff, at, query="", **values):
    data = {"title": "Réunion", "kind": "event", "workstream": at.pk, "state": "planned"}
    return staff.post(f"{LIST}quick/{query}", data | values)


# Lists and forms


@pytest.mark.parametrize(
    ("name", "factory"),
    [
        ("partnership", PartnershipFactory),
        ("workstream", WorkstreamFactory),
        ("action", ActionFactory),
        ("investment", InvestmentFactory),
        ("scheme", SchemeFactory),
        ("watchnote", WatchNoteFactory),
        ("directorate", DirectorateFactory),
        ("consent", ConsentFactory),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_twenty(staff, queries, name, factory):
    factory()
    first = queries(lambda: staff.get(f"{ROOT}{name}/"))
    for _number in range(20):
        factory()
    assert queries(lambda: staff.get(f"{ROOT}{name}/")) == first <= 22


@pytest.mark.parametrize(
    "factory",
    [
        PartnershipFactory,
        WorkstreamFactory,
        ActionFactory,
        InvestmentFactory,
        SchemeFactory,
        WatchNoteFactory,
        DirectorateFactory,
    ],
)
def test_saving_what_was_read_changes_nothing(staff, factory):
    row = factory()
    url = f"{ROOT}{row._meta.model_name}/{row.pk}/change/"
    before = type(row).objects.filter(pk=row.pk).values().get()
    assert staff.post(url, form_of(staff, url)).status_code == 302
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    assert staff.get(f"{ROOT}{row._meta.model_name}/{row.pk}/history/").status_code == 200


def test_a_partnership_is_made_with_its_rows(staff):
    url = f"{ROOT}partnership/add/"
    data = form_of(
        staff,
        url,
        {
            "partner": OrganisationFactory().pk,
            "slug": "un-partenaire",
            "title_fr": "Un partenariat",
            "axes-TOTAL_FORMS": "1",
            "axes-0-number": "1",
            "axes-0-title_fr": "Premier axe",
            "axes-0-version": "0",
            "conventions-TOTAL_FORMS": "1",
            "conventions-0-starts_on": "2026-01-01",
            "conventions-0-ends_on": "2026-12-31",
            "conventions-0-amount": "12 000,50",
            "conventions-0-version": "0",
            "contacts-TOTAL_FORMS": "1",
            "contacts-0-side": "partner",
            "contacts-0-name": "Une personne",
            "contacts-0-position": "0",
            "contacts-0-version": "0",
            "programmes-TOTAL_FORMS": "1",
            "programmes-0-year": "2026",
            "programmes-0-days_available": "40",
            "programmes-0-version": "0",
        },
    )
    assert staff.post(url, data).status_code == 302
    made = Partnership.objects.get(slug="un-partenaire")
    assert [axis.title_fr for axis in made.axes.all()] == ["Premier axe"]
    assert str(made.conventions.get().amount) == "12000.50"
    assert made.contacts.get().name == "Une personne"
    assert made.programmes.get().days_available == 40


def test_conventions_that_meet_are_refused_in_words(staff):
    first = ConventionFactory()
    url = f"{ROOT}partnership/{first.partnership_id}/change/"
    more = {
        "conventions-TOTAL_FORMS": "2",
        "conventions-1-starts_on": "2026-06-01",
        "conventions-1-version": "0",
    }
    answer = staff.post(url, form_of(staff, url, more))
    assert answer.status_code == 422
    assert answer.context["inline_admin_formsets"][2].formset.errors[1].keys() == {"starts_on"}


def test_axes_that_swap_their_numbers_are_no_error_of_the_portal(staff):
    one = AxisFactory(number=1)
    AxisFactory(number=2, partnership=one.partnership)
    url = f"{ROOT}partnership/{one.partnership_id}/change/"
    swapped = {"axes-0-number": "2", "axes-1-number": "1"}
    assert staff.post(url, form_of(staff, url, swapped)).status_code == 422


def test_an_axis_with_work_under_it_is_not_deleted(staff, workstream):
    url = f"{ROOT}partnership/{workstream.axis.partnership_id}/change/"
    answer = staff.post(url, form_of(staff, url, {"axes-0-DELETE": "on"}))
    assert answer.status_code == 422
    workstream.axis.refresh_from_db()


def test_a_draft_is_previewed_as_visitors_will_get_it(staff):
    draft = PartnershipFactory(is_published=False, title_fr="Partenariat en préparation")
    page = staff.get(f"{ROOT}partnership/{draft.pk}/preview/").content.decode()
    assert "Partenariat en préparation" in page
    assert staff.get(f"{ROOT}partnership/{PartnershipFactory().pk}/preview/").status_code == 200


@pytest.mark.parametrize("factory", [WorkstreamFactory, ActionFactory])
def test_directorates_are_those_of_the_partner(staff, factory):
    row = factory()
    axis = row.axis if factory is WorkstreamFactory else row.workstream.axis
    url = f"{ROOT}{row._meta.model_name}/{row.pk}/change/"
    answer = staff.post(url, form_of(staff, url, {"directorates": [DirectorateFactory().pk]}))
    assert answer.status_code == 422
    assert "directorates" in answer.context["adminform"].form.errors
    own = DirectorateFactory(partner=axis.partnership.partner)
    assert staff.post(url, form_of(staff, url, {"directorates": [own.pk]})).status_code == 302
    assert [*row.directorates.all()] == [own]


def test_a_deliverable_is_a_file_known_by_what_it_holds(staff, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    action = ActionFactory()
    url = f"{LIST}{action.pk}/change/"
    wrong = {"deliverable_file": SimpleUploadedFile("note.pdf", b"<html>")}
    assert staff.post(url, form_of(staff, url, wrong)).status_code == 422
    right = {"deliverable_file": SimpleUploadedFile("note.exe", b"%PDF-1.7 texte")}
    assert staff.post(url, form_of(staff, url, right)).status_code == 302
    action.refresh_from_db()
    assert action.deliverable_file.name.endswith(".pdf")
    assert (action.deliverable_name, action.deliverable_bytes) == ("note.exe", 14)
    assert "note.exe" in staff.get(url).content.decode()


def test_what_an_organisation_consents_to_is_read_and_never_written_here(staff):
    consent = ConsentFactory()
    for model in (Consent, ConsentAccess):
        one = admin.site._registry[model]
        request = staff.get("/admin/").wsgi_request
        assert not one.has_add_permission(request)
        assert not one.has_change_permission(request)
        assert not one.has_delete_permission(request)
    for tail in ("change/", "history/"):
        assert staff.get(f"{ROOT}consent/{consent.pk}/{tail}").status_code == 200
    assert staff.post(f"{ROOT}consent/{consent.pk}/change/", {}).status_code == 403


# Filters and gaps


def test_filters_narrow_the_actions(staff):
    directorate, border = DirectorateFactory(), BorderFactory()
    ActionFactory(
        title_fr="a",
        planned="2098",
        kind="training",
        directorates=[directorate],
        borders=[border],
        workstream__axis=AxisFactory(),
    )
    ActionFactory(title_fr="b", is_done=True)
    row = Action.objects.get(title_fr="a")
    for query in (
        "year=2098",
        "kind__exact=training",
        "state__exact=planned",
        f"directorates__id__exact={directorate.pk}",
        f"borders__id__exact={border.pk}",
        f"workstream__id__exact={row.workstream_id}",
        f"workstream__axis__id__exact={row.workstream.axis_id}",
        f"workstream__axis__partnership__id__exact={row.workstream.axis.partnership_id}",
    ):
        assert listed(staff, f"?{query}") == {"a"}, query


@pytest.mark.parametrize(
    ("gap", "values"),
    [
        ("late", {"planned": "2020"}),
        ("undated", {"planned": ""}),
        ("undated", {"state": "done"}),
        ("without-deliverable", {"is_done": True}),
        ("without-directorate", {}),
    ],
)
def test_gaps_find_what_waits(staff, gap, values):
    ActionFactory(title_fr="found", **values)
    fine = ActionFactory(
        title_fr="fine",
        is_done=True,
        deliverable_link="https://example.org",
        directorates=[DirectorateFactory()],
    )
    ActionFactory(workstream=fine.workstream, title_fr="dropped", state="dropped", reason=WHY)
    assert "found" in listed(staff, f"?gap={gap}")
    assert not listed(staff, f"?gap={gap}") & {"fine", "dropped"}


# The quick entry


def test_an_action_is_entered_in_one_form(staff, workstream):
    directorate = DirectorateFactory(partner=workstream.axis.partnership.partner)
    answer = quick(staff, workstream, date="2098-03", days="1,5", directorates=[directorate.pk])
    action = Action.objects.get()
    assert answer["Location"] == f"{LIST}{action.pk}/change/"
    assert (action.title_fr, action.planned, action.state) == ("Réunion", "2098-03", "planned")
    assert (str(action.days_planned), action.days_used) == ("1.5", None)
    assert [*action.directorates.all()] == [directorate]
    assert action.audience == "partner"


def test_what_was_done_is_entered_with_its_day_and_its_days(staff, workstream):
    answer = quick(staff, workstream, state="done", date="2026-02-03", days="2", _another="1")
    assert answer["Location"].startswith(f"{LIST}quick/?workstream={workstream.pk}")
    action = Action.objects.get()
    assert (action.state, action.done, action.planned) == ("done", "2026-02-03", "")
    assert (action.days_used, action.days_planned) == (2, None)


def test_an_action_entered_from_a_project_is_where_the_project_is(staff, workstream):
    border = BorderFactory()
    project = ProjectFactory(borders=[border])
    partner = workstream.axis.partnership.partner
    near = DirectorateFactory(partner=partner, borders=[border])
    query = f"?project={project.pk}"
    form = staff.get(f"{LIST}quick/{query}").context["form"]
    assert form["kind"].value() == "investment_support"
    assert form["directorates"].value() == [near.pk]
    quick(staff, workstream, query, kind="investment_support")
    action = Action.objects.get()
    assert (action.project, [*action.borders.all()]) == (project, [border])
    assert f"quick/{query}" in staff.get(f"/admin/projects/project/{project.pk}/change/").text
    assert "quick/" in staff.get("/admin/").text


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": ""}, "title"),
        ({"workstream": "0"}, "workstream"),
        ({"date": "le printemps"}, "date"),
        ({"state": "done", "date": "2999"}, "date"),
        ({"days": "-1"}, "days"),
        ({"kind": "none"}, "kind"),
        ({"title": "x" * 301}, "title"),
        ({"directorates": ["0"]}, "directorates"),
    ],
)
def test_mistakes_stand_beside_their_fields_and_nothing_typed_is_lost(
    staff, workstream, values, field
):
    answer = quick(staff, workstream, **{"title": "Gardé", "date": "2098"} | values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert str(values.get("title", "Gardé")) in answer.text
    assert not Action.objects.exists()


def test_the_quick_form_refuses_the_directorate_of_another_partner(staff, workstream):
    answer = quick(staff, workstream, directorates=[DirectorateFactory().pk])
    assert "directorates" in answer.context["form"].errors


@pytest.mark.parametrize("query", ["?project=x", "?project=99999999999999999999", "?kind=no"])
def test_a_strange_address_gives_a_blank(staff, query):
    assert staff.get(f"{LIST}quick/{query}").status_code == 200


# Planned anew


def plan_url(*actions):
    return f"{LIST}plan/?" + "&".join(f"action={row.pk}" for row in actions)


def test_several_are_postponed_for_one_reason(staff):
    one, two = ActionFactory(planned="2098"), ActionFactory(planned="2098-05")
    over = ActionFactory(title_fr="Finie", is_done=True)
    sent = {"action": "plan_selected", "_selected_action": [one.pk, two.pk, over.pk]}
    answer = staff.post(LIST, sent)
    assert answer["Location"] == plan_url(one, two, over)
    values = {"step": "postpone", "date": "2099", "reason": WHY}
    page = staff.post(plan_url(one, two, over), values, follow=True).text
    assert "2 actions" in page
    assert "Finie – " in page
    for row in (one, two):
        row.refresh_from_db()
        assert (row.state, row.planned, row.reason) == ("postponed", "2099", WHY)
    over.refresh_from_db()
    assert over.state == "done"
    history = staff.get(f"{LIST}{one.pk}/history/").text
    assert "Anne Martin" in history
    assert "2098" in history


@pytest.mark.parametrize(
    "values",
    [
        {"reason": ""},
        {"date": "2097"},
        {"date": "hier"},
        {"step": "nothing"},
        {"step": "move", "date": ""},
    ],
)
def test_a_refused_plan_says_why_and_keeps_what_was_typed(staff, values):
    action = ActionFactory(planned="2098")
    sent = {"step": "postpone", "date": "2099", "reason": "Parce que"} | values
    answer = staff.post(plan_url(action), sent)
    assert answer.status_code == 422
    assert sent["reason"] in answer.text
    assert answer.context["form"].errors
    action.refresh_from_db()
    assert action.state == "planned"


def test_the_page_without_actions_leads_to_the_list(staff):
    for url in (plan_url(), f"{LIST}plan/?action=x&action=99999999999999999999"):
        assert f'href="{LIST}"' in staff.get(url).text


def test_a_programme_is_copied_from_the_partnership(staff, workstream):
    ActionFactory(workstream=workstream, planned="2026-04", title_fr="Forum annuel")
    url = f"{ROOT}partnership/{workstream.axis.partnership_id}/copy/"
    assert "Forum annuel" in staff.get(f"{url}?year=2026").text
    for _time in range(2):
        assert staff.post(url, {"year": "2026"}).status_code == 302
    assert Action.objects.filter(planned="2027-04").count() == 1
    for year in ("", "x", "1900", "9999"):
        assert staff.post(url, {"year": year}).status_code == 422
        assert staff.get(f"{url}?year={year}").status_code == 200
