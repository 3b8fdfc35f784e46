"""What pages and the command do with a file: send, map, decide, apply, undo."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from core.imports import work
from core.imports.columns import Mapping, described
from core.imports.models import Task
from core.imports.readers import check_size, tables
from projects.imports.folding import guessed, has_projects
from projects.imports.importer import ProjectImporter
from projects.models import ImportBatch, ImportMapping, ImportRow

QUICK_BYTES = 500_000  # a file that a page reads while its sender waits
QUICK_ROWS = 500
LONGEST_CELL = 20_000


def receive(file: File, *, source: str, by=None, mapping: ImportMapping | None = None):
    """Keep a file and guess its columns. `ValidationError` when it cannot be read."""
    check_size(file.size)
    stream: Any = file.open("rb")
    found = [described(table) for table in tables(stream, file.size)]
    columns = guessed(found)
    if mapping:
        columns = {
            name: known | _within(mapping.mapping.get(name, {}), known)
            for name, known in columns.items()
        }
    stream.seek(0)
    last = ImportBatch.objects.filter(source=source).first()
    batch = ImportBatch(
        file_name=(file.name or "")[-200:].rpartition("/")[2], size_bytes=file.size, source=source,
        tables=found, mapping=columns, created_by=by, bodies=last.bodies if last else {},
    )  # fmt: skip
    if mapping:
        batch.mapping_name, batch.policies = mapping.name, mapping.policies
    batch.file.save("rows", File(stream), save=False)
    batch.save()
    return batch


def _within(columns: dict[str, str], known: dict[str, str]) -> dict[str, str]:
    return {name: code for name, code in columns.items() if name in known}


def set_columns(batch: ImportBatch, mapping: Mapping, policies: dict[str, str], name: str) -> None:
    """Say what the columns hold, remember it under `name` if there is one, then read the file."""
    if not any(has_projects(columns) for columns in mapping.values()):
        raise ValidationError(_("Say which column holds the title of the projects."))
    work.ask(
        ProjectImporter, batch.pk, Task.STAGE,
        mapping=mapping, policies=policies, mapping_name=name,
    )  # fmt: skip
    if name:
        ImportMapping.objects.update_or_create(
            source=batch.source, name=name, defaults={"mapping": mapping, "policies": policies}
        )


def set_policies(batch: ImportBatch, policies: dict[str, str]) -> None:
    work.ask(ProjectImporter, batch.pk, Task.JUDGE, policies=policies)


def set_bodies(batch: ImportBatch, decisions: dict[str, int]) -> None:
    """Remember which organisation (0: none) a named partner is, for all rows of the file."""
    work.ask(ProjectImporter, batch.pk, Task.JUDGE, bodies=batch.bodies | decisions)


def apply(batch: ImportBatch, *, by=None, publishes: bool = False) -> None:
    work.ask(ProjectImporter, batch.pk, Task.APPLY, applied_by=by, publishes=publishes)


def undo(batch: ImportBatch) -> None:
    work.ask(ProjectImporter, batch.pk, Task.UNDO)


def run(batch: ImportBatch, *, quiet: bool = True) -> ImportBatch:
    return work.run(ProjectImporter, batch.pk, quiet=quiet)


def run_if_free(batch: ImportBatch) -> None:
    """Do its next step, unless another import is writing: the timed worker then does it."""
    work.run(ProjectImporter, batch.pk, waits=False)


def run_waiting() -> int:
    return work.run_waiting(ProjectImporter)


def is_quick(batch: ImportBatch) -> bool:
    """Whether its next step is done while the page loads."""
    rows = batch.rows.count()
    return rows <= QUICK_ROWS and (rows > 0 or batch.size_bytes <= QUICK_BYTES)


@transaction.atomic
def decide(row: ImportRow, *, choice: str, amounts: str = "") -> ImportRow:
    """What staff say of one row: "create", "skip", the key of a candidate, or nothing."""
    row = _locked(row)
    known = {"", "create", "skip", *(str(one["pk"]) for one in row.candidates)}
    if choice not in known or amounts not in ("", "keep", "drop"):
        raise ValidationError(_("This is none of the choices."))
    row.choice, row.amounts = choice, amounts
    work.judge_again(ProjectImporter, row)
    return row


@transaction.atomic
def correct(row: ImportRow, cells: dict[str, str]) -> ImportRow:
    """Replace cells, by `line:column`; a cell that gets back what was given is as it was."""
    row = _locked(row)
    for spot, text in cells.items():
        line, _colon, column = spot.partition(":")
        given = row.lines[int(line)][2][int(column)]
        if len(text) > LONGEST_CELL:
            raise ValidationError(_("More than %d characters.") % LONGEST_CELL)
        row.corrections[spot] = text
        if text == str("" if given is None else given):
            del row.corrections[spot]
    work.judge_again(ProjectImporter, row)
    return row


def _locked(row: ImportRow) -> ImportRow:
    """The row, while its file may still be applied; `ValidationError` afterwards."""
    work.refuse_busy(ImportBatch, row.batch_id)
    batch = ImportBatch.objects.select_for_update().get(pk=row.batch_id)
    if not batch.is_open:
        raise ValidationError(_("This file was applied, or is being worked on."))
    found = ImportRow.objects.select_for_update().get(pk=row.pk)
    found.batch = batch
    return found
