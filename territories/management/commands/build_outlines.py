"""Make `static/geo/outlines.json`, which the map draws, from Natural Earth's countries.

Source: Natural Earth, 1:10m Admin 0 countries (public domain, https://www.naturalearthdata.com),
as the TopoJSON file `countries-10m.json` of the npm package `world-atlas` 2.0.2 (ISC): in that
form, two neighbours name the same arc, so a border is the arcs that both name. To make it again:

    npm pack world-atlas@2.0.2 && tar xf world-atlas-2.0.2.tgz
    python manage.py build_outlines package/countries-10m.json

The same input gives the same bytes. What is written:

    precision   units per degree; every coordinate is a whole number of units
    windows     {name: {box, view, codes}}: what is drawn, what is shown first, its borders
    arcs        [[x, y, dx, dy, dx, dy …]]
    countries   {ISO code, or "" for all others: [[arc, …] ring, …]}; ~n is arc n walked backwards
    coasts      [arc, …], frontiers [arc, …]: lines between two other countries
    borders     [{code, line: "boundary" | "median", arcs: [[arc, …], …]}]
    labels      {ISO code: [lon, lat]} in degrees, where the name of a country is written
"""

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from territories import outlines
from territories.outlines import Point, Ring, Tolerance, forward

PRECISION = 500
# Box drawn, and part shown first. The east stops short of lines that are disputed.
WINDOWS = {
    "europe": ((-25.0, 33.0, 32.0, 63.0), (-5.3, 41.3, 9.7, 51.2)),
    "guiana": ((-57.0, 0.0, -49.0, 8.0), (-54.7, 2.0, -51.5, 5.9)),
    "saint-martin": ((-64.0, 17.5, -62.4, 18.7), (-63.17, 17.99, -62.98, 18.14)),
}
NUMBERS = {
    "020": "AD", "040": "AT", "056": "BE", "076": "BR", "203": "CZ", "250": "FR", "276": "DE",
    "348": "HU", "380": "IT", "442": "LU", "492": "MC", "528": "NL", "534": "SX", "616": "PL",
    "620": "PT", "663": "MF", "703": "SK", "705": "SI", "724": "ES", "740": "SR", "756": "CH",
    "826": "GB",
}  # fmt: skip
BORDERS = {
    "europe": ["FR-BE", "FR-LU", "FR-DE", "FR-CH", "FR-IT", "FR-MC", "FR-ES", "FR-AD", "AT-IT",
               "BE-NL", "CZ-PL", "CZ-SK", "ES-PT", "HU-SI", "HU-SK", "IT-SI", "PL-SK"],
    "guiana": ["FR-BR", "FR-SR"],
    "saint-martin": ["FR-SX"],
}  # fmt: skip
SIDES = {"FR-SX": ("MF", "SX")}
LABELS = {
    "FR": (2.4, 46.7),
    "BE": (4.6, 50.75),
    "LU": (6.1, 49.75),
    "DE": (10.2, 51.0),
    "CH": (8.2, 46.85),
    "IT": (11.6, 43.6),
    "ES": (-3.7, 40.0),
    "PT": (-8.0, 39.6),
    "GB": (-1.6, 52.4),
    "IE": (-8.0, 53.2),
    "NL": (5.6, 52.3),
    "AT": (14.2, 47.55),
    "CZ": (15.3, 49.8),
    "PL": (19.2, 52.1),
    "SK": (19.5, 48.75),
    "HU": (19.3, 47.1),
    "SI": (14.7, 46.1),
    "HR": (16.3, 45.55),
    "DK": (9.2, 56.0),
    "GF": (-53.1, 3.9),
    "SR": (-55.6, 4.2),
    "BR": (-52.4, 1.4),
    "MF": (-63.06, 18.085),
    "SX": (-63.055, 18.035),
}
# Exact where one looks closely: least, slope per degree away from France, most; in degrees.
DETAIL = {"least": 0.0025, "slope": 0.005, "most": 0.035}
SMALL = {"AD", "MC", "MF", "SX"}
SMALLEST_ISLAND = 6  # times the square of the tolerance of its place


class Command(BaseCommand):
    help = "Write the outlines of the map from world-atlas' countries-10m.json."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="countries-10m.json of world-atlas")
        default = settings.BASE_DIR / "static" / "geo" / "outlines.json"
        parser.add_argument("--output", type=Path, default=default)

    def handle(self, *, file, output, **options):
        try:
            topology = json.loads(file.read_text(encoding="utf-8"))
            sheet = Sheet(topology)
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"{file}: not the countries of world-atlas ({error!r})") from error
        text = json.dumps(sheet.as_dict(), separators=(",", ":"), ensure_ascii=False)
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text.replace('],"', '],\n"') + "\n", encoding="utf-8")
        self.stdout.write(self.style.SUCCESS(f"{output.name}: {len(sheet.arcs)} arcs"))


