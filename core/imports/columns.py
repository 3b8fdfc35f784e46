"""Which column of a file holds which field, guessed from what headers usually say."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from core.imports.readers import Table

APOSTROPHES = re.compile("[’‘ʼ`´]")
BLANKS = re.compile(r"[\s_]+")
SAMPLE = 3
Mapping = dict[str, dict[str, str]]  # table → header → code of a field; "" keeps it aside


@dataclass(frozen=True)
class Field:
    """Something that a column may hold.

    `read` turns a cell into a value of JSON or raises `ValidationError`; `headers` are the names
    that sources give it. Several columns may hold a field that is `many`.
    """

    code: str
    label: str | Promise
    read: Callable[[Any], Any]
    headers: tuple[str, ...] = ()
    many: bool = False


def plain(header: str) -> str:
    """A header without what varies: case, spaces, apostrophes, underscores."""
    words = APOSTROPHES.sub("'", unicodedata.normalize("NFKC", header))
    return BLANKS.sub(" ", words).strip().casefold()


def guess(header: Iterable[str], fields: Iterable[Field]) -> dict[str, str]:
    """The field of each column; "" when no name is known, or when the field has its column."""
    known = {plain(name): field for field in fields for name in (field.code, *field.headers)}
    found: dict[str, str] = {}
    for name in header:
        field = known.get(plain(name))
        is_free = field and (field.many or field.code not in found.values())
        found[name] = field.code if field and is_free else ""
    return found


def described(table: Table) -> dict[str, Any]:
    """What the page of columns shows of a table: its name, header and first rows, as JSON."""
    sample = []
    for _number, cells in table.rows:
        sample.append([str("" if cell is None else cell)[:80] for cell in cells])
        if len(sample) == SAMPLE:
            break
    return {"name": table.name, "header": table.header, "sample": sample}
