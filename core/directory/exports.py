"""The rows of a directory, to take away: CSV, XLSX, JSON, GeoJSON, in constant memory."""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from openpyxl import Workbook

from core.exports import csv_parts, flat

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


@dataclass(frozen=True)
class Export:
    """How rows of one kind are written.

    `facts` gives for each row a flat `dict` whose keys are `headers`, among them `key`, `lat` and
    `lon`; unknown is None or empty. `name` is that of the sheet and of the list in JSON.
    """

    name: str
    file_name: str
    headers: list[str]
    facts: Callable[[QuerySet], Iterator[dict[str, Any]]]
    key: str = "slug"

    def as_csv(self, rows: QuerySet) -> Iterator[bytes]:
        return csv_parts(self.headers, (fact.values() for fact in self.facts(rows)))

    def as_xlsx(self, rows: QuerySet) -> Iterator[bytes]:
        """A workbook of one sheet, written to a temporary file first: its index comes last."""
        book = Workbook(write_only=True)
        sheet = book.create_sheet(self.name)
        sheet.freeze_panes = "B2"
        sheet.append(self.headers)
        for fact in self.facts(rows):
            # An empty cell costs as much as a full one, and most are empty.
            sheet.append([None if cell == "" else cell for cell in map(flat, fact.values())])
        with tempfile.TemporaryFile() as file:
            book.save(file)
            file.seek(0)
            while part := file.read(64 * 1024):
                yield part

    def as_json(self, rows: QuerySet) -> Iterator[bytes]:
        opening = json.dumps({"licence": LICENCE, self.name: []}, ensure_ascii=False)
        yield from _joined(opening[:-2], self.facts(rows), "\n]}\n")

    def as_geojson(self, rows: QuerySet) -> Iterator[bytes]:
        """RFC 7946: WGS 84, longitude first; a row without place has the geometry null."""
        features = (_feature(fact, self.key) for fact in self.facts(rows))
        yield from _joined('{"type": "FeatureCollection", "features": [', features, "\n]}\n")

    @property
    def formats(self) -> dict[str, tuple[Callable[[QuerySet], Iterator[bytes]], str]]:
        """How each format is written, and its content type."""
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return {
            "csv": (self.as_csv, "text/csv; charset=utf-8"),
            "xlsx": (self.as_xlsx, sheet),
            "json": (self.as_json, "application/json"),
            "geojson": (self.as_geojson, "application/geo+json"),
        }


def _joined(opening: str, items: Iterable[dict[str, Any]], closing: str) -> Iterator[bytes]:
    yield opening.encode()
    for number, item in enumerate(items):
        yield (",\n" if number else "\n").encode() + json.dumps(item, ensure_ascii=False).encode()
    yield closing.encode()


def _feature(fact: dict[str, Any], key: str) -> dict[str, Any]:
    lon, lat = fact.pop("lon"), fact.pop("lat")
    geometry = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": fact[key], "geometry": geometry, "properties": fact}