class Sheet:
    """Countries cut to the windows, their arcs simplified once for both neighbours.

    `KeyError` when `topology` lacks a country; `ValueError` when two countries share no line.
    """

    def __init__(self, topology: dict):
        self.source = outlines.decode(topology)
        self.rings: dict[str, list[Ring]] = defaultdict(list)
        self.window_of: dict[int, str] = {}
        self.users: dict[int, list[str]] = defaultdict(list)
        for geometry in topology["objects"]["countries"]["geometries"]:
            self._add(geometry)
        if missing := set(NUMBERS.values()) - set(self.rings):
            raise KeyError(", ".join(sorted(missing)))
        home = [self.source[arc] for arc, users in self.users.items() if "FR" in users]
        self.tolerance = Tolerance(home, **DETAIL)
        self.exact = Tolerance(home, least=0.0011, slope=0, most=1)
        self.arcs: list[list[int]] = []
        self.pieces: dict[int, list[tuple[int, bool]]] = {}
        self.countries = {
            code: kept
            for code in sorted(self.rings, key=lambda code: (code != "", code))
            if (kept := [self._place(ring) for ring in self.rings[code] if self._is_seen(ring)])
        }
        self.borders = self._borders()

    def _add(self, geometry: dict) -> None:
        code = NUMBERS.get(geometry.get("id", ""), "")
        for ring in outlines.rings_of(geometry):
            points = self._points(ring)
            for window, (box, _view) in WINDOWS.items():
                if any(outlines.inside(point, box) for point in points):
                    self.rings[code].append(ring)
                    self._use(ring, window, code or geometry["properties"]["name"])

    def _use(self, ring: Ring, window: str, user: str) -> None:
        for arc in map(forward, ring):
            self.window_of[arc] = window
            self.users[arc].append(user)

    def _points(self, ring: Ring) -> list[Point]:
        points: list[Point] = []
        for arc in ring:
            points += self.source[arc] if arc >= 0 else self.source[~arc][::-1]
        return points

    def _is_seen(self, ring: Ring) -> bool:
        """Whether a ring is more than a dot; one that shares a line with a neighbour always is."""
        if any(len(self.users[forward(arc)]) > 1 for arc in ring):
            return True
        points = self._points(ring)
        return outlines.area(points) > SMALLEST_ISLAND * self.tolerance.at(points[0]) ** 2

    def _place(self, ring: Ring) -> Ring:
        """The ring in numbers of written arcs; an arc is written when first met."""
        placed = []
        for arc in ring:
            pieces = [number for number, _on_edge in self._written(forward(arc))]
            placed += pieces if arc >= 0 else [~number for number in reversed(pieces)]
        return placed

    def _written(self, arc: int) -> list[tuple[int, bool]]:
        if arc not in self.pieces:
            box, _view = WINDOWS[self.window_of[arc]]
            is_small = SMALL & set(self.users[arc])
            tolerance = self.exact if is_small else self.tolerance
            self.pieces[arc] = [
                (self._write(outlines.simplify(piece, tolerance)), on_edge)
                for piece, on_edge in outlines.split_at_edge(
                    outlines.clamp(self.source[arc], box), box
                )
            ]
        return self.pieces[arc]

    def _write(self, points: list[Point]) -> int:
        units = [(round(x * PRECISION), round(y * PRECISION)) for x, y in points]
        flat = [*units[0]]
        for before, after in pairwise(units):
            if before != after:
                flat += [after[0] - before[0], after[1] - before[1]]
        self.arcs.append(flat)
        return len(self.arcs) - 1

    def _borders(self) -> list[dict]:
        found = []
        for code in (code for codes in BORDERS.values() for code in codes):
            sides = set(SIDES.get(code, code.split("-")))
            shared = [arc for arc in sorted(self.pieces) if set(self.users[arc]) == sides]
            if not shared:
                raise ValueError(f"no line between {' and '.join(sorted(sides))}")
            arcs = [[number for number, _edge in self.pieces[arc]] for arc in shared]
            found.append({"code": code, "line": "boundary", "arcs": arcs})
        channel = self._write(outlines.simplify(self._channel(), self.tolerance))
        found.append({"code": "FR-UK", "line": "median", "arcs": [[channel]]})
        return sorted(found, key=lambda border: border["code"])

    def _channel(self) -> list[Point]:
        """Halfway between the coasts of France and Great Britain, from Ushant to the North Sea.

        The Channel Islands are left aside, as they are in the delimitation of 1977.
        """
        coasts: dict[str, list[list[Point]]] = {"FR": [], "GB": []}
        for arc, users in self.users.items():
            if len(users) == 1 and users[0] in coasts:
                near = [p for p in self.source[arc][::2] if -7 < p[0] < 3 and 48 < p[1] < 52.5]
                if len(near) > 1:
                    coasts[users[0]].append(near)
        return outlines.median_line(coasts["FR"], coasts["GB"], west=-5.6, east=2.2, step=0.1)

    def _lines(self, users: int) -> list[int]:
        """Written arcs of as many countries as `users`, without the edges of the windows."""
        return [
            number
            for arc in sorted(self.pieces)
            if len(self.users[arc]) == users
            for number, on_edge in self.pieces[arc]
            if not on_edge
        ]

    def as_dict(self) -> dict:
        drawn = {number for border in self.borders for line in border["arcs"] for number in line}
        windows = {
            name: {"box": box, "view": view, "codes": BORDERS[name]}
            for name, (box, view) in WINDOWS.items()
        }
        windows["europe"]["codes"] = [*BORDERS["europe"], "FR-UK"]
        return {
            "source": "Natural Earth 1:10m countries, world-atlas 2.0.2",
            "licence": "public domain",
            "median": "A line halfway between two coasts, which we computed; not a legal limit.",
            "precision": PRECISION,
            "windows": windows,
            "countries": self.countries,
            "coasts": self._lines(1),
            "frontiers": [number for number in self._lines(2) if number not in drawn],
            "borders": self.borders,
            "labels": LABELS,
            "arcs": self.arcs,
        }
