"""Steps and their clocks: months that end, leap years, guards, what an answer brings."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from forum.clocks import add_months, deadline
from forum.models import CommitteeDate, Obstacle, Step
from forum.services import steps
from forum.services.steps import Answer
from tests.forum.factories import (
    AddresseeFactory,
    ClockRuleFactory,
    CoordinationPointFactory,
    ObstacleFactory,
    StepFactory,
)
from tests.forum.workflow import DAY, internal, obstacle_at, speaker, staff

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-12-31", 2, "2027-02-28"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", 48, "2032-02-29"),
        ("2026-08-31", 6, "2027-02-28"),
        ("2026-11-30", 1, "2026-12-30"),
        ("2026-10-15", 3, "2027-01-15"),
        ("2100-01-31", 1, "2100-02-28"),
    ],
)
def test_months_end_with_their_last_day(day, months, end):
    assert add_months(date.fromisoformat(day), months) == date.fromisoformat(end)


def test_the_rule_of_the_level_goes_before_the_one_for_all():
    ClockRuleFactory(kind="file", level="", months=0, days=10)
    own = ClockRuleFactory(kind="file", level="point", months=2)
    ClockRuleFactory(kind="file", level="national", months=9, is_active=False)
    assert deadline("file", "point", date(2027, 12, 31)).rule == own
    assert deadline("file", "point", date(2027, 12, 31)).on == date(2028, 2, 29)
    assert deadline("file", "national", date(2028, 2, 25)).on == date(2028, 3, 6)
    assert deadline("contact", "point", DAY).on is None


def test_a_committee_answers_on_the_day_it_meets():
    body = AddresseeFactory(level="bilateral")
    for day in (date(2026, 3, 30), date(2026, 4, 20), date(2026, 9, 1)):
        CommitteeDate.objects.create(addressee=body, date=day)
    assert deadline("committee", "bilateral", DAY, body).on == date(2026, 4, 20)
    assert deadline("committee", "bilateral", date(2027, 1, 1), body).on is None


def prepared(obstacle, by, **values):
    values = {"level": "national", "addressee": AddresseeFactory(), **values}
    return steps.prepare(obstacle, Step(**values), by=by)


def test_a_file_is_sent_once_its_clock_starts_and_the_obstacle_follows():
    ClockRuleFactory(kind="file", level="", months=2)
    row = obstacle_at("carried")
    by = speaker(row.carrier)
    step = prepared(row, by)
    for _time in range(2):
        step = steps.send(step, date(2025, 12, 31), by=by)
    row.refresh_from_db()
    assert (step.due_on, row.status, row.silent_since) == (
        date(2026, 2, 28),
        "sent",
        date(2025, 12, 31),
    )
    assert row.addressee == step.addressee_name
    assert [change.new for change in row.changes.all()] == ["sent"]


def test_a_day_given_by_hand_replaces_the_rule():
    ClockRuleFactory(kind="file", level="", months=2)
    row, by = obstacle_at("carried"), staff()
    step = steps.send(prepared(row, by), DAY, by=by, due_on=date(2026, 4, 30))
    assert (step.due_on, step.rule) == (date(2026, 4, 30), None)
    with pytest.raises(ValidationError):
        steps.send(prepared(row, by), DAY, by=by, due_on=date(2026, 3, 30))


UNREADY = {
    "no triage": {"triage": ""},
    "no carrier": {"carrier": None, "status": "preparation"},
    "a reading": {"is_reading": True},
    "not carried yet": {"status": "preparation"},
    "closed": {"status": "closed", "outcome": "act", "closed_on": DAY},
}


@pytest.mark.parametrize("what", UNREADY)
def test_nothing_is_sent_before_the_obstacle_is_ready(what):
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    Obstacle.objects.filter(pk=row.pk).update(**UNREADY[what])
    with pytest.raises(ValidationError):
        steps.send(step, DAY, by=by)
    assert not Step.objects.filter(sent_on__isnull=False).exists()


def test_nothing_is_sent_with_one_side_nor_tomorrow():
    row, by = obstacle_at("carried"), staff()
    step = prepared(row, by)
    with pytest.raises(ValidationError) as refused:
        steps.send(step, date(2099, 1, 1), by=by)
    assert "sent_on" in refused.value.message_dict
    row.sides.first().delete()
    with pytest.raises(ValidationError):
        steps.send(step, DAY, by=by)


def test_strangers_record_nothing():
    row = obstacle_at("carried", raised_by=None)
    step, other = prepared(row, staff()), speaker()
    for act in (
        lambda: prepared(row, other),
        lambda: steps.send(step, DAY, by=other),
        lambda: steps.throw_away(step, by=other),
    ):
        with pytest.raises(ValidationError):
            act()


def test_the_coordination_point_is_that_of_an_internal_border_for_a_real_obstacle():
    border, by = internal("FR-DE"), staff()
    own = CoordinationPointFactory(border=border)
    other = CoordinationPointFactory(border=internal("FR-BE"))
    row = obstacle_at("carried", main_border=border)
    values = {"level": "point", "addressee": None}
    for point in (None, other):
        with pytest.raises(ValidationError) as refused:
            prepared(row, by, point=point, **values)
        assert "point" in refused.value.message_dict
    assert prepared(row, by, point=own, **values).addressee_name == str(own)
    Obstacle.objects.filter(pk=row.pk).update(triage="tax_social")
    with pytest.raises(ValidationError) as refused:
        prepared(row, by, point=own, **values)
    assert "level" in refused.value.message_dict


def test_an_outer_border_sends_nothing_to_a_coordination_point():
    outer, by = internal("FR-CH", is_internal_eu=False), staff()
    row = obstacle_at("carried", main_border=outer)
    point = CoordinationPointFactory(border=internal("FR-DE"))
    with pytest.raises(ValidationError):
        prepared(row, by, level="point", point=point, addressee=None)


def test_a_point_that_left_office_takes_nothing_more():
    border, by = internal("FR-DE"), staff()
    point = CoordinationPointFactory(border=border, ends_on=date(2026, 3, 30))
    row = obstacle_at("carried", main_border=border)
    step = prepared(row, by, level="point", point=point, addressee=None)
    with pytest.raises(ValidationError):
        steps.send(step, DAY, by=by)
    assert steps.send(step, date(2026, 3, 30), by=by).sent_on


@pytest.mark.parametrize(
    ("meaning", "status"),
    [
        ("received", "sent"),
        ("completion", "completion"),
        ("admission", "admitted"),
        ("administrative", "administrative"),
        ("legislative", "legislative"),
        ("final", "sent"),
    ],
)
def test_the_status_follows_what_the_answer_says(meaning, status):
    row, by = obstacle_at("sent"), staff()
    step = row.steps.get()
    answer = Answer(date(2026, 5, 4), meaning, "Oui.", "fr")
    for _time in range(2):
        steps.record_answer(step, answer, by=by)
    row.refresh_from_db()
    assert (row.status, row.silent_since) == (status, None)
    assert row.changes.count() == (status != "sent")
    with pytest.raises(ValidationError):
        steps.record_answer(step, Answer(date(2026, 5, 5), meaning, "Non."), by=by)


def test_an_answer_starts_the_time_for_completing_and_for_an_appeal():
    ClockRuleFactory(kind="answer", level="", months=6)
    row, by = obstacle_at("sent"), staff()
    asked = Answer(date(2026, 5, 4), "completion", "Il manque.", due_on=date(2026, 6, 1))
    steps.record_answer(row.steps.get(), asked, by=by)
    wait = row.steps.get(kind="completion")
    assert (wait.due_on, wait.answered_on) == (date(2026, 6, 1), None)
    sent = steps.send(prepared(row, by, kind="completed"), date(2026, 5, 20), by=by)
    wait.refresh_from_db()
    row.refresh_from_db()
    assert (wait.answered_on, row.status) == (date(2026, 5, 20), "sent")
    steps.record_answer(sent, Answer(date(2026, 8, 31), "final", "Non."), by=by)
    assert row.steps.get(kind="redress").due_on == date(2027, 2, 28)


def test_an_answer_comes_after_what_was_sent_and_not_tomorrow():
    row, by = obstacle_at("sent"), staff()
    for answer in (
        Answer(date(2026, 3, 30), "received"),
        Answer(date(2099, 1, 1), "received"),
        Answer(DAY, "completion", due_on=date(2026, 3, 1)),
    ):
        with pytest.raises(ValidationError):
            steps.record_answer(row.steps.get(), answer, by=by)
    unsent = StepFactory(obstacle=ObstacleFactory(is_ready=True), sent_on=None)
    with pytest.raises(ValidationError):
        steps.record_answer(unsent, Answer(DAY, "received"), by=by)


def test_what_was_sent_stays():
    row, by = obstacle_at("sent"), staff()
    step = row.steps.get()
    with pytest.raises(ValidationError):
        steps.prepare(row, step, by=by)
    with pytest.raises(ValidationError):
        steps.throw_away(step, by=by)
    unsent = prepared(row, by)
    steps.throw_away(unsent, by=by)
    assert row.steps.get() == step
