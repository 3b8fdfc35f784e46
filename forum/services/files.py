"""Files to authorities: made once and for all, then attached to the step in which they are sent."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.files.collect import Facts, collect
from forum.files.document import render
from forum.files.missing import missing
from forum.models import CrossBorderFile, Obstacle, Step
from forum.services.raising import SAME_FORM
from forum.services.steps import SENDABLE
from members.models import User


def facts_of(
    obstacle: Obstacle, kind: str, language: str, step: Step | None, answers: dict[str, Any]
) -> Facts:
    """What the file says; `answers` are those that only its kind of form asks for."""
    return collect(obstacle, kind, language, step) | {"answers": answers}


@transaction.atomic
def make(
    obstacle: Obstacle,
    kind: str,
    language: str,
    *,
    by: User,
    step: Step | None = None,
    answers: dict[str, Any] | None = None,
) -> CrossBorderFile:
    """Freeze the file as things are now, and attach it to `step`.

    `ValidationError` while something that stops it is missing, or when `attach` refuses.
    """
    row = (
        Obstacle.objects.select_for_update(of=["self"])
        .select_related("carrier")
        .get(pk=obstacle.pk)
    )
    facts = facts_of(row, kind, language, step, answers or {})
    stops = [lack.text for lack in missing(facts) if lack.stops]
    if stops:
        raise ValidationError(stops)
    if same := _same(row, kind, language, facts, step):
        return same
    pdf = render(facts, at=timezone.now())
    made = CrossBorderFile.objects.create(
        obstacle=row, kind=kind, language=language, facts=facts, pdf=pdf, made_by=by
    )
    if step:
        attach(made, step)
    return made


def _same(
    obstacle: Obstacle, kind: str, language: str, facts: Facts, step: Step | None
) -> CrossBorderFile | None:
    """The file that was just made with the same facts: the same form was sent twice."""
    since = timezone.now() - SAME_FORM
    rows = CrossBorderFile.objects.filter(obstacle=obstacle, kind=kind, language=language)
    rows = rows.filter(made_at__gt=since, facts=facts)
    return (rows.filter(steps=step) if step else rows.filter(steps=None)).first()


@transaction.atomic
def attach(file: CrossBorderFile, step: Step) -> None:
    """Say that `file` is what `step` sends. What was sent stays: then nothing replaces it."""
    Obstacle.objects.select_for_update(of=["self"]).get(pk=step.obstacle_id)
    row = Step.objects.select_for_update(of=["self"]).get(pk=step.pk)
    if row.obstacle_id != file.obstacle_id:
        raise ValidationError(_("This step is about another obstacle."))
    if row.sent_on and row.file_id and row.file_id != file.pk:
        raise ValidationError(_("This step was sent with another file, which stays."))
    if not _could_be_sent(file, row):
        raise ValidationError(_("This step was sent before the file was made."))
    row.file = file
    row.save(update_fields=["file"])


def free_steps(obstacle: Obstacle, file: CrossBorderFile | None = None) -> list[Step]:
    """The steps of ours in which a file can be sent: prepared; also, for a `file` that was made by
    then, recorded as sent without one."""
    rows = obstacle.steps.filter(kind__in=SENDABLE).select_related("point", "addressee")
    return [
        step
        for step in rows
        if not step.sent_on or (file and not step.file_id and _could_be_sent(file, step))
    ]


def _could_be_sent(file: CrossBorderFile, step: Step) -> bool:
    return not step.sent_on or timezone.localdate(file.made_at) <= step.sent_on


def as_json(file: CrossBorderFile) -> bytes:
    """The facts of a file, the same bytes for the same content."""
    return json.dumps(file.facts, ensure_ascii=False, indent=1, sort_keys=True).encode()
