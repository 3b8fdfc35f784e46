"""What the exports of the list of solutions hold."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat, NullIf

from core.directory.exports import Export
from forum.models import Obstacle, Reuse
from projects.models import Project

LANGUAGES = settings.CONTENT_LANGUAGES
TRANSLATED = ("title", "summary", "legal_basis", "conditions", "cost_note")
COLUMNS = [
    "slug",
    *(f"{stem}_{code}" for stem in TRANSLATED for code in LANGUAGES),
    "cost",
    "contact",
    "border_codes",
    "theme_codes",
    "obstacles_shown",
    "projects_shown",
    "uses_shown",
    "lat",
    "lon",
    "updated_at",
    "source",
    "facts_on",
]
RENAMED = {"border_codes": "borders", "theme_codes": "themes"}
HEADERS = [RENAMED.get(column, column.removesuffix("_shown")) for column in COLUMNS]
CHUNK = 2_000

TEXT = TextField()
NAMES = (NullIf(F(f"organisation__name_{code}"), Value("")) for code in LANGUAGES)
WHO = Coalesce(NullIf(F("body"), Value("")), *NAMES, Value(""), output_field=TEXT)


def _uses() -> Subquery:
    """Where it is applied, between semicolons: `Ville de Kehl (2019): running;…`."""
    told = Concat(WHO, Value(" ("), F("since"), Value("): "), F("state"), output_field=TEXT)
    rows = Reuse.objects.shown().filter(solution=OuterRef("pk")).order_by().values("solution")
    joined = StringAgg(told, delimiter=";", order_by=("since", "pk"))
    return Subquery(rows.annotate(all=joined).values("all"))


def _obstacles() -> ArraySubquery:
    rows = Obstacle.objects.filter(solutions=OuterRef("pk"), is_published=True)
    return ArraySubquery(rows.order_by("reference").values("reference"))


def _projects() -> ArraySubquery:
    rows = Project.objects.filter(solutions=OuterRef("pk"), is_published=True)
    return ArraySubquery(rows.order_by("slug").values("slug"))


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per solution, keys as in `HEADERS`; unknown is None or empty."""
    shown = {
        "obstacles_shown": _obstacles(),
        "projects_shown": _projects(),
        "uses_shown": _uses(),
    }
    for values in rows.annotate(**shown).values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        fact["cost"] = None if fact["cost"] is None else float(fact["cost"])
        fact["uses"] = (fact["uses"] or "").replace(" ()", "")
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        yield fact


EXPORT = Export("solutions", "mot-solutions", HEADERS, facts)
