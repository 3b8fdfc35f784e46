"""The kinds of letters. An app lists its own in a module `letters` that its `ready` imports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from members.models import Letter


class Withheld(Exception):
    """The reader may no longer see what the letter is about; the message says why, for staff."""


@dataclass(frozen=True)
class Kind:
    """A kind of letter. Its words are `templates/letters/<code>.txt`: the subject, then the text.

    `facts` reads the subject again when the letter leaves, and raises `Withheld` unless the reader
    may still see it. `is_necessary` letters cannot be unsubscribed from: a right or a decision
    hangs on them. `headers` adds headers to the message.
    """

    code: str
    label: str | Promise
    facts: Callable[[Letter], dict[str, Any]]
    is_necessary: bool = True
    headers: Callable[[Letter], dict[str, str]] = field(default=lambda letter: {})


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make `kinds` known. `ValueError` when a code is taken."""
    for kind in kinds:
        if kind.code in KINDS:
            raise ValueError(f"Two kinds of letters are called {kind.code}.")
        KINDS[kind.code] = kind
