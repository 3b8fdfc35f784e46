from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """What every page reads: whether this is a demo, where map tiles come from (empty: nowhere)."""
    return {"demo": settings.DEMO, "map_tiles_url": settings.MAP_TILES_URL}
