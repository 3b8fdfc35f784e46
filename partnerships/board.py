"""The board of a workspace: by axis, what is late, what comes next, what was done."""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from core.history import event_model
from partnerships.models import Action, Axis, Partnership
from partnerships.models.kinds import OPEN, State

LENGTH = 10  # of each column of an axis
STEPS = ["state", "reason", "planned", "begun", "done"]


@dataclass
class Lane:
    """An axis with its first actions, at most `LENGTH` a column, and how many there are of each."""

    axis: Axis
    late: list[Action] = field(default_factory=list)
    next: list[Action] = field(default_factory=list)
    done: list[Action] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def lanes(partnership: Partnership, actions: QuerySet[Action]) -> list[Lane]:
    """The lanes of `partnership` with those of `actions`, in a constant number of queries."""
    found = {axis.pk: Lane(axis) for axis in partnership.axes.all()}
    late = actions.late()  # type: ignore[attr-defined]
    columns = {
        "late": late.order_by("planned", "pk"),
        "next": actions.filter(state__in=OPEN).exclude(pk__in=late.values("pk")).next_first(),  # type: ignore[attr-defined]
        "done": actions.filter(state=State.DONE).order_by("-done", "-pk"),
    }
    for name, rows in columns.items():
        counted: dict[int, int] = defaultdict(int)
        for pk in rows.order_by().values_list("workstream__axis", flat=True):
            counted[pk] += 1
        for pk, lane in found.items():
            lane.counts[name] = counted[pk]
        for action in _first(rows):
            getattr(found[action.workstream.axis_id], name).append(action)
    return list(found.values())


def _first(rows: QuerySet[Action]) -> QuerySet[Action]:
    order: list[Any] = list(rows.query.order_by)
    rank = Window(RowNumber(), partition_by=F("workstream__axis"), order_by=order)
    ranked = rows.annotate(rank=rank).filter(rank__lte=LENGTH)
    return shown(ranked)


def shown(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Load what a line of the workspace shows of an action."""
    return (
        rows.select_related("workstream")
        .defer("search", "loaded", "workstream__loaded")
        .prefetch_related("directorates", "borders")
    )


@dataclass(frozen=True)
class Period:
    """A quarter of the timeline: `2026-Q2`, or a year of which no more is known."""

    year: int
    quarter: int | None
    actions: list[Action]
    is_past: bool


def timeline(actions: QuerySet[Action]) -> list[Period]:
    """The dated actions by quarter, in order of time; those without date are left out."""
    dated = shown(actions.exclude(year=None))
    rows = sorted(dated, key=lambda action: (_quarter(action), action.pk))
    today = timezone.localdate()
    now = (today.year, (today.month + 2) // 3)
    return [
        Period(year, quarter or None, list(group), (year, quarter or 4) < now)
        for (year, quarter), group in groupby(rows, key=_quarter)
    ]


def _quarter(action: Action) -> tuple[int, int]:
    """Year and quarter of the day on which it was done, else is planned, else began; 0: unknown."""
    day = action.done or action.planned or action.begun
    return int(day[:4]), (int(day[5:7]) + 2) // 3 if len(day) > 4 else 0


def steps(action: Action) -> list[Any]:
    """The events in which its state, the reason or the dates changed, the last first."""
    events = event_model(Action)._default_manager.filter(id=action.pk).order_by("pgh_id")
    found: list[Any] = []
    before = None
    for event in events.only("pgh_created_at", *STEPS):
        now = [getattr(event, name) for name in STEPS]
        if now != before:
            found.append(event)
        before = now
    return found[::-1]
