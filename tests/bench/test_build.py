import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import Sum

from bench import floor
from bench.build import fill
from bench.cases import PAGES, PROJECT_PAGES
from bench.inprocess import answer
from bench.network import bodies
from bench.projects import PARTNERS, works
from members.models import Organisation
from projects.models import Participation, Project, ProjectTally
from territories.facts import load_territories
from tests.members.test_directory import kept, truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(monkeypatch):
    # A request that is not a test client's closes the connection of the test.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    load_territories(quiet=True)
    fill(bodies(402), works(402))


def read(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_the_rows_are_whole_and_counted():
    assert Organisation.objects.count() == 402
    assert kept() == truth()
    for row in Organisation.objects.prefetch_related("borders", "themes")[:50]:
        assert row.border_codes == sorted(border.code for border in row.borders.all())
        assert row.theme_codes == sorted(theme.code for theme in row.themes.all())
        assert (row.version, row.loaded) == (0, {})


def shown(project):
    """The participants that visitors read, organisations of the network and others."""
    return list(project.participations.shown().select_related("organisation"))


def test_the_projects_are_whole():
    assert Project.objects.count() == 402
    assert Participation.objects.count() == PARTNERS * 402
    for row in Project.objects.prefetch_related("borders", "themes").order_by("pk")[:100]:
        assert row.border_codes == sorted(border.code for border in row.borders.all())
        assert row.theme_codes == sorted(theme.code for theme in row.themes.all())
        assert row.programme_key == row.programme_name
        assert (row.version, row.loaded, row.raw) == (0, {}, {})


def test_the_rows_of_projects_repeat_their_partners():
    for row in Project.objects.order_by("pk")[:100]:
        parts = shown(row)
        slugs = {part.organisation.slug for part in parts if part.organisation}
        assert row.participant_slugs == sorted(slugs)
        assert row.partner_countries == sorted({part.country_code for part in parts})
        assert all(part.name in row.partner_names for part in parts)
    hidden = Organisation.objects.filter(is_published=False).values_list("slug", flat=True)
    assert hidden
    assert not Project.objects.filter(participant_slugs__overlap=list(hidden)).exists()


def test_the_projects_are_counted():
    assert ProjectTally.objects.counts() == truth_of_projects()


def truth_of_projects():
    """The counts of the published projects, counted afresh."""
    answer = {}
    for row in Project.objects.filter(is_published=True):
        facts = [("total", ""), ("year", row.start[:4])]
        facts += [("stage", row.stage), ("kind", row.kind), ("programme", row.programme_key)]
        facts += [("theme", code) for code in row.theme_codes]
        facts += [("border", code) for code in row.border_codes]
        facts += [("country", code) for code in row.partner_countries]
        facts += [("placed", "1")] if row.is_placed else []
        facts += [("budget", "unknown" if row.total_budget is None else "known")]
        for facet, value in facts:
            if value or facet in ("total", "year"):
                answer.setdefault(facet, {}).setdefault(value, 0)
                answer[facet][value] += 1
    return answer


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        (Organisation, {"slug": "new", "name_fr": "Neuf", "kind": "state", "country": "FR"}),
        (Project, {"slug": "new", "title_fr": "Neuf"}),
    ],
)
def test_history_is_written_again_afterwards(model, facts):
    events = model.pgh_event_models["insert"].objects
    assert events.count() == 0
    row = model.objects.create(**facts)
    assert events.count() == 1
    model.objects.filter(pk=row.pk).update(slug="other")
    row.refresh_from_db()
    assert row.version == 1


def test_every_page_that_is_measured_answers():
    told = {case.name: answer(WSGIHandler(), case.path) for case in PAGES + PROJECT_PAGES}
    assert [name for name, page in told.items() if not 0 < page["queries"] <= 12] == []
    assert all(page["bytes"] > 0 for page in told.values())
    assert all(0 < page["sql_seconds"] < page["seconds"] for page in told.values())


def test_an_error_is_not_taken_for_a_quick_page():
    with pytest.raises(RuntimeError, match="404"):
        answer(WSGIHandler(), "/fr/members/nobody/")


def test_both_floors_count_as_the_portal_does():
    counts = {(facet, value): n for facet, value, n in read(floor.FRESH_COUNTS)}
    assert counts == {(facet, value): n for facet, value, n in read(floor.KEPT_COUNTS)}
    expected = {
        (facet, value): n for facet, values in truth().items() for value, n in values.items()
    }
    assert counts == {key: n for key, n in expected.items() if key[0] != "placed"}


def test_both_floors_of_projects_count_as_the_portal_does():
    counts = {(facet, value): n for facet, value, n in read(floor.PROJECTS_FRESH_COUNTS)}
    assert counts == {(facet, value): n for facet, value, n in read(floor.PROJECTS_KEPT_COUNTS)}
    published = Project.objects.filter(is_published=True)
    total = published.aggregate(Sum("total_budget"))["total_budget__sum"]
    assert counts.pop(("budget", "sum")) == total
    truth = truth_of_projects()
    del truth["budget"]
    assert counts == {(facet, value): n for facet in truth for value, n in truth[facet].items()}


def test_the_floor_of_projects_shows_the_rows_of_the_first_page(client):
    entries = client.get("/fr/projects/").context["listing"].entries
    assert [row[0] for row in read(floor.PROJECTS_PAGE)] == [one.project.slug for one in entries]


def test_the_floor_shows_the_rows_of_the_first_page(client):
    entries = client.get("/fr/members/").context["listing"].entries
    rows = read(floor.PAGE)
    assert [row[0] for row in rows] == [entry.organisation.slug for entry in entries]
    html = floor.page([("a", "<b>", "", "state", "", "FR", "", ["FR-BE"])], [("kind", "state", 1)])
    assert "&lt;b&gt;" in html
    assert '<a href="/fr/members/a/">' in html
