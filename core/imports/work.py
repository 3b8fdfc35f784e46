"""The steps of an import, for any kind of row: each is one transaction, done once.

A page or a command asks for a step (`ask`); `run` does it, at once or later, and again after a
process was killed, as nothing of a step stands before all of it does.
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.history import own_context
from core.imports.columns import Mapping
from core.imports.models import Task, Verdict
from core.imports.progress import Progress, told
from core.imports.readers import tables

logger = logging.getLogger(__name__)
T = TypeVar("T")
CHUNK = 500
LOCK = 5_263_189  # any number, the same for all: one import writes at a time
JUDGED = ["label", "verdict", "problems", "questions", "candidates", "differences"]
WRITTEN = ["is_applied", "before", "after"]


class Importer:
    """What is to be known of one kind of rows. One is made for each step of a batch."""

    batch_model: Any
    row_model: Any
    judged: list[str] = JUDGED  # what `judge` fills
    written: list[str] = WRITTEN  # what `apply` and `undo` fill

    def __init__(self, batch):
        self.batch = batch

    def fold(self, file_tables: Iterable[Any], mapping: Mapping) -> Iterator[Any]:
        """Unsaved rows: the lines of the file that speak of one thing, under its key."""
        raise NotImplementedError

    def judge(self, rows: list[Any]) -> None:
        """Give each row its verdict, and what explains it."""
        raise NotImplementedError

    def apply(self, rows: list[Any]) -> None:
        """Write what rows judged new or changed say; fill their `before` and `after`."""
        raise NotImplementedError

    def obstacles(self, rows: list[Any]) -> list[str]:
        """Sentences on what was touched since, and keeps `rows` from being undone."""
        raise NotImplementedError

    def undo(self, rows: list[Any]) -> None:
        """Give back what applied `rows` changed."""
        raise NotImplementedError


def ask(importer: type[Importer], pk: int, task: str, **facts: Any) -> Any:
    """Make a batch wait for `task`, with `facts` written on it.

    `ValidationError` when it was applied or undone meanwhile, or waits already.
    """
    refuse_busy(importer.batch_model, pk)
    with transaction.atomic():
        batch = importer.batch_model.objects.select_for_update(of=["self"]).get(pk=pk)
        _check(batch, task)
        for name, value in facts.items():
            setattr(batch, name, value)
        batch.task, batch.failure = task, ""
        batch.save()
        return batch


def refuse_busy(batch_model: Any, pk: int) -> None:
    """`ValidationError` at once for a batch that a process holds, maybe for minutes."""
    if batch_model.objects.waiting().filter(pk=pk).exists():
        raise _busy()


def _busy() -> ValidationError:
    return ValidationError(_("This file is being worked on: wait for it to be done."))


def _check(batch, task: str) -> None:
    if batch.task:
        raise _busy()
    if task == Task.UNDO:
        if batch.applied_at is None or batch.undone_at:
            raise ValidationError(_("This file is not applied: there is nothing to undo."))
    elif batch.applied_at:
        raise ValidationError(_("This file was applied already."))


def run(importer: type[Importer], pk: int, *, quiet: bool = True, waits: bool = True) -> Any:
    """Do what a batch waits for, whole or not at all, and return the batch.

    None when another process is at it or at another import, unless this one `waits` for it: the
    step then waits for `run_waiting`. A step that fails leaves its sentence in `failure`.
    """
    try:
        with transaction.atomic():
            batches = importer.batch_model.objects.filter(pk=pk)
            batch = batches.select_for_update(skip_locked=not waits, of=["self"]).first()
            if batch is None or not batch.task:
                return batch
            if not _alone(waits):
                return None
            _ignore_no_trigger()
            with told(f"import {pk}", quiet=quiet) as progress:
                STEPS[batch.task](importer(batch), progress)
            batch.task = ""
            batch.save()
            return batch
    except Exception as error:
        return _failed(importer, pk, error)


def _alone(waits: bool) -> bool:
    """Whether this is the one import that writes; it may wait to become it."""
    take = "pg_advisory_xact_lock" if waits else "pg_try_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {take}(%s)", [LOCK])
        return cursor.fetchone()[0] is not False


def _ignore_no_trigger() -> None:
    """Say in this transaction that no trigger is to be ignored, which is so anyway.

    Each trigger asks. Unanswered, it catches an error, after which PostgreSQL looks through all the
    foreign keys that wait to be checked: the time of an import would grow with its square.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pgtrigger.ignore', '{}', true)")


