"""What the exports of the directory of members hold."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.db.models import Case, QuerySet, When

from core.directory.exports import Export

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


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per organisation, keys as in `HEADERS`; unknown is None or empty."""
    for values in rows.annotate(**SHOWN).values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        fact["confirmed_on"] = fact["confirmed_on"] and fact["confirmed_on"].isoformat()
        yield fact


EXPORT = Export("organisations", "mot-members", HEADERS, facts)
