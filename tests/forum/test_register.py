"""The public register: what is listed, filtered, exported; never what is not for everyone."""

import csv
import io
import json
from datetime import timedelta

import pytest
from django.utils import timezone

from forum.models import ObstacleTally
from forum.register import HEADERS
from forum.register_filters import ObstacleFilter
from tests.factories import BorderFactory, ThemeFactory
from tests.forum.factories import EndorsementFactory, ObstacleFactory, StepFactory

pytestmark = pytest.mark.django_db
URL = "/fr/obstacles/"


def listed(client, query=""):
    return [entry.row.title_fr for entry in client.get(URL + query).context["listing"].entries]


def test_only_what_everyone_may_read_is_listed_counted_and_exported(client):
    shown = ObstacleFactory(title_fr="Public")
    ObstacleFactory(title_fr="Secret", audience="members")
    ObstacleFactory(title_fr="Secret encore", audience="staff")
    page = client.get(URL)
    assert [entry.row for entry in page.context["listing"].entries] == [shown]
    assert page.context["listing"].counts.total == 1
    for address in ("export.csv", "export.json", "export.geojson", "feed.atom", "map.geojson"):
        answer = client.get(URL + address)
        content = answer.getvalue() if answer.streaming else answer.content
        assert b"Secret" not in content, address


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?border=FR-DE", ["Est"]),
        ("?theme=health", ["Est"]),
        ("?nature=practice", ["Est"]),
        ("?status=sent", ["Silencieux"]),
        ("?level=national", ["Silencieux"]),
        ("?addressee=Préfet", ["Silencieux"]),
        ("?year=2019", ["Ancien"]),
        ("?q=silencieux", ["Silencieux"]),
        ("?silent_min=30", ["Silencieux"]),
        ("?silent_min=99999", []),
        ("?age_min=1000", ["Ancien"]),
        ("?border=XX-YY", []),
        ("?sort=support", ["Est", "Ancien", "Silencieux"]),
    ],
)
def test_each_filter_narrows(client, query, expected):
    east = ObstacleFactory(
        title_fr="Est",
        main_border=BorderFactory(code="FR-DE"),
        themes=[ThemeFactory(code="health")],
        nature="practice",
        raised_on="",
    )
    EndorsementFactory(obstacle=east)
    ObstacleFactory(title_fr="Ancien", raised_on="2019-03", nature="law")
    silent = StepFactory(
        obstacle=ObstacleFactory(
            is_ready=True, title_fr="Silencieux", raised_on="", nature="rule", audience="public"
        ),
        addressee_name="Préfet",
    ).obstacle
    silent.status = "sent"
    silent.save()
    assert listed(client, query) == expected


def test_bad_numbers_get_a_sentence_and_no_row(client):
    ObstacleFactory()
    for query in ("?age_min=abc", "?silent_min=-1", "?age_min=9" + "9" * 40):
        page = client.get(URL + query)
        assert page.status_code == 200
        assert page.context["listing"].entries == []


def test_what_lies_ahead_is_not_old(client):
    ObstacleFactory(title_fr="Cette année", raised_on="2099")
    assert listed(client, "?age_min=0") == []


def test_counts_that_are_kept_are_those_of_the_rows(client):
    StepFactory(obstacle=ObstacleFactory(is_ready=True, audience="public"))
    ObstacleFactory(main_border=BorderFactory(code="FR-DE"), nature="law", level="local")
    ObstacleFactory(audience="staff", nature="law")
    kept = ObstacleTally.objects.kept_counts(ObstacleFilter.facets)
    fresh = client.get(URL + "?age_min=0").context["listing"].counts
    for facet in ObstacleFilter.facets:
        rows = {value: n for value, n in fresh.choices[facet.name].items() if value}
        assert kept.choices[facet.name] == rows, facet.name


def test_the_files_hold_the_rows_of_the_page(client):
    row = ObstacleFactory(themes=[ThemeFactory(code="health")])
    text = client.get(f"{URL}export.csv").getvalue().decode("utf-8-sig")
    [line] = csv.DictReader(io.StringIO(text), delimiter=";")
    assert list(line) == HEADERS
    assert (line["reference"], line["themes"]) == (row.reference, "health")
    data = json.loads(client.get(f"{URL}export.geojson").getvalue())
    assert data["features"][0]["id"] == row.reference
    assert client.get(f"{URL}export.pdf").status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_a_list_costs_the_same(client, queries, rows):
    for _number in range(rows):
        ObstacleFactory(themes=[ThemeFactory(code="health")])
    assert queries(lambda: client.get(URL)) <= 9


def test_a_reference_in_small_letters_leads_to_the_page(client):
    row = ObstacleFactory()
    answer = client.get(f"{URL}{row.reference.lower()}/")
    assert answer.status_code == 301
    assert answer["Location"] == row.get_absolute_url()


def test_the_page_says_before_whom_it_stands_and_how_long_nobody_answers(client):
    since = timezone.localdate() - timedelta(days=40)
    row = StepFactory(sent_on=since, addressee_name="Préfet du Nord").obstacle
    page = client.get(row.get_absolute_url()).content.decode()
    assert "Préfet du Nord" in page
    assert "40 jours sans réponse" in page
    row.steps.update(answered_on=timezone.localdate())
    assert "sans réponse" not in client.get(row.get_absolute_url()).content.decode()


def test_both_sides_stand_in_the_order_of_the_border(client):
    border = BorderFactory(code="DE-NL", countries=["DE", "NL"])
    row = ObstacleFactory(main_border=border, sides=True)
    german = row.sides.get(country="DE")
    row.sides.create(country="FR", authority_fr="Troisième")
    german.delete()
    row.sides.create(country="DE", authority_fr="Landkreis")
    shown = [side.country for side in client.get(row.get_absolute_url()).context["sides"]]
    assert shown == ["DE", "NL", "FR"]
