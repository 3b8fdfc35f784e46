"""Rows as pages tell them."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.amounts import exact
from core.history import NOTHING, Change
from core.imports.models import Verdict
from projects.imports.fields import labels
from projects.imports.rejected import problem, question
from projects.models import ImportRow, Project


def summary(row: ImportRow) -> str:
    """What a list says of a row: its changes, or the first reason against it."""
    if row.problems:
        others = len(row.problems) - 1
        said = [problem(row, row.problems[0])]
        if others:
            said.append(ngettext("And %d other reason.", "And %d other reasons.", others) % others)
        return " ".join(said)
    if row.verdict == Verdict.AMBIGUOUS:
        said = [_("Perhaps “%(label)s” (%(reason)s).") % one for one in row.candidates[:1]]
        return " ".join([*said, *(question(one) for one in row.questions[:1])])
    if row.verdict == Verdict.UPDATE:
        names = labels()
        found = {one["field"] for one in row.differences if one["applies"]}
        return ", ".join(names[code] for code in names if code in found)
    return ""


def row_facts(row: ImportRow) -> dict[str, Any]:
    """What the page of a row shows: what changes, what is left as it is, what is asked."""
    changes = [(one["applies"], _change(one)) for one in row.differences]
    return {
        "changes": [change for applies, change in changes if applies],
        "kept": [change for applies, change in changes if not applies],
        "said": [(_place(row, line, column), words) for line, column, words in row.problems],
        "asked": [question(one) for one in row.questions],
        "asks_bodies": any(one["kind"] == "body" for one in row.questions),
        "verdict": Verdict(row.verdict).label if row.verdict else "",
        "lines": [
            (number, list(zip(_header(row, table), _cells(row, line), strict=True)))
            for line, (table, number, _given) in enumerate(row.lines)
        ],
    }


def _cells(row: ImportRow, line: int) -> list[Any]:
    return [row.cell(line, column) for column in range(len(row.lines[line][2]))]


def _header(row: ImportRow, table: int) -> list[str]:
    return row.batch.tables[table]["header"]


def _place(row: ImportRow, line: int, column: int) -> str:
    if line < 0:
        return ""
    table, number, _cells = row.lines[line]
    name = _header(row, table)[column] if column >= 0 else ""
    return _("line %(number)d, %(header)s") % {"number": number, "header": name}


def _change(one: dict[str, Any]) -> Change:
    code = one["field"]
    return Change(labels()[code], _shown(code, one["old"]), _shown(code, one["new"]))


def _shown(code: str, value: Any) -> str:
    if value in (None, "", []):
        return NOTHING
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if code in ("total_budget", "eu_funding"):
        return exact(Decimal(value))
    if code in ("kind", "stage", "legal_tool"):
        column: Any = Project._meta.get_field(code)
        return str(dict(column.flatchoices).get(value, value))
    return str(value)
