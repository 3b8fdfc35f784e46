"""Obstacles on their way, and those who take them there."""

from datetime import date

from forum.models import Obstacle
from forum.models.kinds import AT_AN_AUTHORITY, Outcome, Status
from members.acting import Actor
from tests.factories import BorderFactory, MandateFactory, OrganisationFactory, UserFactory
from tests.forum.factories import ObstacleFactory, StepFactory

DAY = date(2026, 3, 31)


def staff() -> Actor:
    return Actor(UserFactory(is_staff=True))


def speaker(organisation=None) -> Actor:
    """Who speaks for `organisation` today."""
    mandate = MandateFactory(
        user=UserFactory(),
        organisation=organisation or OrganisationFactory(),
        speaks_for=True,
    )
    return Actor(mandate.user, mandate)


def obstacle_at(status: str, **values) -> Obstacle:
    """An obstacle that may be at `status`: ready, sent once when that is past, closed."""
    values.setdefault("carrier", OrganisationFactory())
    row = ObstacleFactory(triage="obstacle", nature="practice", **values)
    if status in AT_AN_AUTHORITY or status == Status.CLOSED:
        StepFactory(obstacle=row, sent_on=DAY)
    ended = {"outcome": Outcome.PRACTICE, "closed_on": DAY} if status == Status.CLOSED else {}
    Obstacle.objects.filter(pk=row.pk).update(status=status, **ended)
    return Obstacle.objects.get(pk=row.pk)


def internal(code: str = "FR-DE", **values):
    return BorderFactory(code=code, countries=code.split("-"), **{"is_internal_eu": True, **values})
