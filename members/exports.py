"""The rows of the directory, to take away: CSV, XLSX, JSON, GeoJSON, in constant memory."""

import json
import tempfile
from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db.models import Case, QuerySet, When
from openpyxl import Workbook

from core.exports import csv_parts, flat

TEXTS = [
    f"{stem}_{code}" for stem in ("name", "description") for code in settings.CONTENT_LANGUAGES
]
COLUMNS = [
    "slug",
    *TEXTS[: len(settings.CONTENT_LANGUAGES)],
    "acronym",
    "kind",
    "legal_form",
    "has_legal_personality",
    "country",
    "address",
    "postal_code",
    "city",
    "lat",
    "lon",
    "website",
    "siren",
    "siret",
    "vat",
    "pic",
    "border_codes",
    "theme_codes",
    "territory__slug",
    "successor_shown",
    "ended_on",
    *TEXTS[len(settings.CONTENT_LANGUAGES) :],
    "confirmed_on",
    "updated_at",
    "source",
    "facts_on",
]
# The successor is named once it is published.
SHOWN = {"successor_shown": Case(When(successor__is_published=True, then="successor__slug"))}
RENAMED = {"border_codes": "borders", "theme_codes": "themes"}
HEADERS = [RENAMED.get(one, one.removesuffix("__slug").removesuffix("_shown")) for one in COLUMNS]
CHUNK = 2_000
LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence/"


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per organisation, keys as in `HEADERS`; unknown is None or empty."""
    for values in rows.annotate(**SHOWN).values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        fact["confirmed_on"] = fact["confirmed_on"] and fact["confirmed_on"].isoformat()
        yield fact


def as_csv(rows: QuerySet) -> Iterator[bytes]:
    return csv_parts(HEADERS, (fact.values() for fact in facts(rows)))


def as_xlsx(rows: QuerySet) -> Iterator[bytes]:
    """A workbook of one sheet, written to a temporary file first: its index comes last."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("organisations")
    sheet.freeze_panes = "B2"
    sheet.append(HEADERS)
    for fact in facts(rows):
        # An empty cell costs as much as a full one, and most are empty.
        sheet.append([None if cell == "" else cell for cell in map(flat, fact.values())])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        file.seek(0)
        while part := file.read(64 * 1024):
            yield part


def _joined(opening: str, items: Iterable[dict[str, Any]], closing: str) -> Iterator[bytes]:
    yield opening.encode()
    for number, item in enumerate(items):
        yield (",\n" if number else "\n").encode() + json.dumps(item, ensure_ascii=False).encode()
    yield closing.encode()


def as_json(rows: QuerySet) -> Iterator[bytes]:
    opening = json.dumps({"licence": LICENCE, "organisations": []}, ensure_ascii=False)
    yield from _joined(opening[:-2], facts(rows), "\n]}\n")


def _feature(fact: dict[str, Any]) -> dict[str, Any]:
    lon, lat = fact.pop("lon"), fact.pop("lat")
    geometry = None if lat is None else {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "id": fact["slug"], "geometry": geometry, "properties": fact}


def as_geojson(rows: QuerySet) -> Iterator[bytes]:
    """RFC 7946: WGS 84, longitude first; a row without place has the geometry null."""
    features = (_feature(fact) for fact in facts(rows))
    yield from _joined('{"type": "FeatureCollection", "features": [', features, "\n]}\n")


FORMATS = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "json": (as_json, "application/json"),
    "geojson": (as_geojson, "application/geo+json"),
}
