from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """What every page reads: whether this is a demo."""
    return {"demo": settings.DEMO}
