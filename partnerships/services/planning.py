"""What is planned: put off, moved, given up; a year's programme copied to the next year.

Each step reads the row again under a lock, and `ValidationError` says why it cannot be taken. The
history keeps who did it, with the date before and the reason.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from translated_fields import to_attribute

from core.partial_dates import validate_partial_date
from partnerships.models import Action, Partnership, Target, YearlyProgramme
from partnerships.models.kinds import OPEN, State


def _in_languages(*stems: str) -> list[str]:
    return [to_attribute(stem, code) for stem in stems for code in settings.CONTENT_LANGUAGES]


# What a copied action takes over; what came out of the first one stays with it.
COPIED = [
    "workstream_id", "kind", "outside_bodies", "project_id", "days_planned", "forecast_cost",
    "audience", *_in_languages("title", "summary"),
]  # fmt: skip
LINKS = ["organisations", "directorates", "borders", "territories"]
MEASURED = _in_languages("label", "unit")


@transaction.atomic
def postpone(action: Action, until: str, reason: str) -> Action:
    """Put an open action off until a later date, or without one when `until` is empty."""
    row = _open(action)
    if until and row.planned and until <= row.planned:
        raise ValidationError(_("It is planned for %s: choose a later date.") % row.planned)
    return _plan(row, until, reason, State.POSTPONED)


@transaction.atomic
def move(action: Action, to: str, reason: str) -> Action:
    """Plan an open action for another date, earlier or later; it stays as far as it is."""
    row = _open(action)
    if not to:
        raise ValidationError(_("Say for when it is planned now."))
    if to == row.planned:
        raise ValidationError(_("It is planned for this date already."))
    return _plan(row, to, reason, row.state)


@transaction.atomic
def drop(action: Action, reason: str) -> Action:
    """Give an open action up."""
    row = _open(action)
    return _plan(row, row.planned, reason, State.DROPPED, is_over=True)


def _open(action: Action) -> Action:
    row = Action.objects.select_for_update(of=("self",)).get(pk=action.pk)
    if row.state not in OPEN:
        raise ValidationError(_("It is over: %s.") % row.get_state_display())
    return row


def _plan(row: Action, planned: str, reason: str, state: str, *, is_over: bool = False) -> Action:
    if not reason.strip():
        raise ValidationError(_("Say why: the report of the year tells it."))
    if planned and not is_over:
        validate_partial_date(planned)
        if planned < timezone.localdate().isoformat()[: len(planned)]:
            raise ValidationError(_("This date is past."))
    row.planned, row.reason, row.state = planned, reason.strip(), state
    row.save(update_fields=["planned", "reason", "state"])
    return row


@dataclass(frozen=True)
class Copied:
    """How many rows a copy made; none when it was made before."""

    actions: int
    targets: int


@transaction.atomic
def copy_programme(partnership: Partnership, year: int, *, with_done: bool = False) -> Copied:
    """Plan in the next year what is open in the programme of `year`, `with_done` what was done too.

    A copy is known by its code, hence never made twice; one that staff deleted is made again.
    """
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    actions = _copy_actions(partnership, year, with_done)
    targets = _copy_targets(partnership, year)
    programme = partnership.programmes.filter(year=year).first()
    if programme:
        texts = {name: getattr(programme, name) for name in _in_languages("text")}
        YearlyProgramme.objects.get_or_create(
            partnership=partnership, year=year + 1, defaults=texts
        )
    return Copied(actions, targets)


def programme_of(partnership: Partnership, year: int, *, with_done: bool = False):
    """The actions planned for `year`, or begun in it without a plan, that are open, or done too."""
    states = [*OPEN, State.DONE] if with_done else OPEN
    planned = Q(planned__startswith=str(year)) | Q(planned="", begun__startswith=str(year))
    return Action.objects.filter(
        planned, state__in=states, workstream__axis__partnership=partnership
    ).order_by("pk")


def _copy_actions(partnership: Partnership, year: int, with_done: bool) -> int:
    rows = list(programme_of(partnership, year, with_done=with_done).prefetch_related(*LINKS))
    codes = {row.pk: f"{year + 1}-copy-of-{row.pk}" for row in rows}
    known = set(Action.objects.filter(code__in=codes.values()).values_list("code", flat=True))
    wanted = [row for row in rows if codes[row.pk] not in known]
    for row in wanted:
        copy = Action(
            code=codes[row.pk],
            planned=_next_year(row.planned, year),
            **{name: getattr(row, name) for name in COPIED},
        )
        copy.save()
        for name in LINKS:
            getattr(copy, name).set(getattr(row, name).all())
    return len(wanted)


def _next_year(planned: str, year: int) -> str:
    """The same day or month a year later; the month alone after the 29th of February."""
    moved = f"{year + 1}{planned[4:]}"
    return moved[:7] if moved[4:] == "-02-29" else moved


def _copy_targets(partnership: Partnership, year: int) -> int:
    def key(target: Target) -> tuple:
        return target.workstream_id, *(getattr(target, name) for name in MEASURED)

    rows = Target.objects.filter(workstream__axis__partnership=partnership)
    known = {key(target) for target in rows.filter(year=year + 1)}
    wanted = [target for target in rows.filter(year=year) if key(target) not in known]
    for target in wanted:
        Target.objects.create(
            workstream_id=target.workstream_id,
            year=year + 1,
            value=target.value,
            **{name: getattr(target, name) for name in MEASURED},
        )
    return len(wanted)
