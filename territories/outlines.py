"""From the shared arcs of a TopoJSON of countries to the outlines and border lines of our map.

Points are `(longitude, latitude)` in degrees. An arc is a list of points that one or two countries
share; a ring is a list of arc numbers, `~n` meaning arc `n` walked backwards (as in TopoJSON).
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import cos, hypot, radians

Point = tuple[float, float]
Box = tuple[float, float, float, float]
Ring = list[int]

# A degree of longitude is shorter than one of latitude; good enough for all of our windows.
SHRINK = cos(radians(46))


def decode(topology: dict) -> list[list[Point]]:
    """The arcs of a quantised TopoJSON, in degrees."""
    (scale_x, scale_y), (left, bottom) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        arc = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            arc.append((x * scale_x + left, y * scale_y + bottom))
        arcs.append(arc)
    return arcs


def rings_of(geometry: dict) -> Iterator[Ring]:
    """Every ring of a TopoJSON polygon or multipolygon; none for an empty geometry."""
    if geometry["type"] == "Polygon":
        yield from geometry["arcs"]
    elif geometry["type"] == "MultiPolygon":
        for polygon in geometry["arcs"]:
            yield from polygon


def forward(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def inside(point: Point, box: Box) -> bool:
    west, south, east, north = box
    return west <= point[0] <= east and south <= point[1] <= north


def clamp(arc: list[Point], box: Box) -> list[Point]:
    """`arc` with what lies outside `box` pressed onto its edge: neighbours still share arcs."""
    west, south, east, north = box
    pressed = [(min(max(x, west), east), min(max(y, south), north)) for x, y in arc]
    return [point for n, point in enumerate(pressed) if n == 0 or point != pressed[n - 1]]


def split_at_edge(arc: list[Point], box: Box) -> list[tuple[list[Point], bool]]:
    """`arc` cut where it meets or leaves the edge of `box`: `(piece, lies on the edge)`."""
    pieces: list[tuple[list[Point], bool]] = []
    for start, end in zip(arc, arc[1:], strict=False):
        on_edge = any(start[n % 2] == end[n % 2] == limit for n, limit in enumerate(box))
        if pieces and pieces[-1][1] == on_edge:
            pieces[-1][0].append(end)
        else:
            pieces.append(([start, end], on_edge))
    return pieces


def distance(point: Point, start: Point, end: Point) -> float:
    """From `point` to the segment `start`–`end`, in degrees of latitude."""
    x, y = (point[0] - start[0]) * SHRINK, point[1] - start[1]
    dx, dy = (end[0] - start[0]) * SHRINK, end[1] - start[1]
    length = dx * dx + dy * dy
    along = min(max((x * dx + y * dy) / length, 0), 1) if length else 0
    return hypot(x - along * dx, y - along * dy)


class Tolerance:
    """How far, in degrees, a simplified line may stray: little near `lines`, more far away."""

    def __init__(self, lines: Iterable[list[Point]], *, least: float, slope: float, most: float):
        self.points = sorted({point for line in lines for point in [*line[::8], line[-1]]})
        self.least, self.slope, self.most = least, slope, most
        self.in_cell = lru_cache(maxsize=None)(self._in_cell)

    def _in_cell(self, x: int, y: int) -> float:
        away = min(hypot((x / 8 - a) * SHRINK, y / 8 - b) for a, b in self.points)
        return min(self.least + self.slope * max(away - 0.15, 0), self.most)

    def at(self, point: Point) -> float:
        return self.in_cell(round(point[0] * 8), round(point[1] * 8))


def simplify(arc: list[Point], tolerance: Tolerance) -> list[Point]:
    """Douglas and Peucker's choice of points, the ends always kept; `tolerance` varies by place."""
    kept = {0, len(arc) - 1}
    spans = [(0, len(arc) - 1)]
    while spans:
        first, last = spans.pop()
        worst, chosen = 1.0, None
        for n in range(first + 1, last):
            excess = distance(arc[n], arc[first], arc[last]) / tolerance.at(arc[n])
            if excess > worst:
                worst, chosen = excess, n
        if chosen is not None:
            kept.add(chosen)
            spans += [(first, chosen), (chosen, last)]
    return [arc[n] for n in sorted(kept)]


def area(ring: list[Point]) -> float:
    """In square degrees of latitude, whatever the direction of the ring."""
    pairs = zip(ring, ring[1:], strict=False)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)) / 2 * SHRINK


def median_line(
    south: list[list[Point]], north: list[list[Point]], *, west: float, east: float, step: float
) -> list[Point]:
    """Points as far from the coasts `south` as from the coasts `north`, west to east.

    Looks for one latitude per longitude, between the two coasts; one without any is left out.
    """
    line = []
    for n in range(round((east - west) / step) + 1):
        x = west + n * step
        low, high = 47.5, 52.5
        for _turn in range(24):
            y = (low + high) / 2
            if _nearest((x, y), south) < _nearest((x, y), north):
                low = y
            else:
                high = y
        if 47.6 < low < 52.4:
            line.append((x, low))
    return line


def _nearest(point: Point, lines: list[list[Point]]) -> float:
    return min(
        distance(point, start, end)
        for line in lines
        for start, end in zip(line, line[1:], strict=False)
    )
