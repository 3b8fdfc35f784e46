"""The words of a letter: its subject, its text, and the same as simple HTML."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.loader import get_template, render_to_string
from django.utils.translation import override

from members.letters.registry import KINDS, facts_of
from members.letters.unsubscribing import stop_url
from members.models import Letter


@dataclass(frozen=True)
class Words:
    subject: str  # one line
    text: str
    html: str


def words_of(letter: Letter) -> Words:
    """What the letter says, in its language. Raises `Withheld` when it must not leave."""
    kind = KINDS[letter.kind]
    with override(letter.language):
        facts = facts_of(letter) | {"letter": letter}
        subject, _blank, body = _plain(f"letters/{letter.kind}.txt", facts).partition("\n")
        frame: dict[str, Any] = {
            "subject": " ".join(subject.split()),
            "body": body.strip(),
            "because": kind.because,
            "letter": letter,
            "stop_url": "" if kind.is_necessary or not letter.user else stop_url(letter.user),
            "site": settings.SITE_URL,
            "language": letter.language,
        }
        frame["foot"] = _plain("letters/_foot.txt", frame)
        return Words(
            subject=frame["subject"],
            text=f"{frame['body']}\n\n-- \n{frame['foot']}\n",
            html=render_to_string("letters/_letter.html", frame),
        )


def _plain(template: str, facts: dict) -> str:
    """Text as it stands, nothing escaped; no more than one empty line in a row."""
    engine = get_template(template).template  # type: ignore[attr-defined]
    text = engine.render(Context(facts, autoescape=False))
    return re.sub(r"\n\s*\n\s*\n", "\n\n", text.strip())
