"""What waits for staff: rows that lack something, or hold something that cannot be right."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise

Label = str | Promise
WEB_ADDRESS = r"^https?://[^/[:space:]]+\.[^/[:space:]]+"


@dataclass(frozen=True)
class Gap:
    """A condition on the rows of a model, with the words that name the rows that meet it.

    `condition` may be a function, for what cannot be said once for all. `is_error` tells data that
    is wrong from work that waits.
    """

    key: str
    label: Label
    condition: Q | Callable[[], Q]
    is_error: bool = False

    def rows(self) -> Q:
        return self.condition() if callable(self.condition) else self.condition


@dataclass(frozen=True)
class Waiting:
    """How many rows have a gap; never 0."""

    gap: Gap
    count: int


def waiting(rows: QuerySet, gaps: list[Gap]) -> tuple[int, list[Waiting]]:
    """Count `rows`, in all and in each gap, in one query; gaps that nothing has are left out."""
    counts = rows.order_by().aggregate(
        _all=Count("pk", distinct=True),
        **{gap.key: Count("pk", filter=gap.rows(), distinct=True) for gap in gaps},
    )
    return counts["_all"], [Waiting(gap, counts[gap.key]) for gap in gaps if counts[gap.key]]


def lacks(*fields: str) -> Q:
    """Rows where one of these texts is empty."""
    condition = Q()
    for field in fields:
        condition |= Q(**{field: ""})
    return condition


def no_web_address(field: str) -> Q:
    """Rows where `field` holds something that no browser opens."""
    return ~Q(**{field: ""}) & ~Q(**{f"{field}__iregex": WEB_ADDRESS})
