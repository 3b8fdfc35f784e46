"""What an organisation changes on the page of a project of its own, and what the staff decide."""

import uuid
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.letters.outbox import write
from members.services.changes import Decision
from projects import page
from projects.models import Project, ProjectChange

Outcome = ProjectChange.Decision


@transaction.atomic
def save_page(project: Project, values: dict[str, Any], *, by: Actor) -> list[ProjectChange]:
    """Write `values` of the form to the page, those under review only as proposals, if published.

    Return the proposals that are new. `ValidationError`, by field, when the row does not allow it.
    """
    row = _locked(project)
    reviewed = page.REVIEWED if row.is_published and by.mandate else []
    now = {field: value for field, value in values.items() if field not in reviewed}
    _write(row, now)
    later = {field: page.as_json(values[field]) for field in values if field in reviewed}
    return _propose(row, later, by)


def _write(row: Project, values: dict[str, Any]) -> None:
    for field, value in values.items():
        if field in page.LINKS:
            getattr(row, field).set(value)
        else:
            setattr(row, field, value)
    row.validate_constraints()
    if columns := [field for field in values if field not in page.LINKS]:
        row.save(update_fields=columns)


def _propose(row: Project, values: dict[str, Any], by: Actor) -> list[ProjectChange]:
    """What already stands or waits is left out; another value replaces the one that waits."""
    assert by.user
    waiting = {change.field: change for change in row.changes.waiting()}
    batch, made = uuid.uuid4(), []
    for field, value in values.items():
        old, before = page.stored(row, field), waiting.get(field)
        if value == old or (before and before.new == value):
            continue
        if before:
            _close(before, Outcome.WITHDRAWN, by)
        made.append(
            ProjectChange.objects.create(
                project=row,
                batch=batch,
                field=field,
                old=old,
                new=value,
                proposed_by=by.user,
                proposed_under=by.mandate,
            )
        )
    if made:
        write("project_changes_proposed", batch, settings.CONTACT_EMAIL, organisation=row.owner)
    return made


@transaction.atomic
def withdraw(change: ProjectChange, *, by: Actor) -> None:
    """Take back a proposal. `ValidationError` when it was decided or replaced meanwhile."""
    _locked(change.project)
    change.refresh_from_db()
    if change.decision:
        raise ValidationError(_("This proposal waits no more: it was decided or replaced."))
    _close(change, Outcome.WITHDRAWN, by)


@transaction.atomic
def decide(project: Project, decisions: list[Decision], *, by: Actor) -> list[ProjectChange]:
    """Accept or refuse proposals of one project, all or none; return those now decided.

    Accepted values are written to the page; who proposed gets one letter. A decision sent twice is
    taken once. `ValidationError`, by field, when one was decided otherwise meanwhile, or when the
    page would not be valid.
    """
    row = _locked(project)
    changes = row.changes.select_related("proposed_by").in_bulk(
        [decision.change.pk for decision in decisions]
    )
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
    _tell_the_proposers(row, decided)
    return decided


def _put_on_the_page(row: Project, accepted: list[ProjectChange]) -> None:
    for change in accepted:
        page.apply(row, change.field, change.new)
    columns = [change.field for change in accepted if change.field not in page.LINKS]
    row.clean_fields(exclude=[one.name for one in row._meta.fields if one.name not in columns])
    row.validate_constraints()
    if columns:
        row.save(update_fields=columns)


def _tell_the_proposers(row: Project, decided: list[ProjectChange]) -> None:
    """One letter to each; the first of its changes tells it apart, as each is decided once."""

    def proposer(change: ProjectChange) -> int:
        return change.proposed_by_id

    for _who, group in groupby(sorted(decided, key=proposer), proposer):
        theirs = list(group)
        write(
            "project_changes_decided",
            min(change.pk for change in theirs),
            theirs[0].proposed_by,
            organisation=row.owner,
            facts={"changes": [change.pk for change in theirs]},
        )


def _close(change: ProjectChange, outcome, by: Actor, reason: str = "") -> ProjectChange:
    change.decision, change.reason = outcome, reason.strip()
    change.decided_by, change.decided_at = by.user, timezone.now()
    change.validate_constraints()
    change.save()
    return change


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=["self"]).get(pk=project.pk)
