"""How an obstacle goes from being reported to its outcome.

    reported → in triage → in preparation → carried → sent ⇄ completion asked
                                                        ↓
                            closed ← administrative / legislative route ← admitted

`MOVES` says from where to where, who may, and what is needed. Each move is recorded
(`StatusChange`) and told to who follows the obstacle. One already made is as once: it changes
nothing. `ValidationError` says why one cannot be made.
"""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.clocks import check_days
from forum.models import Obstacle, StatusChange
from forum.models.kinds import AT_AN_AUTHORITY, WITH_REASONS, Outcome, Status
from forum.services import telling
from forum.services.readiness import READY, Guard, has_carrier, is_triaged, lacks, was_sent
from members.acting import Actor

BEFORE = [Status.REPORTED, Status.TRIAGE, Status.PREPARATION, Status.CARRIED]
SENT_ONCE: tuple[Guard, ...] = (*READY, was_sent)


@dataclass(frozen=True)
class Move:
    """A move to `new`, from each of `olds`; `by_staff` leaves it to the MOT alone."""

    olds: tuple[Status, ...]
    new: Status
    guards: tuple[Guard, ...] = ()
    by_staff: bool = False


MOVES = [
    Move((Status.REPORTED,), Status.TRIAGE, by_staff=True),
    Move((Status.REPORTED, Status.TRIAGE), Status.PREPARATION, (is_triaged,), by_staff=True),
    Move((Status.CARRIED, Status.CLOSED), Status.PREPARATION, by_staff=True),
    Move((Status.PREPARATION,), Status.CARRIED, (is_triaged, has_carrier)),
    Move((Status.CARRIED, *AT_AN_AUTHORITY), Status.SENT, SENT_ONCE),
    Move((Status.SENT,), Status.COMPLETION, SENT_ONCE),
    Move((Status.SENT, Status.COMPLETION), Status.ADMITTED, SENT_ONCE),
    Move(
        (Status.SENT, Status.COMPLETION, Status.ADMITTED, Status.LEGISLATIVE),
        Status.ADMINISTRATIVE,
        SENT_ONCE,
    ),
    Move(
        (Status.SENT, Status.COMPLETION, Status.ADMITTED, Status.ADMINISTRATIVE),
        Status.LEGISLATIVE,
        SENT_ONCE,
    ),
    Move(tuple(BEFORE), Status.CLOSED, by_staff=True),
    Move(tuple(AT_AN_AUTHORITY), Status.CLOSED),
]


def keeps(obstacle: Obstacle, by: Actor) -> bool:
    """Whether `by` may take it forward: the staff, else who carries it, else who raised it."""
    if by.user and by.user.is_staff:
        return True
    if by.mandate is None or obstacle.is_carried_by_mot:
        return False
    return by.mandate.organisation_id == (obstacle.carrier_id or obstacle.raised_by_id)


def moves(obstacle: Obstacle, by: Actor) -> list[tuple[Move, list[str]]]:
    """The moves that `by` may make from here, each with what it still lacks."""
    if obstacle.is_reading:
        return []
    return [
        (one, lacks(obstacle, one.guards))
        for one in MOVES
        if obstacle.status in one.olds and one.new != obstacle.status and _may(obstacle, one, by)
    ]


@transaction.atomic
def move(obstacle: Obstacle, new: Status, *, by: Actor, comment: str = "") -> Obstacle:
    """Make the move to `new`; to close it is `close`."""
    row = locked(obstacle)
    if row.status == new:
        return row
    check_move(row, new, by)
    take(row, new, by, comment)
    return row


