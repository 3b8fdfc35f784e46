"""What the exports of the list of projects hold."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from core.directory.exports import Export
from projects.models import Participation

LANGUAGES = settings.CONTENT_LANGUAGES
COLUMNS = [
    "slug",
    *(f"title_{code}" for code in LANGUAGES),
    "acronym",
    "kind",
    "stage",
    "start",
    "end",
    "total_budget",
    "eu_funding",
    "programme_key",
    "lead_shown",
    "partners_shown",
    "participant_slugs",
    "partner_countries",
    "border_codes",
    "theme_codes",
    "city",
    "lat",
    "lon",
    "place_is_seat",
    "legal_tool",
    *(f"summary_{code}" for code in LANGUAGES),
    *(f"description_{code}" for code in LANGUAGES),
    *(f"results_{code}" for code in LANGUAGES),
    "website",
    "keep_id",
    "kohesio_id",
    "updated_at",
    "source",
    "licence",
    "retrieved_on",
]
RENAMED = {
    "programme_key": "programme",
    "border_codes": "borders",
    "theme_codes": "themes",
    "lead_shown": "lead",
    "partners_shown": "partners",
    "participant_slugs": "members",
}
HEADERS = [RENAMED.get(column, column) for column in COLUMNS]
CHUNK = 2_000

TEXT = TextField()
OWN_NAME = Coalesce(
    *(NullIf(F(f"organisation__name_{code}"), Value("")) for code in LANGUAGES),
    Value(""),
    output_field=TEXT,
)


def _names(condition: Q) -> Subquery:
    """The names of the participants that visitors read: `Ville de Kehl (DE);…`."""
    parts = Participation.objects.shown().filter(project=OuterRef("pk")).filter(condition)
    code = Coalesce(F("organisation__country"), F("country"), output_field=TEXT)
    name = Coalesce(NullIf(F("name"), Value("")), OWN_NAME, output_field=TEXT)
    told = Concat(name, Value(" ("), code, Value(")"), output_field=TEXT)
    joined = StringAgg(told, delimiter=";", order_by=("position", "pk"))
    return Subquery(parts.order_by().values("project").annotate(all=joined).values("all"))


SHOWN = {
    "lead_shown": _names(Q(role="lead")),
    "partners_shown": _names(~Q(role="lead")),
}


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per project, keys as in `HEADERS`; unknown is None or empty."""
    for values in rows.annotate(**SHOWN).values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        for name in ("total_budget", "eu_funding"):
            fact[name] = None if fact[name] is None else float(fact[name])
        for name in ("lead", "partners"):
            fact[name] = (fact[name] or "").replace(" ()", "")
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        fact["retrieved_on"] = fact["retrieved_on"] and fact["retrieved_on"].isoformat()
        yield fact


EXPORT = Export("projects", "mot-projects", HEADERS, facts)
