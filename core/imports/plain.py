"""Read text files of any usual encoding and separator."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

BLOCK = 1 << 16
SEPARATORS = ";,\t|"
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
SPOKEN_SEPARATOR = re.compile(r"sep=(.)\r?\n")  # a first line that Excel writes


def encoding(file: IO[bytes]) -> str:
    """UTF-8 or UTF-16, with or without their marks, else the Windows code page of the West."""
    start = file.read(BLOCK)
    file.seek(0)
    for mark, name in MARKS.items():
        if start.startswith(mark):
            return name
    if b"\x00" in start:
        return _unmarked_utf16(start)
    return "utf-8" if _is_utf8(file) else "cp1252"


def _unmarked_utf16(start: bytes) -> str:
    """Every other byte of Western words is zero then. Anything else with zeros is no text."""
    for name, zeros in (("utf-16-le", start[1::2]), ("utf-16-be", start[::2])):
        if zeros.count(0) > len(zeros) * 0.7:
            return name
    raise ValidationError(_("This is neither a CSV file, nor an Excel workbook (.xlsx), nor JSON."))


def _is_utf8(file: IO[bytes]) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(BLOCK):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def decoded(file: IO[bytes]) -> str:
    name = encoding(file)
    return file.read().decode(name, errors="replace")


def lines(file: IO[bytes]) -> Iterator[tuple[int, list[Any]]]:
    """Records of a CSV file, each with the number of its first line."""
    stream = io.TextIOWrapper(file, encoding=encoding(file), errors="replace", newline="")
    try:
        yield from _records(stream)
    except UnicodeError as error:
        raise ValidationError(_("The text of the file is cut short or damaged.")) from error
    finally:
        with suppress(ValueError):
            stream.detach()


def _records(stream: io.TextIOWrapper) -> Iterator[tuple[int, list[Any]]]:
    sample = stream.read(BLOCK)
    stream.seek(0)
    spoken = SPOKEN_SEPARATOR.match(sample)
    if spoken:
        stream.readline()
    reader = csv.reader(stream, delimiter=spoken[1] if spoken else separator(sample))
    offset, number = bool(spoken), 0
    try:
        for record in reader:
            yield number + 1 + offset, list(record)
            number = reader.line_num
    except csv.Error as error:
        raise ValidationError(
            _("From line %d on, a cell is too long, or a quotation mark is never closed.")
            % (number + 1 + offset)
        ) from error


def separator(sample: str) -> str:
    """The sign that parts most cells in the first record; `;` when nothing does."""
    widths = {}
    for sign in SEPARATORS:
        records = csv.reader(io.StringIO(sample, newline=""), delimiter=sign)
        with suppress(csv.Error, StopIteration):
            widths[sign] = len(next(record for record in records if any(record)))
    return max(widths, key=lambda sign: widths[sign], default=";")
