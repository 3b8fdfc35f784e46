"""What every export shares."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.utils.translation import get_language
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
ROWS_PER_PART = 200
TITLE_FORBIDDEN = re.compile(r"[\\/*?:\[\]]")


def safe_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula; characters that XLSX cannot hold are dropped.

    Texts that begin like a formula get an apostrophe in front; numbers and dates stay as they are.
    """
    if not value or not isinstance(value, str):
        return value
    text = ILLEGAL_CHARACTERS_RE.sub("", value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def flat(value: Any) -> Any:
    """A value as one cell: lists are joined by `;`, formulas are made safe."""
    if isinstance(value, list | tuple):
        value = ";".join(str(item) for item in value)
    return safe_cell(value)


def csv_parts(header: Sequence[str], rows: Iterable[Iterable[Any]]) -> Iterator[bytes]:
    """The rows as CSV, in parts, in constant memory.

    UTF-8 with its mark; `;` between cells when the reader reads French, `,` otherwise.
    """
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";" if get_language() == "fr" else ",")
    stream.write("\ufeff")
    writer.writerow(header)
    for number, row in enumerate(rows):
        writer.writerow([flat(value) for value in row])
        if number % ROWS_PER_PART == 0:
            yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode()


def workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Iterable[Any]]]]) -> bytes:
    """An XLSX file with a sheet for each title, header and rows; for reports, not for many rows."""
    book = Workbook(write_only=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(TITLE_FORBIDDEN.sub(" ", title)[:31])
        sheet.freeze_panes = "A2"
        sheet.append([safe_cell(cell) for cell in header])
        for row in rows:
            sheet.append([flat(value) for value in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
