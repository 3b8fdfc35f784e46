"""What pages and the command do with a file of actions: send, map, apply, undo."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _

from core.imports import work
from core.imports.columns import Mapping, described, guess
from core.imports.models import Task
from core.imports.policies import Policy
from core.imports.readers import check_size, tables
from partnerships.imports.fields import fields
from partnerships.imports.importer import ALL, ActionImporter
from partnerships.models import ActionBatch, Partnership

QUICK = 400  # rows that a page works on while its reader waits
QUICK_BYTES = 300_000


def receive(file: File, *, partnership: Partnership, by=None, policy: str = Policy.FOLLOW):
    """Keep a file and guess its columns. `ValidationError` when it cannot be read."""
    check_size(file.size)
    stream: Any = file.open("rb")
    found = [described(table) for table in tables(stream, file.size)]
    known = fields()
    stream.seek(0)
    batch = ActionBatch(
        file_name=(file.name or "")[-200:].rpartition("/")[2],
        size_bytes=file.size,
        source="actions",
        tables=found,
        mapping={table["name"]: guess(table["header"], known) for table in found},
        policies={ALL: policy},
        created_by=by,
        partnership=partnership,
    )
    batch.file.save("rows", File(stream), save=False)
    batch.save()
    return batch


def set_columns(batch: ActionBatch, mapping: Mapping, policy: str) -> None:
    """Say what the columns hold, then read the file."""
    codes = {code for columns in mapping.values() for code in columns.values()}
    if not any(code.startswith("title_") for code in codes) and "code" not in codes:
        raise ValidationError(_("Say which column holds the title or the code of the actions."))
    work.ask(ActionImporter, batch.pk, Task.STAGE, mapping=mapping, policies={ALL: policy})


def apply(batch: ActionBatch, *, by=None) -> None:
    work.ask(ActionImporter, batch.pk, Task.APPLY, applied_by=by)


def undo(batch: ActionBatch) -> None:
    work.ask(ActionImporter, batch.pk, Task.UNDO)


def run(batch: ActionBatch, *, quiet: bool = True) -> ActionBatch:
    return work.run(ActionImporter, batch.pk, quiet=quiet)


def run_waiting() -> int:
    return work.run_waiting(ActionImporter)


def is_quick(batch: ActionBatch) -> bool:
    """Whether its next step is done while the page loads."""
    rows = batch.rows.count()
    return rows <= QUICK and (rows > 0 or batch.size_bytes <= QUICK_BYTES)
