"""Load facts from files beside the code, again and again, without undoing what people edited.

Each row remembers what was loaded last (`Sourced.loaded`). A later run changes a field only when
the file changed *and* the row still holds what was loaded; what staff wrote stays. A row that
staff deleted stays deleted.
"""

import csv
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import IntegrityError, models
from tqdm import tqdm

Row = dict[str, str]


def read_csv(path: Path) -> list[Row]:
    """Rows of a UTF-8 file with a header. `CommandError` when it is not one."""
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            return list(csv.DictReader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CommandError(f"{path.name}: {error}") from error


def listed(cell: str) -> list[str]:
    """`FR-BE;FR-LU` → `["FR-BE", "FR-LU"]`; empty for a blank cell."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def number(cell: str) -> float | None:
    return float(cell) if cell.strip() else None


def yes(cell: str) -> bool | None:
    return {"yes": True, "no": False}.get(cell.strip())


def _deleted_by_staff(model: type[models.Model], field: str, key: str) -> bool:
    events = model.pgh_event_models["delete"]  # type: ignore[attr-defined]
    return events.objects.filter(**{field: key}, pgh_label="delete").exists()


def _merge(row: models.Model, facts: dict[str, Any]) -> list[str]:
    """Give `row` the facts that nobody edited since the last load; return the changed fields."""
    changed = []
    for field, value in facts.items():
        current = getattr(row, field)
        untouched = row._state.adding or current == row.loaded.get(field, current)  # type: ignore[attr-defined]
        if untouched and current != value:
            setattr(row, field, value)
            changed.append(field)
    return changed


def _merge_links(row: models.Model, links: dict[str, list[models.Model]], fresh: bool) -> list[str]:
    changed = []
    for field, targets in links.items():
        manager = getattr(row, field)
        current = set() if fresh else set(manager.values_list("pk", flat=True))
        wanted = {target.pk for target in targets}
        last = row.loaded.get(field)  # type: ignore[attr-defined]
        if current != wanted and (fresh or last is None or current == set(last)):
            manager.set(targets)
            changed.append(field)
    return changed


def load(
    model: type[models.Model],
    key_field: str,
    rows: list[Row],
    read: Callable[[Row], tuple[dict[str, Any], dict[str, list[models.Model]]]],
    *,
    quiet: bool = False,
    first_values: dict[str, Any] | None = None,
) -> Counter:
    """Bring `rows` into `model` and count what happened: created, changed, unchanged, left.

    `read` gives the facts of a row (fields as JSON values) and its links (many-to-many fields).
    `first_values` are given to a new row only. `CommandError` names the row that is not valid.
    """
    counts: Counter = Counter()
    file_key = f"{model._meta.label_lower}:"
    known = {
        row.source_key: row  # type: ignore[attr-defined]
        for row in model._default_manager.exclude(source_key=None)
    }
    for line, cells in enumerate(_watched(rows, model, quiet), start=2):
        key = cells[key_field]
        row = known.get(file_key + key) or model._default_manager.filter(**{key_field: key}).first()
        if row is None and _deleted_by_staff(model, key_field, key):
            counts["left"] += 1
            continue
        try:
            facts, links = read(cells)
            outcome = _save(model, key_field, key, row, facts, links, first_values or {})
        except (
            ValidationError, ValueError, KeyError, models.ObjectDoesNotExist, IntegrityError,
        ) as error:  # fmt: skip
            raise CommandError(f"{model.__name__}, line {line} ({key}): {error}") from error
        counts[outcome] += 1
    return counts


def _watched(rows: list[Row], model: type[models.Model], quiet: bool) -> Iterable[Row]:
    return tqdm(rows, desc=str(model._meta.verbose_name_plural), disable=quiet or None, leave=False)


def _save(model, key_field, key, row, facts, links, first_values) -> str:
    fresh = row is None
    row = row or model(**{key_field: key}, **first_values)
    changed = _merge(row, facts)
    links_by_pk = {field: sorted(target.pk for target in links[field]) for field in links}
    loaded = row.loaded | facts | links_by_pk
    source_key = f"{model._meta.label_lower}:{key}"
    if fresh or changed or row.loaded != loaded or row.source_key != source_key:
        previous, row.loaded, row.source_key = row.loaded, loaded, source_key
        row.full_clean(exclude=list(links), validate_constraints=False)  # PostgreSQL does, faster
        row.save()
        row.loaded = previous
    changed += _merge_links(row, links, fresh)
    if fresh:
        return "created"
    return "changed" if changed else "unchanged"


def context(name: str):
    """The context in which a command writes, so that history says through what a fact came."""
    return pghistory.context(through="command", command=name)
