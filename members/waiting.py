"""What waits for a person, shown first in their space. Each subject registers its own providers,
in a module that the app's `ready` imports."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest


@dataclass(frozen=True)
class Item:
    """One thing to do or to know: a sentence, where it leads, since when (None: no matter)."""

    text: str
    url: str
    since: date | datetime | None = None

    @property
    def since_day(self) -> date:
        """The day for the order; what has none comes first."""
        day = self.since or date.min
        return day.date() if isinstance(day, datetime) else day


Provider = Callable[[HttpRequest], list[Item]]
PROVIDERS: list[Provider] = []


def register(*providers: Provider) -> None:
    """Ask `providers` too; each answers for `request.user` in a number of queries that does not
    grow with the rows, and with an empty list when nothing waits."""
    PROVIDERS.extend(one for one in providers if one not in PROVIDERS)


def items(request: HttpRequest) -> list[Item]:
    """What waits for `request.user`: first what has no day, then the oldest."""
    found = [item for provider in PROVIDERS for item in provider(request)]
    return sorted(found, key=lambda item: item.since_day)
