"""The last changes of several models together: what a person or a command did, in a line each."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import CharField, F, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from core.history import NAME_COLUMNS, event_model, through, who

WINDOW = 200  # events of each model that are looked at
STRENGTH = ["update", "insert", "delete"]
WORDS = {"update": "changed", "insert": "created", "delete": "deleted"}


@dataclass
class Act:
    """What one request or command did to rows of one model: created, changed or deleted them.

    `name` and `object_id` are those of the row it touched last; `is_at_least`: perhaps more rows.
    """

    model: type[models.Model]
    what: str
    at: datetime
    who: str
    through: str
    name: str
    object_id: int
    object_ids: set[int] = field(default_factory=set)
    is_at_least: bool = False

    @property
    def opts(self) -> Any:
        return self.model._meta

    @property
    def others(self) -> int:
        return len(self.object_ids) - 1


def last_acts(tracked: list[type[models.Model]], length: int) -> list[Act]:
    """The last `length` acts on rows of these models, newest first, in two queries."""
    if not tracked:
        return []
    parts = [_events(number, model) for number, model in enumerate(tracked)]
    events = list(parts[0].union(*parts[1:], all=True).order_by("-at", "-event"))
    user_ids = {user for event in events if (user := (event["metadata"] or {}).get("user"))}
    people = get_user_model()._default_manager.in_bulk(user_ids)
    read: dict[int, int] = {}
    acts: dict[Any, Act] = {}
    for event, label in zip(events, _labels(events), strict=True):
        number = event["number"]
        read[number] = read.get(number, 0) + 1
        key = (number, event["pgh_context_id"] or -event["event"], label)
        if key not in acts:
            if len(acts) == length:
                continue
            acts[key] = _act(tracked[number], event, label, people)
        acts[key].object_ids.add(event["object_id"])
        acts[key].is_at_least = read[number] == WINDOW
    return list(acts.values())


def _events(number: int, model: type[models.Model]) -> models.QuerySet:
    events = event_model(model)
    columns = {column.name for column in events._meta.concrete_fields}
    nothing = Value("", TextField())
    paths = [name for name in NAME_COLUMNS if name in columns] + getattr(model, "named_by", [])
    names = [NullIf(Cast(path, TextField()), nothing) for path in paths]
    return (
        events._default_manager.order_by("-pgh_id")
        .annotate(
            number=Value(number),
            event=F("pgh_id"),
            at=F("pgh_created_at"),
            label=Cast("pgh_label", CharField()),
            object_id=F("id"),
            row_name=Coalesce(*names, Cast("id", TextField()), nothing),
            metadata=F("pgh_context__metadata"),
        )
        .values(
            "number", "event", "at", "label", "object_id", "row_name", "pgh_context_id", "metadata"
        )
    )[:WINDOW]


def _labels(events: list[dict[str, Any]]) -> list[str]:
    """What became of the row of each event in its whole act: a row made and changed is made."""
    strongest: dict[Any, str] = {}
    for event in events:
        key = _row(event)
        strongest[key] = max(strongest.get(key, "update"), event["label"], key=STRENGTH.index)
    return [strongest[_row(event)] for event in events]


def _row(event: dict[str, Any]) -> Any:
    context = event["pgh_context_id"] or -event["event"]
    return event["number"], context, event["object_id"]


def _act(model, event: dict[str, Any], label: str, people: dict[Any, Any]) -> Act:
    metadata = event["metadata"] or {}
    return Act(
        model=model,
        what=WORDS[label],
        at=event["at"],
        who=who(metadata, people),
        through=through(metadata),
        name=event["row_name"],
        object_id=event["object_id"],
    )
