"""Words that somebody typed into a form which could not be taken: they are given back.

The session ended meanwhile, or the form was open too long. Nothing of a form that holds a password
or another secret is kept, and no file.
"""

import time
from typing import Any

from django.http import HttpRequest

KEY = "kept_words"
SECONDS = 3600
LONGEST = 50_000  # characters of a field: a file carried in the page is longer
MOST = 200_000  # characters of a form
SECRETS = {"code", "credential", "login"}
TOKEN = "csrfmiddlewaretoken"


def fields_of(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, field by field; empty when it holds a secret, or more than anybody types."""
    if any("password" in name or name in SECRETS for name in request.POST):
        return []
    pairs = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN and isinstance(value, str) and len(value) <= LONGEST
    ]
    return pairs if sum(len(name) + len(value) for name, value in pairs) <= MOST else []


def texts(fields: list[tuple[str, str]]) -> list[str]:
    """What people would miss: the fields in which they wrote words, each once.

    A form that carries what it showed at first (`initial-`) tells what was not touched.
    """
    plain = [(name, value.replace("\r\n", "\n").strip()) for name, value in fields]
    shown = {(name.removeprefix("initial-"), value) for name, value in plain
             if name.startswith("initial-")}  # fmt: skip
    written = (value for name, value in plain
               if not name.startswith("initial-") and (name, value) not in shown)  # fmt: skip
    return list(dict.fromkeys(value for value in written if " " in value))


def keep(request: HttpRequest) -> bool:
    """Remember for an hour, in the session, what was sent and where to; False without words."""
    fields = fields_of(request)
    if fields:
        kept = {"path": request.get_full_path(), "fields": fields, "at": time.time()}
        request.session[KEY] = kept
        request.session.set_expiry(SECONDS)
    return bool(fields)


def kept(request: HttpRequest) -> dict[str, Any] | None:
    """What `keep` remembered: `path` and `fields`; None when there is nothing, or not any more."""
    found = request.session.get(KEY)
    return found if found and time.time() - found["at"] < SECONDS else None


def drop(request: HttpRequest) -> None:
    """Forget what was kept once the same address took a form."""
    if (found := request.session.get(KEY)) and found["path"] == request.get_full_path():
        del request.session[KEY]
