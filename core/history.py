"""The history of a row in words: who, when, through what, and what each field held before."""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any
from uuid import uuid4

import pghistory
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.formats import date_format, localize
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from pghistory.runtime import Context, _tracker
from translated_fields import show_language_code

from core.templatetags.ui import language_name

LONG = 120
WORD = r"\s*\S+|\s+"
NOTHING = "–"
# What a row was called: the first of these columns that an event has and fills.
NAME_COLUMNS = [
    "name_fr", "title_fr", "name", "title", "name_en", "title_en", "acronym", "cci", "code", "key",
    "slug", "function",
]  # fmt: skip


@contextmanager
def own_context(**metadata: Any) -> Iterator[None]:
    """A context for what follows alone, also within the one of a request or a command.

    pghistory would write `metadata` on all that the outer one did.
    """
    outer = getattr(_tracker, "value", None)
    if outer is None:
        with pghistory.context(**metadata):
            yield
        return
    _tracker.value = Context(id=uuid4(), metadata=metadata)
    try:
        yield
    finally:
        _tracker.value = outer


@dataclass(frozen=True)
class Change:
    """One field: its name, what it held and what it holds. `is_hidden` says that we do not tell."""

    label: str
    old: str = ""
    new: str = ""
    is_hidden: bool = False

    @property
    def is_long(self) -> bool:
        return max(len(self.old), len(self.new)) > LONG

    @property
    def steps(self) -> list[tuple[str, str]]:
        """From `old` to `new`, word by word: `("same" | "gone" | "added", words)`."""
        before, after = re.findall(WORD, self.old), re.findall(WORD, self.new)
        found = []
        for kind, a, b, c, d in SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
            if kind == "equal":
                found.append(("same", "".join(before[a:b])))
                continue
            found += [("gone", "".join(before[a:b]))] if b > a else []
            found += [("added", "".join(after[c:d]))] if d > c else []
        return found


@dataclass(frozen=True)
class Entry:
    """What one request or command did to one row. `what` is created, changed or deleted."""

    at: datetime
    what: str
    who: str
    through: str
    name: str
    object_id: int
    changes: list[Change] = field(default_factory=list)


def event_model(model: type[models.Model]) -> type[models.Model]:
    return next(iter(model.pgh_event_models.values()))  # type: ignore[attr-defined]


def events_of(model: type[models.Model], pk: Any = None) -> models.QuerySet:
    """Events of one row, or of all when `pk` is None; oldest first. Deleted rows keep theirs."""
    rows = event_model(model)._default_manager.select_related("pgh_context").order_by("pgh_id")
    return rows if pk is None else rows.filter(id=pk)


def entries(
    model: type[models.Model],
    pk: Any,
    hidden: Iterable[str] = (),
    names: dict[str, dict[str, str]] | None = None,
) -> list[Entry]:
    """The history of one row, newest first; empty when it has none.

    The events of one context are one entry. Values of the fields `hidden` are not told; the codes
    that a list of codes holds are told by their `names`, by field.
    """
    events = list(events_of(model, pk))
    return _told(Words(model, events, set(hidden), names), events)


def entries_of_rows(model: type[models.Model], **condition: Any) -> list[Entry]:
    """The histories of the rows whose events meet `condition`, newest first; gone rows included."""
    events = sorted(events_of(model).filter(**condition), key=lambda event: event.id)
    words = Words(model, events, set())
    rows = groupby(events, key=lambda event: event.id)
    told = [entry for _pk, history in rows for entry in _told(words, list(history))]
    return sorted(told, key=lambda entry: entry.at, reverse=True)


def _told(words: "Words", events: list[Any]) -> list[Entry]:
    """What the `events` of one row, oldest first, say; newest first."""
    told, before = [], None
    for _key, group in groupby(events, _act):
        steps = list(group)
        entry = words.entry(before, steps)
        before = steps[-1]
        if entry.what != "changed" or entry.changes:
            told.append(entry)
    return told[::-1]


def latest(model: type[models.Model], events: Iterable[models.Model]) -> list[Entry]:
    """What happened, row by row, in the order of `events`, without the fields."""
    events = list(events)
    words = Words(model, events, set())
    return [words.bare(event) for event in events]


def _act(event: models.Model) -> Any:
    """Events of one request or command belong together; a line of SQL stands alone."""
    return event.pgh_context_id or f"event {event.pk}"  # type: ignore[attr-defined]


