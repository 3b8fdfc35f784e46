"""What holds of the whole back office: who enters, what it costs, what it says."""

import re

import pghistory
import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import override

from core.acts import last_acts
from core.gaps import Gap, waiting
from core.history import Change
from members.models import DueRun, Letter, Organisation, User
from pages.models import Page
from projects.models import Merge, NotDuplicate, Project
from projects.services.duplicates import tell_apart
from projects.services.merging import merge
from territories.models import Border, Programme, Territory, Theme
from tests.factories import (
    BorderFactory,
    MandateFactory,
    OrganisationFactory,
    PageFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
VIEWS = ["changelist", "add", "export", "latest", "change", "delete", "history", "preview"]
ROWS = {"change", "delete", "history", "preview"}
MODELS = [
    Organisation, Border, Territory, Theme, Programme, Page, Letter, DueRun, User, Project, Merge,
    NotDuplicate,
]  # fmt: skip
WITHOUT = {
    "members_mandate_export", "members_mandate_preview", "members_mandate_delete",
    "members_user_export", "members_user_preview", "members_user_latest",
    "members_letter_export", "members_letter_preview", "members_letter_latest",
    "members_letter_add", "members_letter_delete",
    "members_duerun_export", "members_duerun_preview", "members_duerun_latest",
    "members_duerun_add", "members_duerun_delete",
    "territories_theme_preview", "territories_programme_preview",
    "pages_page_add", "pages_page_delete",
    "projects_merge_export", "projects_merge_preview", "projects_merge_latest",
    "projects_merge_add", "projects_merge_delete",
    "projects_notduplicate_export", "projects_notduplicate_preview",
    "projects_notduplicate_latest", "projects_notduplicate_add",
}  # fmt: skip


@pytest.fixture
def rows(organisations):
    """A row of each model of the back office, by the start of its addresses' names."""
    letter = Letter.objects.create(
        kind="relay", subject_key="1", recipient="x@example.org", organisation=organisations[0]
    )
    projects = ProjectFactory.create_batch(5)
    return {
        "members_organisation": organisations[0],
        "members_mandate": MandateFactory(),
        "members_user": UserFactory(),
        "members_letter": letter,
        "members_duerun": DueRun.objects.create(ended_at=timezone.now()),
        "territories_border": BorderFactory(code="FR-BE"),
        "territories_territory": TerritoryFactory(),
        "territories_theme": ThemeFactory(),
        "territories_programme": ProgrammeFactory(),
        "pages_page": PageFactory(),
        "projects_project": projects[0],
        "projects_merge": merge(*projects[1:3], {}, by=None),
        "projects_notduplicate": tell_apart(*projects[3:], by=None),
    }


@pytest.fixture
def urls(rows):
    """Every address of the back office that reads."""
    found = [reverse("admin:index")]
    for name, row in rows.items():
        for view in VIEWS:
            try:
                arguments = [row.pk] if view in ROWS else []
                found.append(reverse(f"admin:{name}_{view}", args=arguments))
            except NoReverseMatch:
                assert f"{name}_{view}" in WITHOUT
    return found


@pytest.mark.parametrize("who", ["anonymous", "stranger", "former", "member", "editor"])
def test_nobody_but_staff_enters(people, urls, who):
    assert {people[who].get(url).status_code for url in urls} == {302}
    assert {people[who].post(url).status_code for url in urls} == {302}


def test_staff_without_any_permission_of_django_see_everything(people, urls):
    assert not User.objects.filter(is_superuser=True).exists()
    answers = {url: people["staff"].get(url).status_code for url in urls}
    refused = {reverse(f"admin:{name}", args=a) for name, a in _refused(urls)}
    assert {url for url, status in answers.items() if status != 200} == refused


def _refused(urls):
    """Addresses that exist, and where even staff do nothing."""
    for name in WITHOUT:
        app_model, _underscore, view = name.rpartition("_")
        if view == "add":
            yield name, []
        elif view == "delete":
            start = reverse(f"admin:{app_model}_changelist")
            url = next(one for one in urls if one.startswith(start) and "delete" in one)
            yield name, [url.removeprefix(start).split("/")[0]]


@pytest.mark.parametrize(("who", "status"), [("stranger", 403), ("editor", 403), ("staff", 302)])
def test_who_is_logged_in_is_not_asked_to_log_in_again(people, who, status):
    assert people[who].get("/admin/login/").status_code == status


def test_one_logs_in_where_everybody_does(client):
    answer = client.get("/admin/members/organisation/")
    assert answer["Location"] == "/fr/accounts/login/?next=/admin/members/organisation/"
    assert "/accounts/login/?next=" in client.get("/admin/login/?next=/admin/")["Location"]


def test_only_our_own_models_are_there():
    known = set(admin.site._registry)
    assert known >= set(MODELS)
    assert {model._meta.app_label for model in known} <= {
        "members", "pages", "territories", "projects", "partnerships", "forum",
    }  # fmt: skip


# Costs


def grow(count):
    border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
    for number, row in enumerate(
        OrganisationFactory.create_batch(count, borders=[border], themes=[theme])
    ):
        MandateFactory(organisation=row)
        ParticipationFactory(organisation=row, project=ProjectFactory(owner=row))
        DueRun.objects.create(ended_at=timezone.now())
        Letter.objects.create(
            kind="relay", subject_key=f"{row.pk}:{number}", recipient="x@x.org", organisation=row
        )
    TerritoryFactory.create_batch(count, borders=[border])
    ProgrammeFactory.create_batch(count)
    Theme.objects.bulk_create([Theme(code=f"more-{count}-{n}") for n in range(count)])
    Page.objects.bulk_create([Page(key=f"more-{count}-{n}") for n in range(count)])


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("index", 25),
        ("members_organisation_changelist", 12),
        ("members_mandate_changelist", 8),
        ("members_user_changelist", 8),
        ("members_letter_changelist", 16),  # what is due stands above it
        ("members_duerun_changelist", 8),
        ("territories_border_changelist", 8),
        ("territories_territory_changelist", 8),
        ("territories_theme_changelist", 8),
        ("territories_programme_changelist", 10),
        ("pages_page_changelist", 8),
        ("projects_project_changelist", 14),
        ("members_organisation_latest", 8),
    ],
)
def test_a_list_costs_the_same_for_one_row_and_fifty(people, queries, name, most):
    costs = []
    for count in (1, 50):
        grow(count)
        costs.append(queries(lambda: people["staff"].get(reverse(f"admin:{name}"))))
    assert costs[0] == costs[1]
    assert costs[0] <= most


