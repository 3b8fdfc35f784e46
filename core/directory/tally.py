"""Counts of what is published, kept by triggers: always as fresh as the data."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import pgtrigger
from django.db import connection, models
from django.db.models import Sum

from core.directory.facets import Counts, Facet

CELL_ZOOMS = range(3, 11)
CELL_DEGREES_AT_ZOOM_0 = 90.0
ADDED = "SELECT 1 AS n, added.* FROM added"
REMOVED = "SELECT -1 AS n, removed.* FROM removed"


@dataclass(frozen=True)
class Line:
    """What one row adds to the counts: SQL over the row `o`; `amount` is summed beside them."""

    facet: str
    value: str = "''"
    amount: str = "0"
    where: str = ""

    @property
    def sql(self) -> str:
        where = f" WHERE {self.where}" if self.where else ""
        return f"SELECT '{self.facet}', {self.value}, o.n, 0, 0, o.n * {self.amount}{where}"


TOTAL = Line("total")

FACTS = """
INSERT INTO {table} (facet, value, n, lat, lon, amount)
SELECT fact.facet, fact.value, sum(fact.n), sum(fact.lat), sum(fact.lon), sum(fact.amount)
FROM ({rows}) o
CROSS JOIN LATERAL (
    SELECT '' AS facet, '' AS value, o.n, 0.0 AS lat, 0.0 AS lon, 0.0 AS amount WHERE false
    UNION ALL {lines}
    UNION ALL SELECT 'cell' || zoom,
        floor(o.lon * 2 ^ zoom / {degrees}) || ':' || floor(o.lat * 2 ^ zoom / {degrees}),
        o.n, o.n * o.lat, o.n * o.lon, 0
    FROM generate_series({first_zoom}, {last_zoom}) AS zoom WHERE o.lat IS NOT NULL
) fact
WHERE o.is_published
GROUP BY fact.facet, fact.value
HAVING sum(fact.n) <> 0 OR sum(fact.lat) <> 0 OR sum(fact.lon) <> 0 OR sum(fact.amount) <> 0;
RETURN NULL;
"""


def tally_triggers(table: str, lines: Sequence[Line]) -> list[pgtrigger.Trigger]:
    """Triggers of a model that write into `table` what each statement adds and removes.

    Its rows have `is_published`, `lat` and `lon`.
    """

    def trigger(name: str, operation, rows: str, **tables: str) -> pgtrigger.Trigger:
        return pgtrigger.Trigger(
            name=name,
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=pgtrigger.Referencing(**tables),
            func=FACTS.format(
                table=table,
                rows=rows,
                lines=" UNION ALL ".join(line.sql for line in (TOTAL, *lines)),
                degrees=CELL_DEGREES_AT_ZOOM_0,
                first_zoom=CELL_ZOOMS[0],
                last_zoom=CELL_ZOOMS[-1],
            ),
        )

    both = f"{ADDED} UNION ALL {REMOVED}"
    return [
        trigger("tally_insert", pgtrigger.Insert, ADDED, new="added"),
        trigger("tally_delete", pgtrigger.Delete, REMOVED, old="removed"),
        trigger("tally_update", pgtrigger.Update, both, new="added", old="removed"),
    ]


class TallyQuerySet(models.QuerySet):
    def counts(self) -> dict[str, dict[str, int]]:
        """Exact counts of what is published: `{"kind": {"region": 7}, "total": {"": 49}}`."""
        return self._read()[0]

    def _read(self) -> tuple[dict[str, dict[str, int]], dict[str, Decimal]]:
        counts: dict[str, dict[str, int]] = {}
        amounts: dict[str, Decimal] = {}
        rows = self.exclude(facet__startswith="cell").order_by().values_list("facet", "value")
        for facet, value, n, amount in rows.annotate(Sum("n"), Sum("amount")):
            if n:
                counts.setdefault(facet, {})[value] = n
                amounts[facet] = amounts.get(facet, Decimal()) + amount
        return counts, amounts

    def kept_counts(self, facets: Sequence[Facet], figures: Sequence[Facet] = ()) -> Counts:
        """Counts of everything published, without reading a row of it."""
        counts, amounts = self._read()
        return Counts(
            counts.get("total", {}).get("", 0),
            {facet.name: counts.get(facet.name, {}) for facet in facets},
            figures={figure.name: counts.get(figure.name, {}) for figure in figures},
            amounts={figure.name: amounts.get(figure.name, Decimal()) for figure in figures},
        )

    def compact(self) -> None:
        """Add up the lines of each count. Safe beside writers: it takes only the lines it sees."""
        table = self.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"WITH gone AS (DELETE FROM {table} RETURNING facet, value, n, lat, lon, amount)"
                f" INSERT INTO {table} (facet, value, n, lat, lon, amount)"
                " SELECT facet, value, sum(n), sum(lat), sum(lon), sum(amount) FROM gone"
                " GROUP BY facet, value HAVING sum(n) <> 0"
            )


class DirectoryTally(models.Model):
    """Lines whose sum counts what is published.

    Triggers add lines and never change one: writers do not wait for each other. `lat` and `lon` are
    sums over the rows of a map cell, `amount` a sum in euros; 0 elsewhere.
    """

    facet = models.CharField(max_length=20)
    value = models.CharField(max_length=200)
    n = models.BigIntegerField()
    lat = models.FloatField(default=0)
    lon = models.FloatField(default=0)
    amount = models.DecimalField(max_digits=24, decimal_places=2, default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["facet", "value"], name="%(class)s_facet")]

    def __str__(self):
        return f"{self.facet} {self.value}: {self.n}"
