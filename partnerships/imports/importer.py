"""The import of actions, as `core.imports.work` runs it."""

from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from core.imports.columns import Mapping
from core.imports.models import Verdict
from core.imports.policies import MISSING, Policy, is_blank, may_replace
from core.imports.readers import Table
from core.imports.work import JUDGED, WRITTEN, Importer
from partnerships.imports.fields import KEYS, LINKS
from partnerships.imports.reading import Reader, Reading, code_of
from partnerships.models import Action, ActionBatch, ActionRow

IMPORTED = "imported"  # under this name, `Action.loaded` holds what files said last
ALL = "all"  # the policy of a file


@dataclass
class Plan:
    """What is to be written of one row; `action` is None for a new one."""

    action: Action | None
    facts: dict[str, Any]
    changes: dict[str, Any] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)


class ActionImporter(Importer):
    batch_model = ActionBatch
    row_model = ActionRow
    judged = [*JUDGED, "action"]
    written = [*WRITTEN, "action"]

    def __init__(self, batch: ActionBatch):
        super().__init__(batch)
        self.reader = Reader(batch)
        self.plans: dict[str, Plan] = {}

    def fold(self, file_tables: Iterable[Table], mapping: Mapping) -> Iterator[ActionRow]:
        """A row for each line; a second line with the same code is told apart, and refused."""
        taken: dict[str, int] = {}
        number = 0
        for position, table in enumerate(file_tables):
            columns = mapping.get(table.name, {})
            for line, cells in table.rows:
                number += 1
                said = {
                    columns.get(name, ""): cell
                    for name, cell in zip(table.header, cells, strict=True)
                }
                code = code_of(said)
                first = taken.setdefault(code, line)
                key = code if first == line else f"{code}#{position}:{line}"
                lines = [[position, line, cells]]
                yield ActionRow(batch=self.batch, number=number, key=key, lines=lines)

    # Verdicts

    def judge(self, rows: list[ActionRow]) -> None:
        there = {
            action.code: action
            for action in Action.objects.filter(code__in=[row.key for row in rows])
            .select_related("workstream__axis")
            .prefetch_related(*LINKS)
            .select_for_update(of=("self",))
            .order_by("pk")
        }
        self.plans = {}
        for row in rows:
            reading, action = self.reader.read(row), there.get(row.key)
            row.action = action
            row.label = _label(reading, action)
            plan = self._plan(reading, action)
            self._check(row, reading, plan)
            row.problems, row.differences = reading.problems, plan.differences
            row.verdict = _verdict(row, plan)
            self.plans[row.key] = plan

    def _plan(self, reading: Reading, action: Action | None) -> Plan:
        plan = Plan(action, reading.facts)
        last = action.loaded.get(IMPORTED, {}) if action else {}
        policy = self.batch.policies.get(ALL, Policy.FOLLOW)
        for name, new in reading.facts.items():
            old = current(action, name) if action else None
            if is_blank(new) or new == old:
                continue
            applies = may_replace(policy, old, new, last.get(name, MISSING))
            plan.differences.append({"field": name, "old": old, "new": new, "applies": applies})
            if applies:
                plan.changes[name] = new
        return plan

    def _check(self, row: ActionRow, reading: Reading, plan: Plan) -> None:
        """What the database would refuse of the action as it would be."""
        if "#" in row.key:
            reading.refuse("code", _("Another row of the file is the same action."))
        if plan.action and plan.action.workstream.axis.partnership_id != self.batch.partnership_id:
            reading.refuse("code", _("This code is that of an action of another partnership."))
        if plan.action is None and "workstream" not in plan.changes:
            reading.refuse("workstream", _("Name the workstream."))
        if reading.problems:
            return
        try:
            _written(copy(plan.action) if plan.action else Action(), plan.changes).full_clean()
        except ValidationError as error:
            for name, sentences in error.message_dict.items():
                name = "code" if name == NON_FIELD_ERRORS else name
                reading.refuse(name, " ".join(sentences))

    # Writing

    def apply(self, rows: list[ActionRow]) -> None:
        for row in rows:
            plan = self.plans[row.key]
            action = plan.action
            if action:
                row.before = {
                    "facts": {name: current(action, name) for name in plan.changes},
                    "loaded": action.loaded,
                }
            else:
                action, row.before = Action(), {}
            _written(action, plan.changes)
            known = {name: value for name, value in plan.facts.items() if not is_blank(value)}
            action.loaded = action.loaded | {IMPORTED: action.loaded.get(IMPORTED, {}) | known}
            action.save()
            _link(action, plan.changes)
            action.refresh_from_db(fields=["version"])
            row.action, row.after = action, _stand(action)

    def obstacles(self, rows: list[ActionRow]) -> list[str]:
        found = []
        for row in rows:
            action = row.action
            if action is None:
                found.append(_("%s is gone.") % row.label)
            elif _stand(action) != row.after:
                found.append(_("%s was changed.") % action)
            elif row.before == {} and action.comments.exists():
                found.append(_("%s: comments were written on it.") % action)
        return found

    def undo(self, rows: list[ActionRow]) -> None:
        for row in rows:
            action = row.action
            assert action
            if row.before == {}:
                row.action = None
                action.delete()
                continue
            before = row.before or {}
            _written(action, before["facts"])
            action.loaded = before["loaded"]
            action.save()
            _link(action, before["facts"])


def current(action: Action, name: str) -> Any:
    """What stands in an action, as JSON holds it."""
    if name in LINKS:
        return sorted(row.pk for row in getattr(action, name).all())
    value = getattr(action, f"{name}_id" if name in KEYS else name)
    return str(value) if isinstance(value, Decimal) else value


def _written(action: Action, facts: dict[str, Any]) -> Action:
    for name, value in facts.items():
        if name not in LINKS:
            setattr(action, f"{name}_id" if name in KEYS else name, value)
    return action


def _link(action: Action, facts: dict[str, Any]) -> None:
    for name in LINKS:
        if name in facts:
            getattr(action, name).set(facts[name])


def _stand(action: Action) -> dict[str, Any]:
    """What an undo must find again: the version, and the links, which no version counts."""
    links = {name: sorted(getattr(action, name).values_list("pk", flat=True)) for name in LINKS}
    return {"version": action.version, "links": links}


def _verdict(row: ActionRow, plan: Plan) -> str:
    if row.problems:
        return Verdict.INVALID
    if plan.action is None:
        return Verdict.CREATE
    return Verdict.UPDATE if plan.changes else Verdict.UNCHANGED


def _label(reading: Reading, action: Action | None) -> str:
    titles = (reading.facts[name] for name in reading.facts if name.startswith("title_"))
    return str(next(titles, "") or action or reading.facts["code"])[:300]
