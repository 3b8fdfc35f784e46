"""What the portal holds about a person, to download and to erase. Each subject registers its own
`Holding`, in a module that the app's `ready` imports."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from members.models import User


def _nothing(user: User, placeholder: str) -> None:
    """What an organisation keeps: the name alone changes, to “former representative”."""


@dataclass(frozen=True)
class Holding:
    """One part of a person's data.

    `export(user)` gives JSON values, dates included. `erase(user, placeholder)` takes out what
    names the person and keeps what was done for an organisation; `placeholder` is an address that
    nobody has, for columns that must hold one. It is called before the account itself is emptied.
    """

    name: str
    export: Callable[[User], Any]
    erase: Callable[[User, str], None] = _nothing


HOLDINGS: dict[str, Holding] = {}


def register(*holdings: Holding) -> None:
    """Make `holdings` part of the download and of erasing. `ValueError` when a name is taken."""
    for holding in holdings:
        if holding.name in HOLDINGS:
            raise ValueError(f"Two holdings are called {holding.name}.")
        HOLDINGS[holding.name] = holding
