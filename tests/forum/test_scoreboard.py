"""What the register comes to, today and as it stood."""

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone

from forum.models import Obstacle, Snapshot, StatusChange
from forum.register import HEADERS
from forum.schema import schema
from forum.scoreboard import figures, keep_last_year
from tests.factories import BorderFactory
from tests.forum.factories import ObstacleFactory, StepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def register():
    """One of each kind, at FR-BE; a solved one at two borders; one that is not public."""
    solved = ObstacleFactory(
        status="closed", outcome="practice", raised_on="2026-01-01", closed_on=date(2026, 1, 31)
    )
    solved.borders.add(BorderFactory(code="FR-DE"))
    ObstacleFactory(
        status="closed",
        outcome="refused",
        outcome_reasons_fr="Non.",
        raised_on="2025-12-01",
        closed_on=date(2026, 1, 20),
    )
    admitted = ObstacleFactory(is_ready=True, status="carried", raised_on="2025", level="local")
    StatusChange.objects.create(obstacle=admitted, new="admitted")
    ObstacleFactory(is_reading=True, status="closed", raised_on="")
    ObstacleFactory(audience="members")


def test_each_obstacle_counts_where_it_belongs(register):
    told = figures()
    assert told["total"] == {
        "raised": 4, "admitted": 1, "solved": 2, "refused": 1, "waiting": 1, "read": 1,
    }  # fmt: skip
    by_border = {row["key"]: row["raised"] for row in told["borders"]}
    assert by_border == {"FR-BE": 4, "FR-DE": 1}
    assert [(row["key"], row["raised"]) for row in told["years"]] == [
        ("2025", 2), ("2026", 1), ("", 1),
    ]  # fmt: skip
    assert (told["median_days"], told["closed_known"]) == (40, 2)


def test_nothing_is_told_where_nothing_is(client):
    told = figures()
    assert (told["total"]["raised"], told["median_days"], told["silences"]) == (0, None, [])
    assert client.get("/fr/obstacles/scoreboard/").status_code == 200


def test_the_longest_silence_comes_first_and_closed_ones_are_out(client):
    late = StepFactory(sent_on=date(2026, 1, 2), addressee_name="Préfet").obstacle
    later = StepFactory(sent_on=date(2026, 2, 2)).obstacle
    Obstacle.objects.filter(pk__in=[late.pk, later.pk]).update(audience="public")
    assert [row["reference"] for row in figures()["silences"]] == [late.reference, later.reference]
    page = client.get("/fr/obstacles/scoreboard/").content.decode()
    assert "Préfet" in page
    Obstacle.objects.filter(pk=late.pk).update(
        status="closed", outcome="practice", closed_on=date(2026, 3, 1)
    )
    assert [row["reference"] for row in figures()["silences"]] == [later.reference]


def at(monkeypatch, *day):
    moment = datetime(*day, 12, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.mark.parametrize(
    ("day", "kept"),
    [((2027, 1, 1), [2026]), ((2028, 2, 29), [2027]), ((2027, 3, 31), [2026]), ((2027, 4, 1), [])],
)
def test_the_year_that_ended_is_kept_once(monkeypatch, register, day, kept):
    at(monkeypatch, *day)
    assert [keep_last_year(), keep_last_year()] == [len(kept), 0]
    assert list(Snapshot.objects.values_list("year", flat=True)) == kept


def test_what_is_kept_never_changes(monkeypatch, client, register):
    at(monkeypatch, 2027, 1, 5)
    keep_last_year()
    before = Snapshot.objects.get().figures
    ObstacleFactory()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Snapshot.objects.update(figures={})
    assert Snapshot.objects.get().figures == before
    page = client.get("/fr/obstacles/scoreboard/2026/")
    assert page.context["figures"]["total"]["raised"] == 4
    assert client.get("/fr/obstacles/scoreboard/2019/").status_code == 404


def test_the_schema_describes_every_column_of_the_file(client, register):
    told = client.get("/fr/obstacles/schema.json").json()
    assert told == schema()
    assert [field["name"] for field in told["fields"]] == HEADERS
    text = client.get("/en/obstacles/export.csv").getvalue().decode("utf-8-sig")
    for line in csv.DictReader(io.StringIO(text)):
        for field in told["fields"]:
            check(field, line[field["name"]])


def check(field, value):
    rules = field.get("constraints", {})
    assert value or not rules.get("required")
    if not value:
        return
    assert value in rules.get("enum", [value])
    assert re.search(rules.get("pattern", ""), value)
    readers = {"integer": int, "number": float, "date": date.fromisoformat}
    readers.get(field["type"], str)(value)


@pytest.mark.parametrize("rows", [1, 50])
def test_it_costs_the_same(client, queries, rows):
    for _number in range(rows):
        ObstacleFactory()
    assert queries(lambda: client.get("/fr/obstacles/scoreboard/")) <= 12