def _failed(importer: type[Importer], pk: int, error: Exception) -> Any:
    if isinstance(error, ValidationError):
        words = " ".join(error.messages)
    else:
        logger.exception("Import %s failed.", pk)
        words = _("An unforeseen error (%s): nothing was changed.") % type(error).__name__
    importer.batch_model.objects.filter(pk=pk).update(task="", failure=words)
    return importer.batch_model.objects.get(pk=pk)


def run_waiting(importer: type[Importer]) -> int:
    """Do what batches wait for; how many were done."""
    pks = list(importer.batch_model.objects.waiting().order_by("pk").values_list("pk", flat=True))
    return sum(run(importer, pk, waits=False) is not None for pk in pks)


def _stage(importer: Importer, progress: Progress) -> None:
    """Read the file, fold it into rows, judge and keep them. What staff decided before stays."""
    batch = importer.batch
    decided = {
        key: (corrections, choice)
        for key, corrections, choice in batch.rows.values_list("key", "corrections", "choice")
        if corrections or choice
    }
    batch.rows.all().delete()
    with batch.file.open("rb") as file:
        rows = list(importer.fold(tables(file, batch.size_bytes), batch.mapping))
    for row in rows:
        row.corrections, row.choice = decided.get(row.key, ({}, ""))
    total = len(rows)
    for chunk in progress.over(_emptied(rows), total, _("Reading")):
        importer.judge(chunk)
        importer.row_model.objects.bulk_create(chunk)
    batch.staged_at = timezone.now()


def _judge(importer: Importer, progress: Progress) -> None:
    for chunk in progress.over(_chunks(importer), importer.batch.rows.count(), _("Comparing")):
        importer.judge(chunk)
        _save(importer, chunk, importer.judged)


def _apply(importer: Importer, progress: Progress) -> None:
    """Judge each row once more, as the portal is now, and write it in the same breath."""
    batch = importer.batch
    with own_context(through="import", batch=batch.pk, user=batch.applied_by_id):
        for chunk in progress.over(_chunks(importer), batch.rows.count(), _("Applying")):
            importer.judge(chunk)
            ready = [row for row in chunk if row.verdict in (Verdict.CREATE, Verdict.UPDATE)]
            importer.apply(ready)
            for row in ready:
                row.is_applied = True
            _save(importer, chunk, [*importer.judged, *importer.written])
    batch.applied_at = timezone.now()
    _forget_file(batch)


def _forget_file(batch) -> None:
    """Its rows are kept: the file is of no use any more."""
    storage, name = batch.file.storage, batch.file.name
    batch.file = ""
    transaction.on_commit(partial(storage.delete, name))


def _undo(importer: Importer, progress: Progress) -> None:
    """`ValidationError` names what somebody touched since."""
    batch = importer.batch
    found: list[str] = []
    for chunk in _chunks(importer, is_applied=True):
        found += importer.obstacles(chunk)
    if found:
        said = found[:10] + (["…"] if len(found) > 10 else [])
        raise ValidationError([_("It cannot be undone: what it wrote was touched since."), *said])
    total = batch.rows.filter(is_applied=True).count()
    with own_context(through="import", batch=batch.pk, user=batch.applied_by_id):
        for chunk in progress.over(_chunks(importer, is_applied=True), total, _("Undoing")):
            importer.undo(chunk)
            for row in chunk:
                row.is_applied, row.before, row.after = False, None, None
            _save(importer, chunk, importer.written)
    batch.undone_at = timezone.now()


STEPS: dict[str, Callable[[Importer, Progress], None]] = {
    Task.STAGE: _stage,
    Task.JUDGE: _judge,
    Task.APPLY: _apply,
    Task.UNDO: _undo,
}


def judge_again(importer: type[Importer], row) -> None:
    """After a correction or a decision on one row."""
    importer(row.batch).judge([row])
    row.save()


def _save(importer: Importer, rows: list[Any], columns: list[str]) -> None:
    """Much quicker than `bulk_update`."""
    importer.row_model.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=list(dict.fromkeys(columns)),
    )


def _chunks(importer: Importer, **conditions: Any) -> Iterator[list[Any]]:
    rows = importer.row_model.objects.filter(batch=importer.batch, **conditions)
    return batched(rows.iterator(chunk_size=CHUNK), CHUNK)


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while chunk := list(islice(rest, size)):
        yield chunk


def _emptied(rows: list[T]) -> Iterator[list[T]]:
    """`rows` in chunks, each leaving the memory as it is taken."""
    rows.reverse()
    while rows:
        chunk = rows[: -CHUNK - 1 : -1]
        del rows[-CHUNK:]
        yield chunk
