"""Error pages. They need neither the database nor a context processor."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string

from core import kept_words


def _page(template: str, status: int, context: dict[str, Any] | None = None) -> HttpResponse:
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("403.html", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open too long, or another login came meanwhile: its words are given back.

    They can be sent again from here only when the browser says that our own page sent them: another
    site must not have its words sent by a click here.
    """
    fields = kept_words.fields_of(request)
    is_ours = request.headers.get("Sec-Fetch-Site") == "same-origin"
    context = {
        "path": request.get_full_path(),
        "fields": fields if is_ours else [],
        "texts": kept_words.texts(fields),
        "csrf_token": get_token(request),
    }
    return _page("403_csrf.html", 403, context)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page("404.html", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    return _page("500.html", 500)
