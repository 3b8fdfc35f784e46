"""The kinds of letters. An app lists its own in a module `letters` that its `ready` imports."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.models import Letter


class Withheld(Exception):
    """The reader may no longer see what the letter is about; the message says why, for staff."""


@dataclass(frozen=True)
class Kind:
    """A kind of letter. Its words are `templates/letters/<code>.txt`: the subject, then the text.

    The text is plain: nothing is escaped, addresses come from `{% site_url %}`; what it is signed
    with, why it came and how to stop it are added, and an HTML part is made from it.

    `facts` reads the subject again, when the letter is written and at each attempt to send it, and
    raises `Withheld` unless the reader may still see it. `is_necessary` letters cannot be
    unsubscribed from: a right or a decision hangs on them; others go to people, never to mere
    addresses. `holds_secret`: who reads the text can act in the reader's name (a link that opens an
    account), so staff do not. `because` says why one gets it, when it is not for what one does on
    the portal. `headers` adds headers; `attachments` gives `{"file name": content}`.
    """

    code: str
    label: str | Promise
    facts: Callable[[Letter], dict[str, Any]]
    is_necessary: bool = True
    holds_secret: bool = False
    because: str | Promise = ""
    headers: Callable[[Letter], dict[str, str]] = field(default=lambda letter: {})
    attachments: Callable[[Letter], dict[str, bytes]] = field(default=lambda letter: {})


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Make `kinds` known. `ValueError` when a code is taken."""
    for kind in kinds:
        if kind.code in KINDS:
            raise ValueError(f"Two kinds of letters are called {kind.code}.")
        KINDS[kind.code] = kind


def facts_of(letter: Letter) -> dict[str, Any]:
    """What the letter tells, as it is now. Raises `Withheld` when it must not leave."""
    kind = KINDS[letter.kind]
    if letter.user and not letter.user.is_active:
        raise Withheld(_("The account is closed."))
    if letter.user and not kind.is_necessary and not letter.user.wants_news:
        raise Withheld(_("The person does not want letters that can be done without."))
    return kind.facts(letter)
