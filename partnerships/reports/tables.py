"""Tables that later rooms add to the report of a year."""

from collections.abc import Callable
from typing import Any

from partnerships.models import Partnership

Table = dict[str, Any]
MAKERS: list[Callable[[Partnership, int], Table]] = []


def register(make: Callable[[Partnership, int], Table]) -> None:
    """`make` gives, in the language in force: `key`, `title`, `note`, `header`, `rows` of strings.

    A report that was frozen before keeps what it had.
    """
    MAKERS.append(make)


def tables(partnership: Partnership, year: int) -> list[Table]:
    return [make(partnership, year) for make in MAKERS]
