"""Open a file of rows whatever it is: CSV, XLSX or JSON, told by its content, not by its name.

What cannot be read is refused with a `ValidationError` that says why and what to do.
"""

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.imports import plain, workbooks

MEGABYTE = 1024 * 1024
MAX_BYTES = 60 * MEGABYTE
MAX_JSON_BYTES = 20 * MEGABYTE  # it is read whole
MAX_ROWS = 200_000
MAX_LINES = 1_048_576  # of a sheet, blank ones included: one that is formatted to its end has all
MAX_COLUMNS = 300
MAX_CELL = 100_000
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
Line = tuple[int, list[Any]]


@dataclass
class Table:
    """A header and the rows below it, each with its number in the file; to be read once, in order.

    Rows are as wide as the header. Rows with one number belong together. Blank ones are left out.
    """

    name: str
    header: list[str]
    rows: Iterator[Line]


def check_size(size: int) -> None:
    """Refuse a file by its size, before a byte of it is read."""
    if size > MAX_BYTES:
        raise ValidationError(
            _("The file has %(size)d MB; %(most)d MB can be read. Send it in several parts."),
            params={"size": size // MEGABYTE, "most": MAX_BYTES // MEGABYTE},
        )
    if not size:
        raise ValidationError(_("The file is empty."))


def tables(file: IO[bytes], size: int) -> Iterator[Table]:
    """The tables of a file, those without header or rows left out; at least one."""
    check_size(size)
    found = False
    for name, lines in _sheets(file, size):
        table = _table(name, _bounded(lines))
        if table:
            found = True
            yield table
    if not found:
        raise ValidationError(_("No row stands below a header: the first row names the columns."))


def _sheets(file: IO[bytes], size: int) -> Iterator[tuple[str, Iterator[Line]]]:
    start = file.read(4096)
    file.seek(0)
    if start.startswith(OLE):
        raise _old_or_protected(file)
    if start.startswith(b"PK"):
        return workbooks.sheets(file)
    if start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t")[:1] in (b"[", b"{"):
        return _json_sheets(file, size)
    return iter([("", plain.lines(file))])


def _old_or_protected(file: IO[bytes]) -> ValidationError:
    if "EncryptedPackage".encode("utf-16-le") in file.read():
        return ValidationError(
            _("The workbook is protected by a password: save it without one, then send it again.")
        )
    return ValidationError(
        _("This is an old Excel file (.xls): save it as .xlsx or CSV, then send it again.")
    )


def _bounded(lines: Iterator[Line]) -> Iterator[Line]:
    for count, line in enumerate(lines, start=1):
        if count > MAX_LINES:
            raise _too_many_rows()
        yield line


def _too_many_rows() -> ValidationError:
    return ValidationError(
        _("There are more than %d rows: send the file in several parts.") % MAX_ROWS
    )


def _table(name: str, lines: Iterator[Line]) -> Table | None:
    for _number, cells in lines:
        if any(cell not in (None, "") for cell in cells):
            cells = _without_blank_end(cells)
            rows = _rows(lines, len(cells))
            first = next(rows, None)
            if first is None:
                return None
            return Table(name, header(cells), _chained(first, rows))
    return None


def _without_blank_end(cells: list[Any]) -> list[Any]:
    """A header that was formatted to the end of its sheet, cut after its last name."""
    if len(cells) <= MAX_COLUMNS:
        return cells
    return cells[: 1 + max(spot for spot, cell in enumerate(cells) if cell not in (None, ""))]


def _chained(first: Line, rest: Iterator[Line]) -> Iterator[Line]:
    yield first
    yield from rest


def header(cells: list[Any]) -> list[str]:
    """Names of the columns, each different; a column without name gets its number."""
    if len(cells) > MAX_COLUMNS:
        raise ValidationError(_("There are more than %d columns.") % MAX_COLUMNS)
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = " ".join(str("" if cell is None else storable(cell)).split())[:200]
        name = name or _("column %d") % number
        names.append(name if name not in names else f"{name} ({number})")
    return names


def _rows(lines: Iterator[Line], width: int) -> Iterator[Line]:
    count = 0
    for number, cells in lines:
        if all(cell in (None, "") for cell in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise _too_many_rows()
        if any(isinstance(cell, str) and len(cell) > MAX_CELL for cell in cells):
            raise ValidationError(_("Row %d holds a cell that is too long.") % number)
        if any(cell not in (None, "") for cell in cells[width:]):
            raise ValidationError(_("Row %d has more cells than the header.") % number)
        yield number, [storable(cell) for cell in (cells + [None] * width)[:width]]


def storable(cell: Any) -> Any:
    """A cell without what PostgreSQL cannot hold: NUL, halves of characters, infinite numbers."""
    if isinstance(cell, float) and not math.isfinite(cell):
        return str(cell)
    if not isinstance(cell, str) or cell.isascii() and "\x00" not in cell:
        return cell
    return cell.replace("\x00", "").encode("utf-8", "ignore").decode()


def _json_sheets(file: IO[bytes], size: int) -> Iterator[tuple[str, Iterator[Line]]]:
    if size > MAX_JSON_BYTES:
        raise ValidationError(
            _("A JSON file may have %d MB: send it in several parts, or as CSV.")
            % (MAX_JSON_BYTES // MEGABYTE)
        )
    try:
        content = json.loads(plain.decoded(file))
    except json.JSONDecodeError as error:
        raise ValidationError(
            _("This is not readable JSON: see line %(line)d, character %(column)d."),
            params={"line": error.lineno, "column": error.colno},
        ) from error
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This is not readable JSON.")) from error
    lists = list(content.values()) if isinstance(content, dict) else [content]
    objects = next((one for one in lists if isinstance(one, list)), None)
    if not objects or not all(isinstance(one, dict) for one in objects):
        raise ValidationError(
            _("The JSON file must hold a list of objects, or an object with such a list.")
        )
    yield "", _lines_of(objects)


def _lines_of(objects: list[dict]) -> Iterator[Line]:
    """Objects as rows under the names they use. A list of objects inside makes several rows."""
    names: dict[str, None] = {}
    for one in objects:
        for row in _flat(one):
            names |= dict.fromkeys(row)
    yield 0, list(names)
    for number, one in enumerate(objects, start=1):
        for row in _flat(one):
            yield number, [row.get(name) for name in names]


def _flat(one: dict) -> list[dict[str, Any]]:
    plain_cells: dict[str, Any] = {}
    inner: list[dict[str, Any]] = []
    for name, value in one.items():
        if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
            inner += [{f"{name}.{key}": _cell(item[key]) for key in item} for item in value]
        elif isinstance(value, dict):
            plain_cells |= {f"{name}.{key}": _cell(value[key]) for key in value}
        else:
            plain_cells[name] = _cell(value)
    first, *rest = inner or [{}]
    return [plain_cells | first, *rest]


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return ";".join(str(item) for item in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value