# Pages


def test_no_page_asks_more_of_the_policy(people, urls):
    for url in urls:
        response = people["staff"].get(url)
        assert "unsafe" not in response["Content-Security-Policy"]
        if response.streaming or response.status_code != 200:
            continue
        html = response.content.decode()
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", html), url
        for script in re.findall(r"<script[^>]*>", html):
            assert "src=" in script or 'type="application/' in script, url
        for address in re.findall(r'(?:src|action)="([^"]*)"', html):
            assert not re.match(r"(https?:)?//", address), url


def test_staff_read_in_their_own_language(organisations):
    for language, words in {"fr": "Ce qui attend", "en": "What waits"}.items():
        browser = Client(headers={"accept-language": "de"})
        browser.force_login(UserFactory(is_staff=True, language=language))
        page = browser.get("/admin/").content.decode()
        assert f'<html lang="{language}"' in page
        assert f"<h1>{words}</h1>" in page


def test_the_language_is_changed_where_one_is(people):
    answer = people["staff"].post(
        "/admin/language/", {"language": "en", "next": "/admin/pages/page/?q=x"}
    )
    assert answer["Location"] == "/admin/pages/page/?q=x"
    assert '<html lang="en"' in people["staff"].get("/admin/").content.decode()
    people["staff"].post("/admin/language/", {"language": "xx"})
    assert '<html lang="en"' in people["staff"].get("/admin/").content.decode()
    away = people["staff"].post("/admin/language/", {"language": "fr", "next": "//example.org"})
    assert away["Location"] == "/admin/"
    assert people["staff"].get("/admin/language/").status_code == 405


