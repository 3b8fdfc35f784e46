import pgtrigger
from django.db import connection, models
from django.db.models import Sum

COUNTED = ["total", "kind", "country", "border", "theme", "placed"]
CELL_ZOOMS = range(3, 11)
CELL_DEGREES_AT_ZOOM_0 = 90.0

# One line per fact of a published organisation that pages count: all of them, by kind, by country,
# by border, by theme, and by cell of the map at each zoom.
FACTS = f"""
SELECT fact.facet, fact.value, sum(fact.n), sum(fact.lat), sum(fact.lon)
FROM (%s) o
CROSS JOIN LATERAL (
    SELECT 'total' AS facet, '' AS value, o.n, 0.0 AS lat, 0.0 AS lon
    UNION ALL SELECT 'kind', o.kind, o.n, 0, 0
    UNION ALL SELECT 'country', o.country, o.n, 0, 0
    UNION ALL SELECT 'border', unnest(o.border_codes), o.n, 0, 0
    UNION ALL SELECT 'theme', unnest(o.theme_codes), o.n, 0, 0
    UNION ALL SELECT 'placed', '', o.n, 0, 0 WHERE o.lat IS NOT NULL
    UNION ALL SELECT 'cell' || zoom,
        floor(o.lon * 2 ^ zoom / {CELL_DEGREES_AT_ZOOM_0}) || ':'
            || floor(o.lat * 2 ^ zoom / {CELL_DEGREES_AT_ZOOM_0}),
        o.n, o.n * o.lat, o.n * o.lon
    FROM generate_series({CELL_ZOOMS[0]}, {CELL_ZOOMS[-1]}) AS zoom WHERE o.lat IS NOT NULL
) fact
WHERE o.is_published
GROUP BY fact.facet, fact.value
HAVING sum(fact.n) <> 0 OR sum(fact.lat) <> 0 OR sum(fact.lon) <> 0
"""
ADDED = "SELECT 1 AS n, added.* FROM added"
REMOVED = "SELECT -1 AS n, removed.* FROM removed"


def _count(name: str, operation, rows: str, **tables: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**tables),
        func=f"""
            INSERT INTO members_tally (facet, value, n, lat, lon) {FACTS % rows};
            RETURN NULL;
        """,
    )


def tally_triggers() -> list[pgtrigger.Trigger]:
    """Triggers of `Organisation` that write what each statement adds to the counts and removes."""
    return [
        _count("tally_insert", pgtrigger.Insert, ADDED, new="added"),
        _count("tally_delete", pgtrigger.Delete, REMOVED, old="removed"),
        _count(
            "tally_update",
            pgtrigger.Update,
            f"{ADDED} UNION ALL {REMOVED}",
            new="added",
            old="removed",
        ),
    ]


class TallyQuerySet(models.QuerySet):
    def counts(self) -> dict[str, dict[str, int]]:
        """Exact counts of published organisations: `{"kind": {"region": 7}, "total": {"": 49}}`."""
        answer: dict[str, dict[str, int]] = {}
        rows = self.filter(facet__in=COUNTED).values_list("facet", "value")
        for facet, value, n in rows.annotate(Sum("n")):
            answer.setdefault(facet, {})[value] = n
        return answer

    def compact(self) -> None:
        """Add up the lines of each count. Safe beside writers: it takes only the lines it sees."""
        with connection.cursor() as cursor:
            cursor.execute(
                "WITH gone AS (DELETE FROM members_tally RETURNING facet, value, n, lat, lon)"
                " INSERT INTO members_tally (facet, value, n, lat, lon)"
                " SELECT facet, value, sum(n), sum(lat), sum(lon) FROM gone"
                " GROUP BY facet, value HAVING sum(n) <> 0"
            )


class Tally(models.Model):
    """Lines whose sum counts the published organisations, always as fresh as the data.

    Triggers of `Organisation` add lines and never change one: writers do not wait for each other.
    `lat` and `lon` are sums over the organisations of a map cell, 0 elsewhere.
    """

    facet = models.CharField(max_length=10)
    value = models.CharField(max_length=60)
    n = models.BigIntegerField()
    lat = models.FloatField(default=0)
    lon = models.FloatField(default=0)

    objects = TallyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["facet"], name="tally_facet")]

    def __str__(self):
        return f"{self.facet} {self.value}: {self.n}"
