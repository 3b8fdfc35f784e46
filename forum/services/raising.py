"""How an obstacle comes into the register, is sorted, and finds who carries it."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Obstacle, Subscription, Topic
from forum.models.kinds import Audience, Exit, Frequency, Nature, Outcome, Status
from forum.models.obstacles import TITLES
from forum.services import telling
from forum.services.obstacles import BEFORE, check_is_ours, check_staff, locked, take
from members.acting import Actor
from members.letters.outbox import write
from members.models import Organisation, User

# Within this time, the same words of the same person are the same form sent twice.
SAME_FORM = timedelta(minutes=10)


@transaction.atomic
def raise_obstacle(
    row: Obstacle, links: dict[str, Iterable], *, by: Actor, topic: Topic | None = None
) -> Obstacle:
    """Open a new obstacle, in the name of the actor's organisation or of the MOT.

    The MOT decides at the triage who may read it; until then those concerned do. The same form
    sent twice gives the same obstacle.
    """
    assert by.user
    User.objects.select_for_update().get(pk=by.user.pk)
    since = timezone.now() - SAME_FORM
    mine = Obstacle.objects.filter(opened_by=by.user, created_at__gt=since, topic=topic)
    for same in mine.filter(**{name: getattr(row, name) for name in TITLES}):
        return same
    row.topic, row.opened_by = topic, by.user
    row.raised_by = by.mandate.organisation if by.mandate else None
    row.audience, row.status = Audience.STAFF, Status.REPORTED
    row.raised_on = row.raised_on or timezone.localdate().isoformat()
    row.save()
    for name, rows in links.items():
        getattr(row, name).set(rows)
    if row.main_border:
        row.borders.add(row.main_border)
    Subscription.objects.get_or_create(
        user=by.user, obstacle=row, defaults={"frequency": Frequency.AT_ONCE}
    )
    first = row.changes.create(old="", new=row.status, by=by.user, under=by.mandate)
    telling.obstacle_changed(first)
    if by.mandate:
        write("obstacle_reported", row.pk, settings.CONTACT_EMAIL)
    return row


@transaction.atomic
def triage(
    obstacle: Obstacle,
    way_out: str,
    *,
    by: Actor,
    nature: str = "",
    note: str = "",
    audience: str = "",
    closes: bool = False,
    language: str = "fr",
) -> Obstacle:
    """Say what it is. A real obstacle has a nature and is prepared; the others a note.

    `closes` ends one that is no real obstacle, with `note`, in `language`, as the reasons.
    """
    row = locked(obstacle)
    _check_triage(row, way_out, nature, note, closes, by)
    row.triage, row.nature, row.triage_note = way_out, nature, note.strip()
    row.triage_language = language
    if audience and audience != row.audience:
        row.audience = audience
    if closes:
        row.outcome, row.closed_on = Outcome.NO_OBSTACLE, timezone.localdate()
        setattr(row, f"outcome_reasons_{language}", note.strip())
        take(row, Status.CLOSED, by, note)
        return row
    if row.status in (Status.REPORTED, Status.TRIAGE):
        take(row, Status.PREPARATION, by, note)
    else:
        row.save()
    _carry_on(row, by)
    return row


def _check_triage(
    row: Obstacle, way_out: str, nature: str, note: str, closes: bool, by: Actor
) -> None:
    check_staff(by)
    check_is_ours(row)
    if row.status not in BEFORE:
        raise ValidationError(
            _("This is not possible: the obstacle is now “%s”.") % row.get_status_display()
        )
    if way_out not in Exit.values:
        raise ValidationError({"way_out": _("Choose one of the four ways out.")})
    if way_out != Exit.OBSTACLE and not note.strip():
        raise ValidationError({"note": _("Say why, and where to turn to instead.")})
    if way_out == Exit.OBSTACLE:
        if nature not in Nature.values:
            raise ValidationError({"nature": _("Say what kind of obstacle it is.")})
        if closes:
            raise ValidationError({"closes": _("A real obstacle is not closed by the triage.")})


def may_carry(obstacle: Obstacle, organisation: Organisation) -> bool:
    """Whether `organisation` may offer itself: it raised it or is affected, and nobody carries."""
    if obstacle.has_carrier or obstacle.is_reading or obstacle.status not in BEFORE:
        return False
    if organisation.has_legal_personality is False:
        return False
    given = obstacle.endorsements.in_force().filter(organisation=organisation)
    return obstacle.raised_by_id == organisation.pk or given.exists()


@transaction.atomic
def set_carrier(
    obstacle: Obstacle, organisation: Organisation | None, *, by: Actor, is_mot: bool = False
) -> Obstacle:
    """Say who carries it. Staff name an organisation, the MOT itself, or nobody any more.

    Others name their own organisation alone, when `may_carry` allows it.
    """
    row = locked(obstacle)
    if (row.carrier, row.is_carried_by_mot) == (organisation, is_mot):
        return row
    is_staff = bool(by.user and by.user.is_staff)
    if not is_staff:
        own = by.mandate.organisation if by.mandate else None
        if is_mot or organisation is None or organisation != own:
            raise ValidationError(_("You can name your own organisation only."))
        if not may_carry(row, organisation):
            raise ValidationError(_("Your organisation cannot carry it now."))
    _check_carrier(row, organisation, is_mot)
    row.steps.filter(sent_on=None).update(file=None)  # it names who carried it
    row.carrier, row.is_carried_by_mot = organisation, is_mot
    if row.status == Status.CARRIED and not row.has_carrier:
        take(row, Status.PREPARATION, by)
    else:
        row.save()
    _carry_on(row, by)
    return row


def _check_carrier(row: Obstacle, organisation: Organisation | None, is_mot: bool) -> None:
    check_is_ours(row)
    if organisation and is_mot:
        raise ValidationError(
            {"carrier": _("The MOT carries it, or an organisation: one of the two.")}
        )
    if organisation and organisation.has_legal_personality is False:
        raise ValidationError(
            {"carrier": _("It has no legal personality: one of its members carries the file.")}
        )
    if not organisation and not is_mot and row.is_at_an_authority:
        raise ValidationError({"carrier": _("It was sent: somebody has to carry it.")})


def _carry_on(row: Obstacle, by: Actor) -> None:
    """What is triaged and has its carrier is carried."""
    if row.status == Status.PREPARATION and row.triage and row.has_carrier:
        take(row, Status.CARRIED, by)
