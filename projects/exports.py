"""What the exports of the list of projects hold."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf

from core.directory.exports import Export
from projects.models import Funding, Participation
from territories.models import Territory

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
    "fundings_shown",
    "programme_key",
    "lead_shown",
    "partners_shown",
    "own_budgets_shown",
    "participant_slugs",
    "partner_countries",
    "border_codes",
    "theme_codes",
    "territories_shown",
    "city",
    "lat",
    "lon",
    "place_is_seat",
    "legal_tool",
    *(f"summary_{code}" for code in LANGUAGES),
    *(f"description_{code}" for code in LANGUAGES),
    *(f"results_{code}" for code in LANGUAGES),
    *(f"obstacles_met_{code}" for code in LANGUAGES),
    *(f"mot_role_{code}" for code in LANGUAGES),
    *(f"bdt_role_{code}" for code in LANGUAGES),
    "website",
    "keep_id",
    "kohesio_id",
    "updated_at",
    "source",
    "facts_on",
    "licence",
    "retrieved_on",
]
RENAMED = {
    "programme_key": "programme",
    "border_codes": "borders",
    "theme_codes": "themes",
    "participant_slugs": "members",
}
HEADERS = [RENAMED.get(column, column.removesuffix("_shown")) for column in COLUMNS]
CHUNK = 2_000

TEXT = TextField()
OWN_NAME = Coalesce(
    *(NullIf(F(f"organisation__name_{code}"), Value("")) for code in LANGUAGES),
    Value(""),
    output_field=TEXT,
)


NAME = Coalesce(NullIf(F("name"), Value("")), OWN_NAME, output_field=TEXT)


def _joined(rows: QuerySet, told: Any, *order: str) -> Subquery:
    """What is `told` of each of the `rows` of a project, between semicolons; null without row."""
    of_project = rows.filter(project=OuterRef("pk")).order_by().values("project")
    joined = StringAgg(told, delimiter=";", order_by=order)
    return Subquery(of_project.annotate(all=joined).values("all"))


def _names(condition: Q) -> Subquery:
    """The names of the participants that visitors read: `Ville de Kehl (DE);…`."""
    code = Coalesce(F("organisation__country"), F("country"), output_field=TEXT)
    told = Concat(NAME, Value(" ("), code, Value(")"), output_field=TEXT)
    return _joined(Participation.objects.shown().filter(condition), told, "position", "pk")


def _own_budgets() -> Subquery:
    """What participants spend themselves, where it is published: `Ville de Kehl: 5000.00;…`."""
    parts = Participation.objects.shown().filter(own_budget__isnull=False)
    told = Concat(NAME, Value(": "), Cast("own_budget", TEXT), output_field=TEXT)
    return _joined(parts, told, "position", "pk")


def _fundings() -> Subquery:
    """Who pays, as codes: `interreg (2020): 3000.00;state`, without what is not published."""
    year = Concat(Value(" ("), Cast("year", TEXT), Value(")"), output_field=TEXT)
    amount = Concat(Value(": "), Cast("amount", TEXT), output_field=TEXT)
    told = Concat(F("source"), _if_known("year", year), _if_known("amount", amount))
    return _joined(Funding.objects.all(), told, "source", "year", "pk")


def _if_known(column: str, told: Any) -> Case:
    known = When(Q(**{f"{column}__isnull": False}), then=told)
    return Case(known, default=Value(""), output_field=TEXT)


def _territories() -> ArraySubquery:
    on_project = Territory.objects.filter(projects=OuterRef("pk")).order_by("slug")
    return ArraySubquery(on_project.values("slug"))


SHOWN = {
    "fundings_shown": _fundings(),
    "lead_shown": _names(Q(role="lead")),
    "partners_shown": _names(~Q(role="lead")),
    "own_budgets_shown": _own_budgets(),
    "territories_shown": _territories(),
}


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per project, keys as in `HEADERS`; unknown is None or empty."""
    for values in rows.annotate(**SHOWN).values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        for name in ("total_budget", "eu_funding"):
            fact[name] = None if fact[name] is None else float(fact[name])
        for name in ("lead", "partners"):
            fact[name] = (fact[name] or "").replace(" ()", "")
        for name in ("fundings", "own_budgets"):
            fact[name] = fact[name] or ""
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        fact["retrieved_on"] = fact["retrieved_on"] and fact["retrieved_on"].isoformat()
        yield fact


EXPORT = Export("projects", "mot-projects", HEADERS, facts)
