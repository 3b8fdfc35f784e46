"""An organisation says that an obstacle affects it too, changes that, and takes it back."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Endorsement, Obstacle
from members.models import Mandate, Organisation


def given_by(obstacle: Obstacle, organisation: Organisation) -> Endorsement | None:
    """What the organisation says of it today; None when it does not, or took it back."""
    return obstacle.endorsements.filter(organisation=organisation, withdrawn_at=None).first()


def endorse(obstacle: Obstacle, *, by: Mandate, values: dict[str, Any]) -> Endorsement:
    """Say it, or change what was said. Two who say it at once make one; the last words stay.

    `ValidationError` when the organisation itself carries or raised it, or the obstacle is closed.
    """
    if by.organisation_id in (obstacle.carrier_id, obstacle.raised_by_id):
        raise ValidationError(_("Your organisation raised it or carries it already."))
    if obstacle.status == Obstacle.Status.CLOSED:
        raise ValidationError(_("This obstacle is closed."))
    taken_back = obstacle.endorsements.exclude(withdrawn_at=None)
    if taken_back.filter(organisation=by.organisation_id).exclude(hidden_because="").exists():
        raise ValidationError(_("The MOT hid what your organisation said here: ask it first."))
    try:
        with transaction.atomic():
            return _write(obstacle, by, values)
    except IntegrityError:  # a colleague said it at this moment
        with transaction.atomic():
            return _write(obstacle, by, values)


def _write(obstacle: Obstacle, by: Mandate, values: dict[str, Any]) -> Endorsement:
    rows = Endorsement.objects.select_for_update()
    row = rows.filter(
        obstacle=obstacle, organisation=by.organisation, withdrawn_at=None
    ).first() or Endorsement(obstacle=obstacle, organisation=by.organisation)
    for name, value in values.items():
        setattr(row, name, value)
    row.by, row.function = by.user, by.function
    row.save()
    return row


@transaction.atomic
def withdraw(obstacle: Obstacle, *, by: Mandate) -> None:
    """Take it back: it counts no more from now on. Nothing happens when it is not said."""
    rows = obstacle.endorsements.select_for_update()
    for row in rows.filter(organisation=by.organisation, withdrawn_at=None):
        row.withdrawn_at, row.withdrawn_by = timezone.now(), by.user
        row.save()
