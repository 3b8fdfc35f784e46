"""A page of the portal as a visitor gets it, shown to staff inside the back office."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils.translation import get_language_info


@dataclass(frozen=True)
class Preview:
    """What the banner above a preview says, in the language `reader` of who looks at it.

    `is_public`: visitors get this page today, at `address`; else they are told that there is none.
    """

    is_public: bool
    address: str
    form: str
    language: str
    reader: str

    @property
    def languages(self) -> list[tuple[str, str, bool]]:
        """Code, own name, and whether the page is shown in it."""
        return [
            (code, get_language_info(code)["name_local"].capitalize(), code == self.language)
            for code, _name in settings.LANGUAGES
        ]


class VisitorRequest(HttpRequest):
    """What a visitor's browser would send for a page; nothing of the staff's session is in it."""

    def __init__(self, request: HttpRequest, address: str, preview: Preview):
        super().__init__()
        self.method = "GET"
        self.path = self.path_info = address
        names = ("SERVER_NAME", "SERVER_PORT", "HTTP_HOST", "wsgi.url_scheme")
        self.META = {name: request.META[name] for name in names if name in request.META}
        self._scheme = request.scheme
        self.user = AnonymousUser()  # type: ignore[assignment]
        self.resolver_match = resolve(address)
        self.preview = preview

    def _get_scheme(self) -> str | None:
        return self._scheme


def visited(visitor: VisitorRequest) -> HttpResponse:
    """The answer of the portal's own view."""
    match = visitor.resolver_match
    assert match is not None
    return match.func(visitor, *match.args, **match.kwargs)
