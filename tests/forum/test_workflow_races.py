"""Real connections at the same moment: nothing is recorded twice, nothing is lost."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from forum.models import Obstacle, Step
from forum.services import raising, steps
from forum.services.obstacles import close, move
from forum.services.steps import Answer
from tests.forum.factories import AddresseeFactory, EndorsementFactory, ObstacleFactory
from tests.forum.workflow import DAY, obstacle_at, speaker, staff
from tests.members.test_people_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 10


def tried(act):
    def one(index):
        try:
            return act(index)
        except ValidationError as error:
            return error

    return one


def test_one_form_sent_ten_times_raises_one_obstacle():
    by = speaker()
    found = at_once(
        lambda _n: raising.raise_obstacle(Obstacle(title_fr="Car"), {}, by=by), TOGETHER
    )
    assert len({row.pk for row in found}) == Obstacle.objects.count() == 1


def test_ten_obstacles_raised_at_once_have_ten_references():
    people = [speaker() for _n in range(TOGETHER)]
    at_once(
        lambda n: raising.raise_obstacle(Obstacle(title_fr=f"Car {n}"), {}, by=people[n]), TOGETHER
    )
    assert len(set(Obstacle.objects.values_list("reference", flat=True))) == TOGETHER


def test_a_step_is_sent_and_answered_once():
    row, by = obstacle_at("carried"), staff()
    step = steps.prepare(row, Step(level="national", addressee=AddresseeFactory()), by=by)
    at_once(lambda _n: steps.send(step, DAY, by=by), TOGETHER)
    assert [change.new for change in row.changes.all()] == ["sent"]
    answer = Answer(date(2026, 5, 4), "admission", "Oui.")
    at_once(tried(lambda _n: steps.record_answer(step, answer, by=by)), TOGETHER)
    assert [change.new for change in row.changes.all()] == ["sent", "admitted"]


def test_of_two_who_offer_themselves_one_carries_it():
    row = ObstacleFactory()
    people = [speaker() for _n in range(TOGETHER)]
    for by in people:
        EndorsementFactory(obstacle=row, organisation=by.mandate.organisation)
    found = at_once(
        tried(lambda n: raising.set_carrier(row, people[n].mandate.organisation, by=people[n])),
        TOGETHER,
    )
    assert sum(not isinstance(one, ValidationError) for one in found) == 1


def test_two_who_close_and_move_it_at_once_leave_one_story():
    row, by = obstacle_at("sent"), staff()
    at_once(
        tried(lambda n: close(row, "act", by=by) if n % 2 else move(row, "admitted", by=by)),
        TOGETHER,
    )
    row.refresh_from_db()
    story = [(change.old, change.new) for change in row.changes.order_by("pk")]
    assert story[-1][1] == row.status == "closed"
    assert story in (
        [("sent", "closed")],
        [("sent", "admitted"), ("admitted", "closed")],
    )
