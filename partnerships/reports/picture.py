"""The pictures of a report: its chart, and the map of the borders and places of the year."""

import json
from collections.abc import Iterable
from functools import cache
from math import cos, radians
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from core.charts import Chart, column_chart

WEST, SOUTH, EAST, NORTH = -6.0, 41.0, 10.0, 51.5
WIDTH = 480.0
SCALE = WIDTH / (EAST - WEST)
STRETCH = 1 / cos(radians((SOUTH + NORTH) / 2))
HEIGHT = (NORTH - SOUTH) * SCALE * STRETCH
Line = list[tuple[float, float]]


def chart_of(data: dict[str, Any]) -> Chart:
    """For each axis of what `collect` gave: done, still to do, put off or given up."""
    counts = [[n for _label, n in axis["figures"]] for axis in data["axes"]]
    return column_chart(
        _("Actions of the year"),
        [f"{_('Axis')} {axis['number']}" for axis in data["axes"]],
        [
            (_("Done"), [done for done, *_rest in counts]),
            (_("Under way or planned"), [run + plan for _done, run, plan, *_rest in counts]),
            (_("Postponed or dropped"), [late + lost for *_rest, late, lost in counts]),
        ],
    )


@cache
def _outlines() -> tuple[str, dict[str, str]]:
    """The path of coasts and frontiers, and that of each border by its code.

    From `static/geo/outlines.json`; its many points are not kept.
    """
    data = json.loads((settings.BASE_DIR / "static" / "geo" / "outlines.json").read_bytes())
    lines = [_decoded(arc, data["precision"]) for arc in data["arcs"]]
    borders = {
        border["code"]: _path(
            [lines[arc if arc >= 0 else ~arc] for arcs in border["arcs"] for arc in arcs], 3
        )
        for border in data["borders"]
    }
    return _path([lines[arc] for arc in data["coasts"] + data["frontiers"]], 0.6), borders


def _decoded(arc: list[int], precision: int) -> Line:
    """Each pair after the first is the step from the one before."""
    x = y = 0
    line = []
    for dx, dy in zip(arc[::2], arc[1::2], strict=True):
        x, y = x + dx, y + dy
        line.append((x / precision, y / precision))
    return line


def map_svg(borders: Iterable[str], points: Iterable[Iterable[float]]) -> str:
    """The map of metropolitan France: `borders` are codes, `points` longitudes and latitudes.

    What lies elsewhere is cut off; the report names all places beside it.
    """
    plain, drawn = _outlines()
    marked = [drawn[code] for code in sorted(set(borders) & set(drawn))]
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="#8a4614" stroke="#fff"/>'
        for x, y in (_place(lon, lat) for lon, lat in points)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" '
        f'width="{WIDTH:.0f}" height="{HEIGHT:.0f}">'
        f'<rect width="{WIDTH:.0f}" height="{HEIGHT:.0f}" fill="#f4f1e8"/>'
        f"{plain}{''.join(marked)}{dots}</svg>"
    )


def _path(lines: list[Line], width: float) -> str:
    inside = [line for line in lines if any(_is_seen(*place) for place in line)]
    drawn = " ".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in (_place(*place) for place in line))
        for line in inside
    )
    colour = "#1c4b78" if width > 1 else "#525763"
    return f'<path d="{drawn}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _is_seen(lon: float, lat: float) -> bool:
    return WEST - 3 < lon < EAST + 3 and SOUTH - 3 < lat < NORTH + 3


def _place(lon: float, lat: float) -> tuple[float, float]:
    return (lon - WEST) * SCALE, (NORTH - lat) * SCALE * STRETCH
