"""Lines of a file become rows: one for each project, with the lines of its partners."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from core.imports import values
from core.imports.columns import Field, Mapping, guess, plain
from core.imports.readers import Table
from projects.imports.fields import ANY_LANGUAGE, PARTNER, fields
from projects.models import ImportRow
from projects.models.imports import ImportSource

LONGEST_KEY = 300
OWN_NUMBERS = ["keep_id", "kohesio_id", "slug"]


def guessed(described: list[dict[str, Any]]) -> Mapping:
    """The field of each column of each table; `Website` of a sheet of partners is the partner's."""
    known = fields()
    found = {}
    for table in described:
        columns = guess(table["header"], known)
        if is_of_partners(columns):
            for name, code in columns.items():
                if code in ("website", "city"):
                    columns[name] = PARTNER + code
        found[table["name"]] = columns
    return found


def is_of_partners(columns: dict[str, str]) -> bool:
    """Whether a table lists partners of projects that another one names."""
    codes = set(columns.values())
    return PARTNER + "name" in codes and not any(code.startswith("title") for code in codes)


def has_projects(columns: dict[str, str]) -> bool:
    """Whether the rows of a table, such as a cover sheet, say anything that makes a project."""
    return any(code.startswith("title") for code in columns.values())


def fold(tables: Iterable[Table], mapping: Mapping, source: str) -> list[ImportRow]:
    """Unsaved rows in the order of the file. A line of a partner without project is a row too."""
    folder = _Folder(source)
    waiting = []
    for position, table in enumerate(tables):
        columns = mapping.get(table.name, {})
        spots = {code: table.header.index(name) for name, code in columns.items()
                 if code in _KEYS and name in table.header}  # fmt: skip
        if has_projects(columns):
            folder.add(position, table.rows, spots)
        elif is_of_partners(columns):
            waiting += [(position, number, cells, spots) for number, cells in table.rows]
    for position, number, cells, spots in waiting:
        folder.join(position, number, cells, spots)
    return list(folder.rows.values())


_KEYS = [
    "programme", "source_id", "acronym", *OWN_NUMBERS,
    *(f"title_{one}" for one in ("fr", "en", "de", "nl", "it", "es")), f"title{ANY_LANGUAGE}",
]  # fmt: skip


class _Folder:
    def __init__(self, source: str):
        self.source = source
        self.rows: dict[str, ImportRow] = {}
        self.by_acronym: dict[str, str] = {}

    def add(self, position: int, lines: Iterator[tuple[int, list[Any]]], spots: dict[str, int]):
        last_number, last_key = None, ""
        for number, cells in lines:
            said = {code: values.line(cells[spot]) for code, spot in spots.items()}
            key = last_key if number == last_number else self._key(said) or f"{position}:{number}"
            self.by_acronym.setdefault(_acronym_key(said), key)
            self._put(key, position, number, cells)
            last_number, last_key = number, key

    def join(self, position: int, number: int, cells: list[Any], spots: dict[str, int]) -> None:
        said = {code: values.line(cells[spot]) for code, spot in spots.items()}
        key = self._key(said)
        if key not in self.rows:
            key = self.by_acronym.get(_acronym_key(said)) or key or f"{position}:{number}"
        self._put(key, position, number, cells)

    def _put(self, key: str, position: int, number: int, cells: list[Any]) -> None:
        key = shortened(key, LONGEST_KEY)
        row = self.rows.get(key)
        if row is None:
            row = self.rows[key] = ImportRow(number=number, key=key, lines=[])
        row.lines.append([position, number, cells])

    def _key(self, said: dict[str, str]) -> str:
        if self.source != ImportSource.TABLE:
            return number_of(said, self.source)
        own = [f"{code} {said[code]}" for code in OWN_NUMBERS if said.get(code)]
        if own or said.get("source_id"):
            return plain(own[0] if own else said["source_id"])
        titles = [said[code] for code in said if code.startswith("title")]
        if not any(titles):
            return _acronym_key(said)
        return plain("|".join([*titles, said.get("acronym", ""), said.get("programme", "")]))


def number_of(said: dict[str, str], source: str) -> str:
    """What tells the projects of keep.eu or Kohesio apart; "" when nothing does.

    keep.eu: the programme's own number, which began in 2021, else the acronym, in the programme.
    """
    number = said.get("source_id", "")
    if source == ImportSource.KOHESIO:
        return shortened(number, 120)
    if not number:
        return _acronym_key(said)
    return shortened(plain(f"{said.get('programme', '')}|{number}"), 120)


def _acronym_key(said: dict[str, str]) -> str:
    acronym = said.get("acronym", "")
    key = plain(f"{said.get('programme', '')}|{acronym}") if acronym else ""
    return shortened(key, 120)


def shortened(key: str, most: int) -> str:
    """`key` within `most` characters; a long one ends with its fingerprint."""
    if len(key) <= most:
        return key
    print_of = hashlib.sha256(key.encode()).hexdigest()[:16]
    return f"{key[: most - 17]} {print_of}"


def fields_by_code() -> dict[str, Field]:
    return {field.code: field for field in fields()}
