"""Documents to print and to hear: PDF/UA-1, set by typst from a template and data."""

import json
import re
import subprocess
import sys
from datetime import datetime
from typing import Any

from django.conf import settings
from markdown_it import MarkdownIt

from core.typeset import typeset

TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
# What the font that comes with typst can draw; PDF/UA refuses a text with anything else in it.
NOT_DRAWN = re.compile(
    "[^\n\x20-\x7e\xa0-\u036f\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u0484\u0487-\u04ff"
    "\u1e00-\u1eff\u2000-\u2040\u2042\u2044-\u2052\u2054-\u206f\u20a0-\u20c0\u2190-\u22ff]"
)
SECONDS = 60  # after which a document is given up
MARKDOWN = MarkdownIt("commonmark", {"html": False})


def render_pdf(
    template: str, data: dict[str, Any], *, at: datetime, is_large: bool = False
) -> bytes:
    """The document of `templates/pdf/<template>` with `data`, made `at` that moment.

    `data` holds JSON values and at least `title` and `lang`. They reach the template as data: what
    looks like markup in them is text. A character that the font lacks becomes "?". `TypstError`
    when the template asks for what `data` does not hold. A document of many pages `is_large`: it
    is set in a process of its own, which gives its memory back (then `CalledProcessError`).
    """
    asked = {
        "template": str(TEMPLATES / template),
        "root": str(TEMPLATES),
        "data": json.dumps(_drawn(data)),
        "at": at.replace(microsecond=0).isoformat(),
    }
    return _apart(asked) if is_large else typeset(**asked)


def _apart(asked: dict[str, str]) -> bytes:
    done = subprocess.run(
        [sys.executable, "-m", "core.typeset"],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        cwd=settings.BASE_DIR,
        check=True,
        timeout=SECONDS,
    )
    return done.stdout


def _drawn(value: Any) -> Any:
    if isinstance(value, str):
        return NOT_DRAWN.sub("?", value.replace("\r\n", "\n"))
    if isinstance(value, dict):
        return {key: _drawn(item) for key, item in value.items()}
    return [_drawn(item) for item in value] if isinstance(value, list) else value


def blocks(markdown: str) -> list[dict[str, str]]:
    """Markdown as plain blocks `{"kind": "heading" | "item" | "paragraph", "text": …}`."""
    found, inside = [], "paragraph"
    for token in MARKDOWN.parse(markdown):
        if token.type in ("heading_open", "list_item_open"):
            inside = {"heading_open": "heading", "list_item_open": "item"}[token.type]
        elif token.type in ("heading_close", "list_item_close"):
            inside = "paragraph"
        elif token.type == "inline":
            found.append({"kind": inside, "text": _plain(token)})
    return found


def _plain(token: Any) -> str:
    breaks = {"softbreak": " ", "hardbreak": "\n"}
    return "".join(breaks.get(part.type, part.content) for part in token.children or [])