@transaction.atomic
def close(
    obstacle: Obstacle,
    outcome: str,
    *,
    by: Actor,
    reasons: str = "",
    language: str = "fr",
    on: date | None = None,
) -> Obstacle:
    """Close it with its outcome; `reasons` are those of the authority, quoted, in `language`."""
    row = locked(obstacle)
    if row.status == Status.CLOSED and row.outcome == outcome:
        if reasons.strip() in ("", getattr(row, f"outcome_reasons_{language}")):
            return row
        raise ValidationError(_("It is closed already, with other reasons: reopen it first."))
    check_move(row, Status.CLOSED, by)
    check_outcome(row, outcome, reasons)
    day = on or timezone.localdate()
    check_days(on=day)
    if day > timezone.localdate():
        raise ValidationError({"on": _("This day is still to come.")})
    latest = row.steps.aggregate(sent=Max("sent_on"), answered=Max("answered_on"))
    if any(known and day < known for known in latest.values()):
        raise ValidationError({"on": _("Something was sent or answered after this day.")})
    if reasons.strip():
        setattr(row, f"outcome_reasons_{language}", reasons.strip())
    row.outcome, row.closed_on = outcome, day
    take(row, Status.CLOSED, by, reasons)
    return row


@transaction.atomic
def reopen(obstacle: Obstacle, reason: str, *, by: Actor) -> Obstacle:
    """Take a closed obstacle up again; the history keeps how it was closed."""
    row = locked(obstacle)
    if row.status != Status.CLOSED:
        return row
    if not reason.strip():
        raise ValidationError({"comment": _("Say why it is taken up again.")})
    check_move(row, Status.PREPARATION, by)
    for language in settings.CONTENT_LANGUAGES:  # they are those of another answer
        setattr(row, f"outcome_reasons_{language}", "")
    take(row, Status.PREPARATION, by, reason)
    return row


@transaction.atomic
def take_up(obstacle: Obstacle, *, by: Actor) -> Obstacle:
    """Make a case known from a source one that the MOT deals with: it starts in triage."""
    row = locked(obstacle)
    if not row.is_reading:
        return row
    check_staff(by)
    row.is_reading, row.outcome, row.closed_on = False, "", None
    take(row, Status.TRIAGE, by, _("Until now it was known from its source."))
    return row


def check_move(obstacle: Obstacle, new: Status, by: Actor) -> None:
    """`ValidationError` unless `by` may move `obstacle` to `new` now."""
    check_is_ours(obstacle)
    found = [one for one in MOVES if one.new == new and obstacle.status in one.olds]
    if not found:
        raise ValidationError(
            _("This is not possible: the obstacle is now “%s”.") % obstacle.get_status_display()
        )
    if not any(_may(obstacle, one, by) for one in found):
        raise ValidationError(_("This is for who carries the obstacle, or for the MOT."))
    if sentences := lacks(obstacle, found[0].guards):
        raise ValidationError(sentences)


def check_is_ours(obstacle: Obstacle) -> None:
    if obstacle.is_reading:
        raise ValidationError(_("It is a reading of its source: take it up first."))


def check_staff(by: Actor) -> None:
    if not (by.user and by.user.is_staff):
        raise ValidationError(_("The MOT alone does this."))


def check_outcome(obstacle: Obstacle, outcome: str, reasons: str) -> None:
    if outcome not in Outcome.values or outcome == Outcome.REFORM:
        raise ValidationError({"outcome": _("Say how it ended.")})
    if outcome in WITH_REASONS and not reasons.strip():
        raise ValidationError({"reasons": _("This outcome is told with its reasons.")})


def locked(obstacle: Obstacle) -> Obstacle:
    rows = Obstacle.objects.select_for_update(of=["self"]).select_related("main_border")
    return rows.get(pk=obstacle.pk)


def take(row: Obstacle, new: Status, by: Actor, comment: str = "") -> StatusChange:
    """Write the move of a row that the caller locked and checked, and tell it."""
    old, row.status = row.status, new
    if new != Status.CLOSED:
        row.closed_on = None
        row.outcome = Outcome.REFORM if new == Status.LEGISLATIVE else ""
    row.save()
    change = StatusChange.objects.create(
        obstacle=row,
        old=old,
        new=new,
        outcome=row.outcome,
        comment=comment.strip()[:2000],
        by=by.user,
        under=by.mandate,
    )
    telling.obstacle_changed(change)
    return change


def _may(obstacle: Obstacle, one: Move, by: Actor) -> bool:
    is_staff = bool(by.user and by.user.is_staff)
    return is_staff or (not one.by_staff and keeps(obstacle, by))
