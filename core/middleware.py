from typing import Any

from django.http import HttpRequest, HttpResponse
from pghistory.middleware import HistoryMiddleware as TriggerMiddleware


class CleanInputMiddleware:
    """Take NUL characters out of addresses and query strings: PostgreSQL cannot store them.

    Forms refuse them by themselves, with a sentence beside the field.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path_info:
            request.path_info = request.path_info.replace("\x00", "")
        if any("\x00" in value for key, values in request.GET.lists() for value in [key, *values]):
            clean = request.GET.copy()
            for key, values in request.GET.lists():
                clean.setlist(key, [value.replace("\x00", "") for value in values])
            request.GET = clean  # type: ignore[assignment]
        return self.get_response(request)


class HistoryMiddleware(TriggerMiddleware):
    """Say in each history event who wrote, and through what: a page or the back office."""

    def get_context(self, request: HttpRequest) -> dict[str, Any]:
        through = "admin" if request.path.startswith("/admin/") else "page"
        return super().get_context(request) | {"through": through, "url": request.path[:200]}
