"""Rows written down so that they can be put back as they were, key included."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import pghistory.models
from django.db import models

from projects.models import Merge, NotDuplicate, Project

Record = dict[str, Any]


def columns(model: type[models.Model]) -> list[models.Field]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def plain(row: models.Model, names: Iterable[str] | None = None) -> Record:
    """What the columns of `row` hold (all, or those `names`), as JSON can keep it."""
    kept = None if names is None else set(names)
    return {
        field.attname: _plain(field.get_prep_value(getattr(row, field.attname)))
        for field in columns(type(row))
        if kept is None or field.attname in kept
    }


def _plain(value: Any) -> Any:
    """JSON's own encoder of moments forgets the microseconds."""
    if isinstance(value, datetime):
        return value.isoformat()
    is_plain = value is None or isinstance(value, bool | int | float | list | dict)
    return value if is_plain else str(value)


def fill(row: models.Model, record: Record) -> None:
    """Give `row` the values of `record`."""
    for field in columns(type(row)):
        if field.attname in record:
            setattr(row, field.attname, field.to_python(record[field.attname]))


def put_back(model: type[models.Model], record: Record) -> models.Model:
    """Insert the row that `record` was made of."""
    row = model()
    fill(row, record)
    row.save_base(raw=True, force_insert=True)
    return row


def gone(model: type[models.Model], record: Record) -> list[str]:
    """The names of the relations of `record` whose other end exists no more."""
    return [
        str(field.verbose_name)
        for field in columns(model)
        if isinstance(field, models.ForeignKey)
        and (key := record.get(field.attname)) is not None
        and not field.related_model._base_manager.filter(pk=key).exists()  # type: ignore[union-attr]
    ]


def followers() -> Iterator[tuple[type[models.Model], str]]:
    """The models whose rows belong to a project, and the name of the relation."""
    for relation in Project._meta.related_objects:
        model = relation.related_model
        is_event = issubclass(model, pghistory.models.Event)
        if relation.one_to_many and not is_event and model not in (Merge, NotDuplicate):
            yield model, relation.field.name
