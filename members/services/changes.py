"""What an organisation proposes to change, and what the staff decide of it, field by field."""

import uuid
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.uploads import remove
from members import logos, profile
from members.letters.outbox import write
from members.models import Mandate, Organisation, ProfileChange, ProposedChange, User

Outcome = ProfileChange.Decision


@transaction.atomic
def propose(
    organisation: Organisation, values: dict[str, Any], *, by: User, mandate: Mandate | None
) -> list[ProfileChange]:
    """Keep `values` of sensitive fields for the staff to decide; return those that are new.

    Values are JSON as `profile.stored` gives it; a new logo is a file that `clean_logo` made. What
    the page already says, or what already waits, is left out; another value replaces the one that
    waits. The staff get one letter.
    """
    row = _locked(organisation)
    waiting = {change.field: change for change in row.profile_changes.waiting()}
    batch, made = uuid.uuid4(), []
    for field, value in values.items():
        old, before = profile.stored(row, field), waiting.get(field)
        if value == old or (before and before.new == value):
            continue
        if before:
            _close(before, Outcome.WITHDRAWN, by)
        new = logos.keep_for_decision(value) if field == "logo" and value else value
        made.append(
            ProfileChange.objects.create(
                organisation=row,
                batch=batch,
                field=field,
                old=old,
                new=new,
                proposed_by=by,
                proposed_under=mandate,
            )  # fmt: skip
        )
    if made and mandate:
        write("changes_proposed", batch, settings.CONTACT_EMAIL, organisation=row)
    return made


@transaction.atomic
def withdraw(change: ProfileChange, *, by: User) -> ProfileChange:
    """Take back a proposal. `ValidationError` when it was decided or replaced meanwhile."""
    _locked(change.organisation)
    change.refresh_from_db()
    if change.decision:
        raise ValidationError(_("This proposal waits no more: it was decided or replaced."))
    return _close(change, Outcome.WITHDRAWN, by)


@dataclass(frozen=True)
class Decision:
    """What the staff say of one proposal; a refusal needs its reason."""

    change: ProposedChange
    is_accepted: bool
    reason: str = ""

    @property
    def outcome(self) -> ProposedChange.Decision:
        return Outcome.ACCEPTED if self.is_accepted else Outcome.REFUSED


@transaction.atomic
def decide(
    organisation: Organisation, decisions: list[Decision], *, by: User, tells: bool = True
) -> list[ProfileChange]:
    """Accept or refuse proposals of one organisation, all or none; return those now decided.

    Accepted values are written to the page; who proposed gets one letter, unless not `tells`. A
    decision sent twice is taken once. `ValidationError`, by field, when a proposal was decided
    otherwise, withdrawn or replaced meanwhile, or when the page would not be valid.
    """
    row = _locked(organisation)
    asked = [decision.change.pk for decision in decisions]
    changes = row.profile_changes.select_related("proposed_by").in_bulk(asked)
    fresh = []
    for decision in decisions:
        change = changes[decision.change.pk]
        if not change.decision:
            fresh.append((change, decision))
        elif change.decision != decision.outcome:
            words = _("It was withdrawn, replaced or decided meanwhile.")
            raise ValidationError({change.field: words})
    _put_on_the_page(row, [change for change, decision in fresh if decision.is_accepted])
    decided = [_close(one, decision.outcome, by, decision.reason) for one, decision in fresh]
    if tells:
        _tell_the_proposers(row, decided)
    return decided


def _locked(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=["self"]).get(pk=organisation.pk)


def _close(change: ProfileChange, outcome, by: User, reason: str = "") -> ProfileChange:
    change.decision, change.reason = outcome, reason.strip()
    change.decided_by, change.decided_at = by, timezone.now()
    change.validate_constraints()
    change.save()
    if change.field == "logo" and change.new:
        remove(logos.WAITING + change.new)
    return change


def _put_on_the_page(row: Organisation, accepted: list[ProfileChange]) -> None:
    fields = [change.field for change in accepted]
    for change in accepted:
        _apply(row, change)
    kept = [column.name for column in row._meta.fields if column.name not in fields]
    row.clean_fields(exclude=kept)
    row.validate_constraints()
    columns = [field for field in fields if field != "borders"]
    if columns:
        row.save(update_fields=columns)


def _apply(row: Organisation, change: ProfileChange) -> None:
    value = change.new
    if change.field == "logo":
        if row.logo:
            remove(str(row.logo.name))
        value = logos.publish(value) if value else ""
    try:
        profile.apply(row, change.field, value)
    except ValidationError as error:
        raise ValidationError({change.field: error.messages}) from error


def _tell_the_proposers(row: Organisation, decided: list[ProfileChange]) -> None:
    """One letter to each; the first of its changes tells it apart, as each is decided once."""

    def proposer(change: ProfileChange) -> int:
        return change.proposed_by_id

    for _who, group in groupby(sorted(decided, key=proposer), proposer):
        theirs = list(group)
        write(
            "changes_decided",
            min(change.pk for change in theirs),
            theirs[0].proposed_by,
            organisation=row,
            facts={"changes": [change.pk for change in theirs]},
        )