class Words:
    """Turns events of one model into words; asks the database once per kind of related row."""

    def __init__(
        self,
        model: type[models.Model],
        events: list[Any],
        hidden: set[str],
        names: dict[str, dict[str, str]] | None = None,
    ):
        self.hidden = hidden
        self.names = names or {}
        self.fields = [
            column
            for column in event_model(model)._meta.concrete_fields
            if not column.name.startswith("pgh_") and column.name != "id"
        ]
        self.name_of = model.__str__
        self.people = get_user_model()._default_manager.in_bulk(
            {user for event in events if (user := _metadata(event).get("user"))}
        )
        self.related = {
            column.name: _related(column, events)
            for column in self.fields
            if isinstance(column, models.ForeignKey)
        }

    def entry(self, before: Any, steps: list[Any]) -> Entry:
        """What `steps`, the events of one act, did to a row that was as in `before` (None: new)."""
        last = steps[-1]
        labels = {step.pgh_label for step in steps}
        what = "deleted" if "delete" in labels else "created" if "insert" in labels else "changed"
        changes = [] if what == "deleted" else self._changes(before, last)
        return self._entry(last, what, changes)

    def bare(self, event: Any) -> Entry:
        what = {"insert": "created", "delete": "deleted"}.get(event.pgh_label, "changed")
        return self._entry(event, what, [])

    def _entry(self, event: Any, what: str, changes: list[Change]) -> Entry:
        return Entry(
            at=event.pgh_created_at,
            what=what,
            who=who(_metadata(event), self.people),
            through=through(_metadata(event)),
            name=self._name(event),
            object_id=event.id,
            changes=changes,
        )

    def _name(self, event: Any) -> str:
        """What the row was called then; what only ties an organisation is called after it."""
        bodies = self.related.get("organisation", {})
        body = bodies.get(getattr(event, "organisation_id", None), "")
        return _name(event) or str(body or event.id)

    def _changes(self, before: Any, after: Any) -> list[Change]:
        found = []
        for column in self.fields:
            old = getattr(before, column.attname) if before else None
            new = getattr(after, column.attname)
            if (old or None) == (new or None) and not (before and old != new):
                continue
            if column.name in self.hidden:
                found.append(Change(label(column), is_hidden=True))
            else:
                found.append(
                    Change(label(column), self._value(column, old), self._value(column, new))
                )
        return found

    def _value(self, column: models.Field, value: Any) -> str:
        if column.name in self.related and value is not None:
            return str(self.related[column.name].get(value) or _("number %d, now gone") % value)
        if column.name in self.names and value:
            value = [self.names[column.name].get(code, code) for code in value]
        return shown(column, value)


def label(column: models.Field) -> str:
    """The name of a field; of a translated one, with its language."""
    with show_language_code(False):
        name = capfirst(str(column.verbose_name))
    language = getattr(column, "_translated_field_language_code", None) or _language_of(column)
    return f"{name} ({language_name(language)})" if language else name


def _language_of(column: models.Field) -> str | None:
    """Event models hold plain copies of translated fields: ask the model they come from."""
    tracked = getattr(column.model, "pgh_tracked_model", None)
    origin = tracked._meta.get_field(column.name) if tracked else None
    return getattr(origin, "_translated_field_language_code", None)


def shown(column: models.Field, value: Any) -> str:
    """`value` as a person reads it; a dash when there is none."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return date_format(localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    choices = dict(column.flatchoices)
    return str(choices.get(str(value), localize(value)))


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def who(metadata: dict[str, Any], people: dict[Any, Any]) -> str:
    """Who wrote, among `people` by their keys, and for whom; a dash when nobody was logged in."""
    user = metadata.get("user")
    if user is None:
        return NOTHING
    known = people.get(user)
    person = known.shown_name if known else _("someone whose account is gone")
    if "organisation" not in metadata:
        return person
    return _("%(name)s, %(function)s, for %(organisation)s") % {"name": person, **metadata}


def through(metadata: dict[str, Any]) -> str:
    """Through what: the back office, a page, a command, or SQL."""
    value = metadata.get("through")
    if value == "command":
        return _("command %s") % metadata.get("command", "")
    if value == "import":
        return _("import no. %s") % metadata.get("batch", "")
    known = {
        "admin": _("back office"),
        "page": _("page of the portal"),
        "letter": _("link of a letter"),
    }
    return known.get(str(value), _("the database itself") if value is None else str(value))


def _name(event: Any) -> str:
    """The first name, title or code that the event holds; "" when it holds none."""
    return next((str(value) for name in NAME_COLUMNS if (value := getattr(event, name, ""))), "")


def _related(column: models.ForeignKey, events: list[Any]) -> dict[Any, Any]:
    keys = {getattr(event, column.attname) for event in events} - {None}
    return column.related_model._default_manager.in_bulk(keys) if keys else {}  # type: ignore[union-attr]
