"""Footprints of territories: read from a file that staff send, drawn as a small picture."""

import json
import math
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from territories.models import DEPTHS, geometries, validate_geojson

MAX_BYTES = 200_000
WIDTH = 320.0
MARGIN = 6.0

Position = tuple[float, float]


def read_footprint(upload: UploadedFile) -> dict[str, Any]:
    """GeoJSON of an uploaded file. `ValidationError` says what is wrong with it."""
    if upload.size is None or upload.size > MAX_BYTES:
        raise ValidationError(_("The footprint is larger than 200 kB: simplify it first."))
    upload.seek(0)
    try:
        text = upload.read().decode("utf-8-sig")
        value = json.loads(text)
        # What PostgreSQL cannot hold: NaN, infinity, the NUL character, half a character.
        kept = json.dumps(value, allow_nan=False, ensure_ascii=False)
        kept.encode()
        if "\\u0000" in kept:
            raise ValueError
    except (ValueError, RecursionError) as error:
        raise ValidationError(_("This file is not GeoJSON: it is not even JSON.")) from error
    validate_geojson(value)
    return value


def lines(footprint: dict[str, Any]) -> Iterator[list[Position]]:
    """Each line, ring or point of a valid footprint, as positions (longitude, latitude)."""
    for geometry in geometries(footprint):
        depth = DEPTHS[geometry["type"]]
        if geometry["type"] == "MultiPoint":
            yield from ([(point[0], point[1])] for point in geometry["coordinates"])
        else:
            yield from _lines(geometry["coordinates"], depth)


def _lines(value: list[Any], depth: int) -> Iterator[list[Position]]:
    if depth > 1:
        for part in value:
            yield from _lines(part, depth - 1)
    else:
        yield [(point[0], point[1]) for point in (value if depth else [value])]


def drawing(footprint: dict[str, Any], title: str) -> SafeString:
    """An SVG of the footprint, 320 units wide, north up; its text is `title`."""
    shapes = list(lines(footprint))
    lons = [lon for shape in shapes for lon, _lat in shape]
    lats = [lat for shape in shapes for _lon, lat in shape]
    squeeze = max(math.cos(math.radians((min(lats) + max(lats)) / 2)), 0.01)
    wide, high = (max(lons) - min(lons)) * squeeze, max(lats) - min(lats)
    scale = (WIDTH - 2 * MARGIN) / (max(wide, high) or 1)

    def place(lon: float, lat: float) -> str:
        x, y = (lon - min_lon) * squeeze * scale, (max_lat - lat) * scale
        return f"{x + MARGIN:.1f} {y + MARGIN:.1f}"

    min_lon, max_lat = min(lons), max(lats)
    # A line of no length with round ends is how SVG draws a point.
    path = "".join(
        "M" + "L".join(place(*point) for point in (shape if len(shape) > 1 else shape * 2))
        for shape in shapes
    )
    return format_html(
        '<svg class="footprint" role="img" aria-label="{}" width="320" viewBox="0 0 {} {}">'
        '<path d="{}" fill-rule="evenodd"/></svg>',
        title, round(wide * scale + 2 * MARGIN), round(high * scale + 2 * MARGIN), path,
    )  # fmt: skip