@pytest.mark.parametrize(
    "tail",
    ["?gap=nothing", "?p=99", "?e=1", "?o=99", "?border=XX", "?q=%00", "?q=" + "a" * 3000, "?x=1"],
)
@pytest.mark.parametrize("part", ["", "export.csv"])
def test_no_query_string_breaks_a_list(people, rows, tail, part):
    answer = people["staff"].get(f"/admin/members/organisation/{part}{tail}", follow=True)
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize("tail", ["x", "999999", "999999999999999999999999", "1/x", "-1"])
@pytest.mark.parametrize("view", ["change", "history", "preview", "delete"])
def test_what_is_not_there_is_not_found(people, tail, view):
    answer = people["staff"].get(f"/admin/members/organisation/{tail}/{view}/")
    assert answer.status_code in (302, 404)
    if answer.status_code == 302:  # Django says on the first page that there is no such row
        assert answer["Location"] == "/admin/"


# What waits, what happened


def test_what_waits_is_counted_and_leads_to_its_rows(people, organisations):
    page = people["staff"].get("/admin/").content.decode()
    link = re.search(r'href="([^"]*gap=unpublished)"><span[^>]*>(\d+)', page)
    assert link[2] == "1"
    listed = people["staff"].get(link[1]).context["cl"].queryset
    assert [row.slug for row in listed] == ["draft"]


def test_errors_stand_apart_from_work(people, organisations):
    Organisation.objects.filter(slug="published").update(siren="246700489")
    context = people["staff"].get("/admin/").context
    queue = next(one for one in context["queues"] if one.url.endswith("/organisation/"))
    assert queue.total == 2
    assert [(one.gap.key, one.count) for one in queue.errors] == [("wrong-number", 1)]
    assert ("never-confirmed", 2) in [(one.gap.key, one.count) for one in queue.work]
    Letter.objects.create(kind="relay", subject_key="1", recipient="a@x.org", error="KeyError")
    context = people["staff"].get("/admin/").context
    queue = next(one for one in context["queues"] if one.url.endswith("/letter/"))
    assert [(one.gap.key, one.count) for one in queue.errors] == [("failed", 1)]


def test_a_gap_that_nothing_has_is_left_out():
    OrganisationFactory(city="Lille")
    gaps = [
        Gap("here", "", Q(city="Lille")),
        Gap("nowhere", "", Q(city="Metz")),
        Gap("computed", "", lambda: Q(city="Lille")),
    ]
    [(total, found)] = waiting([(Organisation.objects.all(), gaps)])
    assert total == 1
    assert [(one.gap.key, one.count) for one in found] == [("here", 1), ("computed", 1)]


def test_the_last_changes_are_told_act_by_act():
    anne = UserFactory(name="Anne")
    with pghistory.context(through="command", command="load"):
        batch = OrganisationFactory.create_batch(3, borders=[BorderFactory()])
    with pghistory.context(user=anne.pk, through="admin"):
        Organisation.objects.filter(pk=batch[0].pk).update(city="Lille")
        Organisation.objects.filter(pk=batch[1].pk).delete()
    with override("en"):
        told = [
            (act.what, act.name, act.others, act.who, act.through)
            for act in last_acts([Organisation, Border], 10)
        ]
    assert told == [
        ("deleted", str(batch[1]), 0, "Anne", "back office"),
        ("changed", str(batch[0]), 0, "Anne", "back office"),
        ("created", str(batch[2]), 2, "–", "command load"),
        ("created", "Frontière FR-BE", 0, "–", "command load"),
    ]


def test_the_last_changes_cost_two_queries(queries):
    OrganisationFactory.create_batch(5, borders=[BorderFactory()])
    assert queries(lambda: last_acts([Organisation, Border, Theme], 10)) == 1
    with pghistory.context(user=UserFactory().pk):
        OrganisationFactory()
    assert queries(lambda: last_acts([Organisation, Border, Theme], 10)) == 2


def test_a_long_change_is_told_word_by_word():
    change = Change("Text", "un deux trois", "un trois quatre")
    assert change.steps == [
        ("same", "un"),
        ("gone", " deux"),
        ("same", " trois"),
        ("added", " quatre"),
    ]
    assert "".join(words for kind, words in change.steps if kind != "gone") == change.new
    assert "".join(words for kind, words in change.steps if kind != "added") == change.old


def test_what_the_back_office_does_not_keep_has_no_page_there(people):
    for kind in ContentType.objects.all():
        answer = people["staff"].get(f"/admin/r/{kind.pk}/1/")
        assert answer.status_code in {302, 404}, kind
