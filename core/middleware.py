from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from pghistory.middleware import HistoryMiddleware as TriggerMiddleware

HOUR = 3600  # the longest of `ACCOUNT_RATE_LIMITS`


class PlainAnswersMiddleware:
    """What Django and libraries answer bare is told in words, and to machines.

    405 gets a page; 429 says after how many seconds to come again.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 429:
            response.headers.setdefault("Retry-After", str(HOUR))
        if response.status_code == 405 and not response.content:
            allowed = response.headers.get("Allow", "")
            context = {"path": request.path, "can_be_read": "GET" in allowed.split(", ")}
            response.content = render_to_string("405.html", context)
        return response


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
