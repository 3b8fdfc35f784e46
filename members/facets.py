"""The filters of the directory, and the number of rows beside each of their choices.

A count beside a choice says how many rows one would get by adding it, under the other filters in
force. Of everything published, counts are kept by the database (`Tally`): exact, and as fresh as
the data. Of a part, they are counted from at most `COUNT_LIMIT` rows; above, they are "more than".
"""

from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Tally

COUNT_LIMIT = 10_000


@dataclass(frozen=True)
class Facet:
    """A filter with a count beside each choice, over a column of codes or of one code."""

    name: str
    label: str | Promise
    column: str
    holds_many: bool = False

    def condition(self, values: list[str]) -> Q:
        lookup = "overlap" if self.holds_many else "in"
        return Q(**{f"{self.column}__{lookup}": values})


FACETS = [
    Facet("kind", _("Kind"), "kind"),
    Facet("country", _("Country"), "country"),
    Facet("border", _("Border"), "border_codes", holds_many=True),
    Facet("theme", _("Theme"), "theme_codes", holds_many=True),
]
Selection = dict[str, list[str]]


@dataclass
class Counts:
    """How many rows there are in all, and per facet and choice; a choice without row is absent.

    `at_least` names the facets (or "total") whose numbers are only a lower bound.
    """

    total: int = 0
    choices: dict[str, dict[str, int]] = field(default_factory=dict)
    at_least: set[str] = field(default_factory=set)

    @property
    def is_exact(self) -> bool:
        return "total" not in self.at_least


def narrowed(rows: QuerySet, selected: Selection, *, without: str = "") -> QuerySet:
    """`rows` under the selected choices, those of the facet `without` left aside."""
    for facet in FACETS:
        if selected.get(facet.name) and facet.name != without:
            rows = rows.filter(facet.condition(selected[facet.name]))
    return rows


def kept_counts() -> Counts:
    """Counts of everything published, without reading an organisation."""
    kept = Tally.objects.counts()
    return Counts(kept.get("total", {}).get("", 0), {f.name: kept.get(f.name, {}) for f in FACETS})


def count(rows: QuerySet, selected: Selection, *, is_everything_published: bool) -> Counts:
    """Count `rows` under `selected`, and each facet's choices under the other facets.

    `is_everything_published` says that `rows` holds all that is published and nothing else.
    """
    active = [facet for facet in FACETS if selected.get(facet.name)]
    kept = kept_counts() if is_everything_published and len(active) <= 1 else None
    if kept and not active:
        return kept
    idle = [facet for facet in FACETS if facet not in active]
    sets = [(narrowed(rows, selected), idle, "total")]
    for facet in active:
        if not kept:
            sets.append((narrowed(rows, selected, without=facet.name), [facet], facet.name))
    answer = _count_sets(sets)
    if kept:
        _keep(answer, kept.choices[active[0].name], active[0], set(selected[active[0].name]))
    return answer


def _keep(answer: Counts, kept: dict[str, int], facet: Facet, values: set[str]) -> None:
    """Put into `answer` what the kept counts of the only facet in force tell exactly."""
    answer.choices[facet.name] = kept
    if len(values) == 1 or not facet.holds_many:  # else a row may hold two of the values
        answer.total = sum(kept.get(value, 0) for value in values)
        answer.at_least.discard("total")


def _count_sets(sets: list[tuple[QuerySet, list[Facet], str]]) -> Counts:
    parts: list[str] = []
    params: list[Any] = []
    for rows, facets, label in sets:
        try:
            sql, rows_params = _sample(rows)
        except EmptyResultSet:
            continue
        params += rows_params
        parts.append(_counting(sql, facets, label))
    if not parts:
        return _read([], {})
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return _read(cursor.fetchall(), {label: facets for _rows, facets, label in sets})


def _sample(rows: QuerySet) -> tuple[str, tuple]:
    columns = [facet.column for facet in FACETS]
    return rows.order_by().values_list(*columns)[: COUNT_LIMIT + 1].query.sql_with_params()


def _counting(sql: str, facets: list[Facet], label: str) -> str:
    """SQL that counts the rows of `sql` by each facet; the line "size" counts them all."""
    lines = [f"SELECT 'size' AS facet, '{label}' AS value, count(*) AS n FROM s"]
    lines += [
        f"SELECT '{facet.name}', {_values(facet)}, count(*) FROM s GROUP BY 2" for facet in facets
    ]
    return f"SELECT * FROM (WITH s AS MATERIALIZED ({sql}) {' UNION ALL '.join(lines)}) {label}_set"


def _values(facet: Facet) -> str:
    return f"unnest(s.{facet.column})" if facet.holds_many else f"s.{facet.column}"


def _read(lines: list[tuple[str, str, int]], facets_of: dict[str, list[Facet]]) -> Counts:
    answer = Counts(choices={facet.name: {} for facet in FACETS})
    for facet, value, n in lines:
        if facet != "size":
            answer.choices[facet][value] = n
            continue
        if n > COUNT_LIMIT:
            answer.at_least |= {value, *(facet.name for facet in facets_of[value])}
        if value == "total":
            answer.total = min(n, COUNT_LIMIT)
    return answer
