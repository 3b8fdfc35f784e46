"""Rows that an import leaves behind, as a file to correct and to send again."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.imports.models import Verdict
from projects.imports.folding import has_projects
from projects.models import ImportBatch, ImportRow


def sheets(batch: ImportBatch) -> list[tuple[str, list[str], Iterator[list[Any]]]]:
    """For each table its name, header and the lines of rejected rows, as corrected, with reason."""
    return [
        (table["name"] or _("rows"), [*table["header"], _("Reason")], _lines(batch, position))
        for position, table in enumerate(batch.tables)
    ]


def _lines(batch: ImportBatch, position: int) -> Iterator[list[Any]]:
    for row in batch.rows.rejected().iterator(chunk_size=500):
        row.batch = batch
        for line, (table, _number, cells) in enumerate(row.lines):
            if table == position:
                yield [*(row.cell(line, column) for column in range(len(cells))), reason(row)]


def reason(row: ImportRow) -> str:
    """Why a row is left behind, in a sentence or several."""
    if row.verdict == Verdict.SKIPPED:
        return _("Left out by the staff.")
    said = [problem(row, one) for one in row.problems]
    for one in row.candidates:
        said.append(_("Perhaps “%(label)s” (%(reason)s).") % one)
    for one in row.questions:
        said.append(question(one))
    return " ".join(said)


def problem(row: ImportRow, one: list[Any]) -> str:
    """A sentence of `row.problems`, after the header of its column."""
    line, column, sentence = one
    if column < 0:
        return sentence
    header = _header(row, line, column)
    return _("%(header)s: %(sentence)s") % {"header": header, "sentence": sentence}


def question(one: dict[str, Any]) -> str:
    if one["kind"] == "amounts":
        return _("The amount of “%(name)s” is the total of the project.") % one
    names = ", ".join(found["label"] for found in one["organisations"])
    return _("Is the partner “%(name)s” the organisation %(names)s?") % {
        "name": one["name"], "names": names,
    }  # fmt: skip


def _header(row: ImportRow, line: int, column: int) -> str:
    return row.batch.tables[row.lines[line][0]]["header"][column]


def main_table(batch: ImportBatch) -> int:
    """The position of the table whose rows are projects."""
    columns = [batch.mapping.get(table["name"], {}) for table in batch.tables]
    return next((n for n, one in enumerate(columns) if has_projects(one)), 0)
