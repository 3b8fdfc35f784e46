"""The filters of a directory, and the number of rows beside each of their choices.

A count beside a choice says how many rows one would get by adding it, under the other filters in
force. Of everything published, counts are kept by the database (`Tally`): exact, and as fresh as
the data. Of a part, they are counted from at most `COUNT_LIMIT` rows; above, they are "more than".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.functional import Promise

COUNT_LIMIT = 10_000
FIGURE = "in force: "  # before the name of a facet that is counted under all filters


@dataclass(frozen=True)
class Facet:
    """A filter with a count beside each choice, over a column of codes or of one code."""

    name: str
    label: str | Promise
    column: str
    holds_many: bool = False

    @property
    def sql(self) -> str:
        """The value of a row of `s`, or its values one by one."""
        return f"unnest(s.{self.column})" if self.holds_many else f"s.{self.column}"

    @property
    def amount_sql(self) -> str:
        """What is summed beside the count; 0 when nothing is."""
        return "0"

    def condition(self, values: list[str]) -> Q:
        lookup = "overlap" if self.holds_many else "in"
        return Q(**{f"{self.column}__{lookup}": values})

    def counting(self, name: str) -> str:
        """SQL that counts the rows of `s` by value, in lines (name, value, n, amount)."""
        return (
            f"SELECT '{name}', ({self.sql})::text, count(*), {self.amount_sql}::numeric"
            " FROM s GROUP BY 2"
        )


@dataclass(frozen=True)
class Flag(Facet):
    """A filter of one choice, "1": the rows that `asked` finds, as SQL `test` over a row of `s`."""

    test: str = ""
    asked: Q = field(default_factory=Q)

    def condition(self, values: list[str]) -> Q:
        return self.asked if "1" in values else Q(pk__in=[])

    def counting(self, name: str) -> str:
        return (
            f"SELECT '{name}', '1', count(*), 0::numeric FROM s WHERE {self.test}"
            " HAVING count(*) > 0"
        )


Selection = dict[str, list[str]]


@dataclass
class Counts:
    """How many rows there are in all, and per facet and choice; a choice without row is absent.

    `at_least` names the facets (or "total", "figures") whose numbers are only a lower bound.
    `figures` are the facets counted under all filters, `amounts` the sums beside them.
    """

    total: int = 0
    choices: dict[str, dict[str, int]] = field(default_factory=dict)
    at_least: set[str] = field(default_factory=set)
    figures: dict[str, dict[str, int]] = field(default_factory=dict)
    amounts: dict[str, Decimal] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        return "total" not in self.at_least


def narrowed(
    rows: QuerySet, facets: Sequence[Facet], selected: Selection, *, without: str = ""
) -> QuerySet:
    """`rows` under the selected choices, those of the facet `without` left aside."""
    for facet in facets:
        if selected.get(facet.name) and facet.name != without:
            rows = rows.filter(facet.condition(selected[facet.name]))
    return rows


def count(
    rows: QuerySet,
    facets: Sequence[Facet],
    selected: Selection,
    *,
    figures: Sequence[Facet] = (),
    kept: Counts | None = None,
) -> Counts:
    """Count `rows` under `selected`, and each facet's choices under the other facets.

    `kept` is given when `rows` are all that is published: their counts, which the database keeps.
    """
    active = [facet for facet in facets if selected.get(facet.name)]
    if kept and len(active) > 1:
        kept = None
    if kept and not active:
        return kept
    idle = [facet for facet in facets if facet not in active]
    wanted = {facet.name: facet for facet in idle}
    wanted |= {FIGURE + figure.name: figure for figure in figures if figure not in idle}
    sets = [_Set("total", narrowed(rows, facets, selected), wanted)]
    for facet in active:
        if not kept:
            others = narrowed(rows, facets, selected, without=facet.name)
            sets.append(_Set(facet.name, others, {facet.name: facet}))
    answer = _count_sets(sets)
    # No choice of an idle facet is in force: its counts are those under all filters.
    answer.figures |= {one.name: answer.choices[one.name] for one in figures if one in idle}
    if kept:
        _keep(answer, kept.choices[active[0].name], active[0], set(selected[active[0].name]))
    return answer


def _keep(answer: Counts, kept: dict[str, int], facet: Facet, values: set[str]) -> None:
    """Put into `answer` what the kept counts of the only facet in force tell exactly."""
    answer.choices[facet.name] = kept
    if len(values) == 1 or not facet.holds_many:  # else a row may hold two of the values
        answer.total = sum(kept.get(value, 0) for value in values)
        answer.at_least.discard("total")


@dataclass(frozen=True)
class _Set:
    """Rows to count, under a label; what to count of them, by the name of its lines."""

    label: str
    rows: QuerySet
    wanted: dict[str, Facet]

    def counting(self, sample: str) -> str:
        """SQL that counts the rows of `sample`; the line "size" counts them all."""
        lines = [
            f"SELECT 'size' AS facet, '{self.label}' AS value, count(*) AS n, 0::numeric FROM s"
        ]
        lines += [facet.counting(name) for name, facet in self.wanted.items()]
        return (
            f"SELECT * FROM (WITH s AS MATERIALIZED ({sample}) {' UNION ALL '.join(lines)})"
            f" {self.label}_set"
        )


def _count_sets(sets: list[_Set]) -> Counts:
    parts: list[str] = []
    params: list[Any] = []
    for one in sets:
        columns = {facet.column for facet in one.wanted.values()}
        sample = one.rows.order_by().values_list(*sorted(columns))[: COUNT_LIMIT + 1]
        try:
            sql, rows_params = sample.query.sql_with_params()
        except EmptyResultSet:
            continue
        params += rows_params
        parts.append(one.counting(sql))
    if not parts:
        return _read([], sets)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return _read(cursor.fetchall(), sets)


def _read(lines: list[tuple[str, str, int, Decimal]], sets: list[_Set]) -> Counts:
    answer = Counts(choices={name: {} for one in sets for name in one.wanted if FIGURE not in name})
    wanted_of = {one.label: one.wanted for one in sets}
    for facet, value, n, amount in lines:
        if facet == "size":
            _read_size(answer, value, n, wanted_of[value])
        elif facet.startswith(FIGURE):
            name = facet.removeprefix(FIGURE)
            answer.figures.setdefault(name, {})[value] = n
            answer.amounts[name] = answer.amounts.get(name, Decimal()) + (amount or 0)
        else:
            answer.choices[facet][value] = n
    return answer


def _read_size(answer: Counts, label: str, n: int, wanted: dict[str, Facet]) -> None:
    if n > COUNT_LIMIT:
        answer.at_least |= {label, *wanted}
        if label == "total":
            answer.at_least.add("figures")
    if label == "total":
        answer.total = min(n, COUNT_LIMIT)
