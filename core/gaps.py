"""What waits for staff: rows that lack something, or hold something that cannot be right."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import JSONObject
from django.utils.functional import Promise

Label = str | Promise
ALL = "_all"
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


def waiting(lists: Sequence[tuple[QuerySet, list[Gap]]]) -> list[tuple[int, list[Waiting]]]:
    """For each of `lists`, its rows in all and in each gap; all are counted in one query.

    Gaps that nothing has are left out.
    """
    if not lists:
        return []
    parts = [_counted(number, rows, gaps) for number, (rows, gaps) in enumerate(lists)]
    found = dict(parts[0].union(*parts[1:], all=True))  # a list without row has no line
    answer = []
    for number, (_rows, gaps) in enumerate(lists):
        counts = found.get(number, {})
        left = [Waiting(gap, counts[gap.key]) for gap in gaps if counts.get(gap.key)]
        answer.append((counts.get(ALL, 0), left))
    return answer


def _counted(number: int, rows: QuerySet, gaps: list[Gap]) -> QuerySet:
    """One line: the number of the list, then its counts by key as JSON."""
    conditions = {gap.key: Count("pk", filter=gap.rows(), distinct=True) for gap in gaps}
    counts = JSONObject(**{ALL: Count("pk", distinct=True)}, **conditions)
    lines = rows.order_by().annotate(list_number=Value(number)).values("list_number")
    return lines.annotate(list_counts=counts).values_list("list_number", "list_counts")


def lacks(*fields: str) -> Q:
    """Rows where one of these texts is empty."""
    condition = Q()
    for field in fields:
        condition |= Q(**{field: ""})
    return condition


def no_web_address(field: str) -> Q:
    """Rows where `field` holds something that no browser opens."""
    return ~Q(**{field: ""}) & ~Q(**{f"{field}__iregex": WEB_ADDRESS})
