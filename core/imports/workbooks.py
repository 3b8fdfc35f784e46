"""Read XLSX workbooks in constant memory, whoever made them, for whatever purpose."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import IO, Any
from xml.parsers import expat

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from openpyxl import load_workbook

MAX_PARTS = 5_000
MAX_UNZIPPED = 400 * 1024 * 1024
MAX_RATIO = 200  # of a real sheet, hardly 50
PROLOGUE = 1 << 16


def sheets(file: IO[bytes]) -> Iterator[tuple[str, Iterator[tuple[int, list[Any]]]]]:
    """The sheets of a workbook and their rows, to be read one after the other.

    Formulas are not computed: a cell has the value that the workbook keeps beside its formula.
    """
    _check(file)
    file.seek(0)
    try:
        book = load_workbook(file, read_only=True, data_only=True)
    except Exception as error:  # openpyxl lets through whatever a broken part raises
        raise _broken() from error
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what it says of itself may be a million columns
            yield sheet.title, _rows(sheet)
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    rows = sheet.iter_rows(values_only=True)
    number = 0
    while True:
        try:
            cells = next(rows)
        except StopIteration:
            return
        except Exception as error:
            raise _broken() from error
        number += 1
        yield number, [_plain(cell) for cell in cells]


def _plain(cell: Any) -> Any:
    """A cell as JSON can keep it: dates as `2019-03-01`."""
    if isinstance(cell, datetime):
        return cell.isoformat(" ") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return cell


def _check(file: IO[bytes]) -> None:
    """Refuse what is no workbook, and what would fill the memory once unpacked.

    `zipfile` gives no more bytes than the directory says, so the directory can be believed.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            if "xl/workbook.xml" not in archive.namelist():
                raise ValidationError(
                    _("This is not an Excel workbook (.xlsx): save it as .xlsx or CSV.")
                )
            for part in parts:
                if part.filename.endswith((".xml", ".rels")):
                    _refuse_doctype(archive, part)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError) as error:
        raise _broken() from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unzipped = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    is_dense = unzipped > 10 * 1024 * 1024 and unzipped > packed * MAX_RATIO
    if len(parts) > MAX_PARTS or unzipped > MAX_UNZIPPED or is_dense:
        raise ValidationError(
            _("Unpacked, the workbook is too large: send it in several parts, or as CSV.")
        )


def _refuse_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """No workbook declares entities; those that do want to expand them."""
    parser = expat.ParserCreate()

    def refuse(*_declaration: Any) -> None:
        raise _broken()

    seen: list[str] = []
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, _attributes: seen.append(name)
    with archive.open(part) as stream:
        try:
            parser.Parse(stream.read(PROLOGUE), False)
        except expat.ExpatError as error:
            raise _broken() from error
    if not seen and part.file_size:
        raise _broken()


def _broken() -> ValidationError:
    return ValidationError(
        _("The workbook is broken or protected: open it, save it again as .xlsx, then send it.")
    )
