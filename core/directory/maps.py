"""The rows of a directory as points of a map; as clusters when there are too many points."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Avg, Count, F, FloatField, Func, QuerySet, Sum, Value
from django.utils.translation import gettext as _

from core.directory.tally import CELL_DEGREES_AT_ZOOM_0, CELL_ZOOMS, DirectoryTally

POINT_LIMIT = 500
CELLS_LIMIT = 2_000
WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class Window:
    """The part of the map one sees: west, south, east, north in degrees, and the zoom of tiles."""

    west: float
    south: float
    east: float
    north: float
    zoom: int

    @classmethod
    def read(cls, params) -> "Window":
        """From `?bbox=w,s,e,n&zoom=z`; the world when absent. `ValidationError` when malformed."""
        try:
            edges = [float(edge) for edge in (params.get("bbox") or "-180,-90,180,90").split(",")]
            zoom = min(max(int(params.get("zoom") or CELL_ZOOMS[0]), CELL_ZOOMS[0]), CELL_ZOOMS[-1])
            west, south, east, north = edges
        except ValueError as error:
            raise ValidationError(
                _("A map window is written bbox=west,south,east,north.")
            ) from error
        if not all(-1000 <= edge <= 1000 for edge in edges):
            raise ValidationError(_("A map window is written in degrees."))
        return cls(west, south, east, north, zoom)

    @property
    def cell(self) -> float:
        return CELL_DEGREES_AT_ZOOM_0 / 2**self.zoom

    @property
    def cells(self) -> list[str] | None:
        """The cells that the window touches, as `Tally` names them; None when they are many."""
        x, y = (range(floor(a / self.cell), floor(b / self.cell) + 1) for a, b in self._spans)
        return [f"{i}:{j}" for i in x for j in y] if len(x) * len(y) <= CELLS_LIMIT else None

    @property
    def _spans(self) -> list[tuple[float, float]]:
        return [(self.west, self.east), (self.south, self.north)]

    def holds(self, rows: QuerySet) -> QuerySet:
        return rows.filter(lon__range=(self.west, self.east), lat__range=(self.south, self.north))


Told = Callable[[Any], dict[str, Any]]


def points(
    rows: QuerySet,
    window: Window,
    tell: Told,
    *,
    tally: type[DirectoryTally] | None,
    key: str = "slug",
) -> dict[str, Any]:
    """GeoJSON of the rows in `window`: points, or clusters above `POINT_LIMIT` (`clustered`).

    `rows` have `placed` and `for_points`; a point carries its `key` and what `tell` says of it, a
    cluster count and bbox. Positions are [longitude, latitude]. `tally` is given when `rows` are
    all that is published.
    """
    placed = window.holds(rows.placed())  # type: ignore[attr-defined]
    if placed.order_by().values("lat")[: POINT_LIMIT + 1].count() <= POINT_LIMIT:
        features = [
            _feature(row.lon, row.lat, tell(row)) | {"id": getattr(row, key)}
            for row in placed.for_points().order_by("pk")  # type: ignore[attr-defined]
        ]
        everything = window.west <= -180 and window.east >= 180
        return _collection(features, clustered=not everything)
    cells = _kept_cells(tally, window) if tally else _counted_cells(placed, window)
    return _collection([_cluster(cell, window) for cell in cells], clustered=True)


def _collection(features: list[dict[str, Any]], *, clustered: bool) -> dict[str, Any]:
    return {"type": "FeatureCollection", "clustered": clustered, "features": features}


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


Cell = tuple[int, int, int, float, float]


def _cluster(cell: Cell, window: Window) -> dict[str, Any]:
    x, y, n, lat, lon = cell
    west, south = x * window.cell, y * window.cell
    bbox = [round(edge, 5) for edge in (west, south, west + window.cell, south + window.cell)]
    return _feature(lon, lat, {"cluster": True, "count": n, "bbox": bbox})


def _kept_cells(tally: type[DirectoryTally], window: Window) -> list[Cell]:
    """Cells of everything published, as the database keeps them (`Tally`)."""
    rows = tally._default_manager.filter(facet=f"cell{window.zoom}").values_list("value")
    if (cells := window.cells) is not None:
        rows = rows.filter(value__in=cells)
    answer = []
    for value, n, lat, lon in rows.annotate(Sum("n"), Sum("lat"), Sum("lon")):
        x, y = (int(part) for part in value.split(":"))
        if n and window.west <= lon / n <= window.east and window.south <= lat / n <= window.north:
            answer.append((x, y, n, lat / n, lon / n))
    return sorted(answer)


def _counted_cells(placed: QuerySet, window: Window) -> list[Cell]:
    def index(column: str) -> Func:
        return Func(
            F(column) / Value(window.cell, FloatField()),
            function="floor",
            output_field=FloatField(),
        )

    cells = placed.order_by().annotate(x=index("lon"), y=index("lat")).values_list("x", "y")
    counted = cells.annotate(Count("lat"), Avg("lat"), Avg("lon")).order_by("x", "y")
    return [(int(x), int(y), n, lat, lon) for x, y, n, lat, lon in counted]
