"""Reminders of the answers that are due: on the right days, once, to the right people."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from forum.deadlines import remind, tell_what_is_late
from forum.models import Obstacle
from members.letters.registry import Withheld, facts_of
from members.models import Letter
from tests.factories import MandateFactory
from tests.forum.factories import ClockRuleFactory, StepFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(monkeypatch):
    """`day(2028, 2, 29)` makes it noon of that day."""

    def at(*parts):
        moment = datetime(*parts, 11, tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


@pytest.fixture
def step():
    """Sent to a prefect, due on a leap day; somebody speaks for its carrier."""
    rule = ClockRuleFactory(level="", remind_before=14, remind_after=7)
    step = StepFactory(sent_on=date(2027, 12, 31), due_on=date(2028, 2, 29), rule=rule)
    MandateFactory(organisation=step.obstacle.carrier, speaks_for=True)
    MandateFactory(organisation=step.obstacle.carrier, edits_profile=True)
    return step


@pytest.mark.parametrize(
    ("today", "kinds"),
    [
        ((2028, 2, 14), []),
        ((2028, 2, 15), ["deadline_before"]),
        ((2028, 2, 29), ["deadline_before"]),
        ((2028, 3, 1), []),
        ((2028, 3, 6), []),
        ((2028, 3, 7), ["deadline_after"]),
        ((2028, 12, 31), ["deadline_after"]),
    ],
)
def test_on_each_day_what_is_due_is_told_once(day, step, today, kinds):
    day(*today)
    remind()
    remind()
    found = Letter.objects.order_by("pk").values_list("kind", flat=True)
    assert sorted(set(found)) == kinds
    assert len(found) == 2 * len(kinds)  # the staff and who speaks for the carrier


def test_without_a_rule_two_weeks_before_and_one_after(day, step):
    step.rule = None
    step.save()
    day(2028, 2, 15)
    assert remind() == 2
    day(2028, 3, 7)
    assert remind() == 2


@pytest.mark.parametrize("change", ["answered", "closed", "put off", "prepared only"])
def test_what_waits_no_more_is_not_told(day, step, change):
    day(2028, 2, 20)
    remind()
    letter = Letter.objects.exclude(user=None).get()
    facts_of(letter)
    if change == "answered":
        step.answered_on = date(2028, 2, 19)
    elif change == "put off":
        step.due_on = date(2028, 6, 30)
    elif change == "prepared only":
        step.sent_on = None
    else:
        Obstacle.objects.filter(pk=step.obstacle_id).update(
            status="closed", outcome="practice", closed_on=date(2028, 2, 19)
        )
    step.save()
    with pytest.raises(Withheld):
        facts_of(letter)


def test_who_no_longer_speaks_for_the_carrier_is_not_told(day, step):
    day(2028, 2, 20)
    remind()
    letter = Letter.objects.exclude(user=None).get()
    letter.user.mandates.update(speaks_for=False)
    with pytest.raises(Withheld):
        facts_of(letter)


def test_each_week_one_list_of_what_is_late(day, step):
    day(2028, 2, 29)
    assert tell_what_is_late() == 0
    day(2028, 3, 1)
    assert tell_what_is_late() == 1
    tell_what_is_late()
    day(2028, 3, 5)  # the same week
    tell_what_is_late()
    assert Letter.objects.filter(kind="deadlines_late").count() == 1
    day(2028, 3, 6)
    tell_what_is_late()
    letters = Letter.objects.filter(kind="deadlines_late").order_by("pk")
    assert letters.count() == 2
    assert [row["step"] for row in facts_of(letters[0])["rows"]] == [step]


def test_late_means_the_same_in_the_list_and_on_the_page(day, step):
    for today, is_late in (((2028, 2, 29), False), ((2028, 3, 1), True)):
        day(*today)
        assert step.is_late() is is_late
        assert type(step).objects.late().exists() is is_late
