"""What an obstacle still lacks before it goes on: one sentence each."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from forum.models import Obstacle
from forum.models.kinds import Exit
from forum.route import borders_of

Guard = Callable[[Obstacle], str]


def is_triaged(obstacle: Obstacle) -> str:
    return "" if obstacle.triage else _("It has to be triaged first.")


def is_real(obstacle: Obstacle) -> str:
    """For the coordination point: nothing but an obstacle in the sense of the law goes there."""
    if obstacle.triage == Exit.OBSTACLE:
        return ""
    return _("Only a real obstacle goes to a coordination point.")


def has_carrier(obstacle: Obstacle) -> str:
    if not obstacle.has_carrier:
        return _("An organisation has to carry it.")
    if obstacle.carrier and obstacle.carrier.has_legal_personality is False:
        return _("It has no legal personality: one of its members carries the file.")
    return ""


def has_two_sides(obstacle: Obstacle) -> str:
    said = {side.country for side in obstacle.sides.all()}
    borders = borders_of(obstacle)
    if any(said.issuperset(border.countries) for border in borders):
        return ""
    if not borders and len(said) >= 2:
        return ""
    return _("The sides of two countries have to be described.")


def was_sent(obstacle: Obstacle) -> str:
    if obstacle.steps.filter(sent_on__isnull=False).exists():
        return ""
    return _("Record first the step in which it was sent.")


READY: tuple[Guard, ...] = (is_triaged, has_carrier, has_two_sides)


def lacks(obstacle: Obstacle, guards: tuple[Guard, ...] = READY) -> list[str]:
    """The sentences of the guards that `obstacle` does not pass; empty when it can go on."""
    return [sentence for guard in guards if (sentence := guard(obstacle))]
