"""Real connections at one moment: all who say that an obstacle affects them are counted."""

import pytest

from forum.services.support import endorse, withdraw
from tests.factories import MandateFactory
from tests.forum.factories import ObstacleFactory
from tests.members.test_people_races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER, ALL = 20, 100


def speakers(number):
    return [MandateFactory(speaks_for=True) for _n in range(number)]


def test_a_hundred_organisations_are_all_kept_and_counted():
    obstacle, mandates = ObstacleFactory(), speakers(ALL)
    share = ALL // TOGETHER

    def say(index):
        for mandate in mandates[index * share : (index + 1) * share]:
            endorse(obstacle, by=mandate, values={"place": "Kehl"})

    at_once(say, TOGETHER)
    obstacle.refresh_from_db()
    assert obstacle.endorsements.in_force().count() == obstacle.support_count == ALL


def test_one_organisation_that_says_it_twenty_times_counts_once():
    obstacle, [mandate] = ObstacleFactory(), speakers(1)
    at_once(lambda n: endorse(obstacle, by=mandate, values={"place": str(n)}), TOGETHER)
    obstacle.refresh_from_db()
    assert obstacle.endorsements.count() == obstacle.support_count == 1


def test_what_is_said_while_others_withdraw_is_counted():
    obstacle, mandates = ObstacleFactory(), speakers(TOGETHER)
    gone = mandates[: TOGETHER // 2]
    for mandate in gone:
        endorse(obstacle, by=mandate, values={})

    def act(index):
        if mandates[index] in gone:
            return withdraw(obstacle, by=mandates[index])
        return endorse(obstacle, by=mandates[index], values={})

    at_once(act, TOGETHER)
    obstacle.refresh_from_db()
    assert obstacle.support_count == TOGETHER - len(gone)
