"""Read the files of `territories/data/` into facts (`core.loading`)."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from translated_fields import to_attribute

from core.loading import Row, listed, load, number, read_csv, yes
from territories.models import Border, Programme, Territory, Theme

DATA = Path(__file__).parent / "data"


def texts(row: Row, *stems: str) -> dict[str, str]:
    """The translated columns that the file has: `{"name_fr": "…", "name_en": "…"}`."""
    names = [to_attribute(stem, code) for stem in stems for code in settings.CONTENT_LANGUAGES]
    return {name: row[name].strip() for name in names if name in row}


def sourced(row: Row) -> dict[str, str]:
    return {"source": row["source"], "facts_on": row["facts_on"]}


def borders(cell: str) -> list[Border]:
    """The borders of a cell `FR-BE;FR-LU`. `Border.DoesNotExist` for an unknown code."""
    return [Border.objects.get(code=code) for code in listed(cell)]


def _theme(row: Row):
    facts = {"position": int(row["position"]), "keep_topics": listed(row["keep_topics"])}
    return facts | texts(row, "name") | sourced(row), {}


def _border(row: Row):
    facts = {
        "kind": row["kind"],
        "countries": listed(row["countries"]),
        "is_internal_eu": bool(yes(row["is_internal_eu"])),
        "languages": listed(row["languages"]),
        "nuts3": listed(row["nuts3"]),
        "lat": number(row["lat"]),
        "lon": number(row["lon"]),
    }
    return facts | texts(row, "name", "agreement", "obstacle_note") | sourced(row), {}


def _programme(row: Row):
    facts = {name: row[name] for name in ("acronym", "strand", "period", "website")}
    return facts | texts(row, "name") | sourced(row), {"borders": borders(row["borders"])}


def _territory(row: Row):
    facts = {name: row[name] for name in ("legal_form", "founded", "seat_city", "website")} | {
        "countries": listed(row["countries"]),
        "partners": listed(row["partners"]),
        "lat": number(row["lat"]),
        "lon": number(row["lon"]),
        "population": int(row["population"]) if row["population"] else None,
    }
    links = {"borders": borders(row["borders"])}
    return facts | texts(row, "name", "description") | sourced(row), links


def load_territories(*, quiet: bool) -> dict[str, Counter]:
    """Load themes, borders, programmes and territories; count what happened to each."""
    parts = [
        (Theme, "code", "themes.csv", _theme),
        (Border, "code", "borders.csv", _border),
        (Programme, "cci", "programmes.csv", _programme),
        (Territory, "slug", "territories.csv", _territory),
    ]
    return {
        file: load(model, key, read_csv(DATA / file), read, quiet=quiet)
        for model, key, file, read in parts
    }
