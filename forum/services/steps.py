"""What is done about an obstacle: prepared, sent, answered, each with its clock.

`ValidationError` says why something cannot be recorded. What was sent stays as it was sent.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from forum.clocks import check_days, deadline
from forum.models import CrossBorderFile, Obstacle, Step
from forum.models.kinds import Level, Status, StepKind
from forum.route import borders_of
from forum.services import telling
from forum.services.obstacles import MOVES, check_is_ours, keeps, locked, take
from forum.services.readiness import READY, is_real, lacks
from members.acting import Actor

# What a person records as sent; the others are answers, or follow from them.
SENDABLE = [
    StepKind.CONTACT,
    StepKind.FILE,
    StepKind.COMPLETED,
    StepKind.COMMITTEE,
    StepKind.OTHER,
]
# Kinds that bring the obstacle before an authority.
BRINGS = [StepKind.FILE, StepKind.COMPLETED]
TO_WHOM = ["level", "point_id", "addressee_id", "addressee_name"]
# What an answer says, and the status that follows; None: it stays.
MEANINGS: dict[str, Status | None] = {
    "received": None,
    "completion": Status.COMPLETION,
    "admission": Status.ADMITTED,
    "administrative": Status.ADMINISTRATIVE,
    "legislative": Status.LEGISLATIVE,
    "final": None,
}
# What an answer starts: the kind of step that then waits, after a rule of the kind given.
FOLLOW_UPS = {
    "completion": (StepKind.COMPLETION, StepKind.COMPLETION),
    "final": (StepKind.REDRESS, StepKind.ANSWER),
}


@dataclass(frozen=True)
class Answer:
    """What came back: `meaning` is one of `MEANINGS`; `due_on` is what they ask for, by when."""

    on: date
    meaning: str
    text: str = ""
    language: str = ""
    due_on: date | None = None
    their_reference: str = ""
    document: ContentFile | None = None
    document_name: str = ""


@transaction.atomic
def prepare(obstacle: Obstacle, step: Step, *, by: Actor) -> Step:
    """Keep a step that is not sent yet, new or changed."""
    row = locked(obstacle)
    _check_keeper(row, by)
    if step.pk and Step.objects.filter(pk=step.pk, sent_on__isnull=False).exists():
        raise ValidationError(_("This step was sent: it stays as it was."))
    check_address(row, step)
    step.obstacle, step.sent_on = row, None
    if named := step.point or step.addressee:
        with override(settings.LANGUAGE_CODE):  # pages show it in the language of the reader
            step.addressee_name = str(named)[:200]
    if same := _same(step):
        return same
    step.by = step.by or by.user
    step.file = _file_kept(step)
    step.save()
    return step


@transaction.atomic
def send(step: Step, on: date, *, by: Actor, due_on: date | None = None) -> Step:
    """Record that a prepared step left on a day. Its clock starts; the obstacle is sent.

    `due_on` replaces what the rule says.
    """
    obstacle = locked(step.obstacle)
    row = _locked(step)
    if row.sent_on:
        if row.sent_on == on:
            return row
        raise ValidationError(_("This step was sent: it stays as it was."))
    _check_keeper(obstacle, by)
    check_days(sent_on=on, due_on=due_on)
    _check_sending(obstacle, row, on)
    found = deadline(row.kind, row.level, on, row.addressee)
    if due_on and due_on < on:
        raise ValidationError({"due_on": _("The day it is due cannot come before it is sent.")})
    row.sent_on, row.due_on = on, due_on or found.on
    row.rule = found.rule if row.due_on == found.on else None
    row.save()
    if row.kind == StepKind.COMPLETED:
        asked = obstacle.steps.filter(kind=StepKind.COMPLETION, answered_on=None, sent_on__lte=on)
        for one in asked:
            one.answered_on = on
            one.save()
    if row.kind in BRINGS and obstacle.status != Status.SENT:
        take(obstacle, Status.SENT, by, row.addressee_name)
    else:  # a move is told by itself
        telling.obstacle_changed(row, by=by.user)
    return row


@transaction.atomic
def record_answer(step: Step, answer: Answer, *, by: Actor) -> Step:
    """Record what an authority answered; the status follows, and the next clock starts."""
    obstacle = locked(step.obstacle)
    row = _locked(step)
    if row.answered_on:
        if (row.answered_on, row.answer) == (answer.on, answer.text.strip()):
            return row
        raise ValidationError(_("The answer to this step is recorded already."))
    _check_keeper(obstacle, by)
    check_days(answered_on=answer.on, due_on=answer.due_on)
    _check_answer(obstacle, row, answer)
    row.answered_on, row.answer = answer.on, answer.text.strip()
    row.answer_language = answer.language
    row.their_reference = answer.their_reference or row.their_reference
    if answer.document:
        row.document, row.document_name = answer.document, answer.document_name
        row.document_bytes = answer.document.size
    row.save()
    _follow(obstacle, row, answer, by)
    new = MEANINGS[answer.meaning]
    if new and obstacle.status != new:
        take(obstacle, new, by, answer.text)
    else:
        telling.obstacle_changed(row, by=by.user)
    return row


@transaction.atomic
def throw_away(step: Step, *, by: Actor) -> None:
    """Delete a step that was prepared and never sent."""
    obstacle = locked(step.obstacle)
    row = _locked(step)
    _check_keeper(obstacle, by)
    if row.sent_on:
        raise ValidationError(_("This step was sent: it stays as it was."))
    row.delete()


def _same(step: Step) -> Step | None:
    """The step that says the same and waits too: the same form was sent twice."""
    if step.pk:
        return None
    said = {
        name: getattr(step, name) for name in (*TO_WHOM, "kind", "text", "language", "audience")
    }
    return step.obstacle.steps.filter(sent_on=None, **said).first()


def _file_kept(step: Step) -> CrossBorderFile | None:
    """The file that is attached now, unless it was made for another addressee."""
    kept = Step.objects.filter(pk=step.pk).select_related("file").first()
    if kept is None or [getattr(kept, name) for name in TO_WHOM] != [
        getattr(step, name) for name in TO_WHOM
    ]:
        return None
    return kept.file


def check_address(obstacle: Obstacle, step: Step) -> None:
    """`ValidationError` unless the step goes to somebody who can be reached from this border."""
    if step.level == Level.POINT:
        if sentence := is_real(obstacle):
            raise ValidationError({"level": sentence})
        point = step.point
        if point is None:
            raise ValidationError({"point": _("Choose the coordination point of the border.")})
        if not point.border.is_internal_eu or point.border not in borders_of(obstacle):
            raise ValidationError({"point": _("This point is not that of a border concerned.")})
    elif not step.addressee and not step.addressee_name:
        raise ValidationError({"addressee_name": _("Say to whom it goes.")})


def _check_sending(obstacle: Obstacle, row: Step, on: date) -> None:
    check_is_ours(obstacle)
    if sentences := lacks(obstacle, READY):
        raise ValidationError(sentences)
    olds = {old for one in MOVES if one.new == Status.SENT for old in one.olds}
    if obstacle.status not in olds:
        raise ValidationError(
            _("This is not possible: the obstacle is now “%s”.") % obstacle.get_status_display()
        )
    if on > timezone.localdate():
        raise ValidationError({"sent_on": _("This day is still to come.")})
    check_address(obstacle, row)
    named = row.point or row.addressee
    if named and not type(named).objects.in_force(on).filter(pk=named.pk).exists():
        raise ValidationError({"sent_on": _("This addressee was not in office on that day.")})


def _check_answer(obstacle: Obstacle, row: Step, answer: Answer) -> None:
    if not row.sent_on:
        raise ValidationError(_("This step was not sent yet."))
    if answer.on < row.sent_on:
        raise ValidationError({"answered_on": _("The answer cannot come before it is sent.")})
    if answer.on > timezone.localdate():
        raise ValidationError({"answered_on": _("This day is still to come.")})
    if answer.due_on and answer.due_on < answer.on:
        raise ValidationError({"due_on": _("The day it is due cannot come before the answer.")})
    new = MEANINGS[answer.meaning]
    allowed = any(one.new == new and obstacle.status in one.olds for one in MOVES)
    if new and obstacle.status != new and not allowed:
        raise ValidationError(
            {
                "meaning": _("This is not possible: the obstacle is now “%s”.")
                % obstacle.get_status_display()
            }
        )


def _follow(obstacle: Obstacle, row: Step, answer: Answer, by: Actor) -> None:
    """Start what the answer starts, at the same addressee."""
    if started := _started(obstacle, row, answer):
        same = ("level", "point", "addressee", "addressee_name", "language", "audience")
        values = {name: getattr(row, name) for name in same} | started
        Step.objects.create(obstacle=obstacle, by=by.user, **values)


def _started(obstacle: Obstacle, row: Step, answer: Answer) -> dict[str, Any]:
    """What then waits, from which day to which; empty when nothing does."""
    if answer.meaning == "received":  # nothing is decided: the same clock goes on
        if row.kind not in BRINGS or not row.due_on or lacks(obstacle, READY):
            return {}
        due = answer.due_on or row.due_on
        rule = row.rule if due == row.due_on else None
        return {"kind": row.kind, "sent_on": row.sent_on, "due_on": due, "rule": rule}
    if answer.meaning not in FOLLOW_UPS:
        return {}
    kind, rule_kind = FOLLOW_UPS[answer.meaning]
    found = deadline(rule_kind, row.level, answer.on)
    due_on = answer.due_on or found.on
    if due_on is None and kind == StepKind.REDRESS:  # nobody says that there is one
        return {}
    rule = found.rule if due_on == found.on else None
    return {"kind": kind, "sent_on": answer.on, "due_on": due_on, "rule": rule}


def _check_keeper(obstacle: Obstacle, by: Actor) -> None:
    if not keeps(obstacle, by):
        raise ValidationError(_("This is for who carries the obstacle, or for the MOT."))


def _locked(step: Step) -> Step:
    rows = Step.objects.select_for_update(of=["self"])
    return rows.select_related("point__border", "addressee").get(pk=step.pk)
