import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection

from bench import floor
from bench.build import fill
from bench.cases import PAGES
from bench.inprocess import answer
from bench.network import bodies
from members.models import Organisation
from territories.facts import load_territories
from tests.members.test_directory import kept, truth

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def network(monkeypatch):
    # A request that is not a test client's closes the connection of the test.
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)
    load_territories(quiet=True)
    fill(bodies(402))


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


def test_history_is_written_again_afterwards():
    events = Organisation.pgh_event_models["insert"].objects
    assert events.count() == 0
    Organisation.objects.create(slug="new", name_fr="Neuf", kind="state", country="FR")
    assert events.count() == 1


def test_every_page_that_is_measured_answers():
    told = {case.name: answer(WSGIHandler(), case.path) for case in PAGES}
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


def test_the_floor_shows_the_rows_of_the_first_page(client):
    entries = client.get("/fr/members/").context["listing"].entries
    rows = read(floor.PAGE)
    assert [row[0] for row in rows] == [entry.organisation.slug for entry in entries]
    html = floor.page([("a", "<b>", "", "state", "", "FR", "", ["FR-BE"])], [("kind", "state", 1)])
    assert "&lt;b&gt;" in html
    assert '<a href="/fr/members/a/">' in html
