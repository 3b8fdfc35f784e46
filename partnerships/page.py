"""What everyone reads of a partnership: its axes, what was done, where and when."""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from core.charts import Chart, column_chart
from members.models import Organisation
from partnerships import places
from partnerships.models import (
    Action,
    Convention,
    Document,
    Partnership,
    Scheme,
    WatchNote,
    Workstream,
)
from partnerships.models.kinds import Audience, State
from partnerships.structured import json_ld

FIRST = 5  # actions that a workstream shows; the list of actions has them all
PUBLICATIONS = 12  # that the page names; the list of actions has them all
VISITOR = AnonymousUser()
PUBLIC_ACTION = Q(  # seen from a partnership
    axes__workstreams__audience=Audience.PUBLIC,
    axes__workstreams__actions__audience=Audience.PUBLIC,
)
NEWEST = [F("year").desc(nulls_last=True), F("done").desc(), F("pk").desc()]


@dataclass
class Part:
    """A workstream, its newest actions, and how many it has."""

    workstream: Workstream
    actions: list[Action] = field(default_factory=list)
    count: int = 0


@dataclass(frozen=True)
class Years:
    """Actions done, by year: the chart, its rows, and how many done have no year."""

    chart: Chart
    rows: list[tuple[int, int]]
    undated: int


def public_actions(partnership: Partnership) -> QuerySet[Action]:
    """The actions that everyone may read."""
    return Action.objects.visible_to(VISITOR).filter(workstream__axis__partnership=partnership)


def with_links(rows: QuerySet[Action]) -> QuerySet[Action]:
    """Load what an action shows of others: published organisations and a project."""
    published = Organisation.objects.filter(is_published=True).for_links()
    return (
        rows.select_related("project")
        .defer("search", "loaded", "project__search", "project__raw", "project__loaded")
        .prefetch_related(Prefetch("organisations", published))
    )


def context(partnership: Partnership, url: str) -> dict[str, Any]:
    """All that the page of `partnership`, at `url`, shows beside the row itself."""
    documents = Document.objects.visible_to(VISITOR).filter(partnership=partnership)
    convention = Convention.objects.filter(partnership=partnership).first()
    actions = _newest(partnership)
    return {
        "convention": convention,
        "axes": _axes(partnership, actions),
        "publications": [one for one in actions if one.publication_rank <= PUBLICATIONS],
        "places": list(places.by_kind(places.of(public_actions(partnership)))),
        "years": _years(partnership),
        "schemes": _schemes(partnership),
        "documents": list(documents),
        "structured": json_ld(partnership, convention, url),
    }


def notes(partnership: Partnership) -> QuerySet[WatchNote]:
    """The watch notes that everyone may read, the newest first."""
    return WatchNote.objects.visible_to(VISITOR).filter(partnership=partnership)


def _schemes(partnership: Partnership) -> QuerySet[Scheme]:
    """The schemes of authorities that may be named, the last adopted first."""
    named = Q(organisation=None) | Q(organisation__is_published=True)
    rows = partnership.schemes.filter(named).select_related("organisation")
    rows = rows.defer("loaded", *(f"organisation__{name}" for name in ("search", "loaded")))
    return rows.order_by("-adopted", "-begun", "pk")


def _newest(partnership: Partnership) -> list[Any]:
    """The newest actions of each workstream, and the newest publications that can be read.

    `rank` counts within the workstream; `publication_rank` is beyond the last for the others.
    """
    is_readable = Q(kind=Action.Kind.PUBLICATION) & ~Q(deliverable_link="", deliverable_file="")
    place = partial(Window, RowNumber(), order_by=NEWEST)
    ranked = public_actions(partnership).annotate(
        is_readable=Case(When(is_readable, then=True), default=False),
        rank=place(partition_by=F("workstream")),
        readable_rank=place(partition_by=F("is_readable")),
        publication_rank=Case(
            When(is_readable=True, then=F("readable_rank")), default=PUBLICATIONS + 1
        ),
    )
    shown = ranked.filter(Q(rank__lte=FIRST) | Q(publication_rank__lte=PUBLICATIONS))
    return list(with_links(shown.order_by(*NEWEST)))


def _axes(partnership: Partnership, actions: list[Any]) -> list[tuple[Any, list[Part]]]:
    parts = {}
    rows = Workstream.objects.visible_to(VISITOR).filter(axis__partnership=partnership)
    public = Q(actions__audience=Audience.PUBLIC)
    for row in rows.annotate(action_count=Count("actions", filter=public)):
        parts[row.pk] = Part(row, count=row.action_count)
    for action in actions:
        if action.rank <= FIRST:
            parts[action.workstream_id].actions.append(action)
    return [
        (axis, [part for part in parts.values() if part.workstream.axis_id == axis.pk])
        for axis in partnership.axes.all()
    ]


def years_of(partnership: Partnership) -> list[int]:
    """The years of its public actions, the newest first."""
    years = public_actions(partnership).filter(year__isnull=False)
    return list(years.order_by("-year").values_list("year", flat=True).distinct())


def _years(partnership: Partnership) -> Years:
    done = public_actions(partnership).filter(state=State.DONE)
    counted = dict(done.order_by().values_list("year").annotate(Count("pk")))
    undated = counted.pop(None, 0)
    rows = [(year, counted.get(year, 0)) for year in _span(counted)]
    chart = column_chart(
        _("Actions done, by year"),
        [str(year) for year, _n in rows],
        [(_("actions done"), [n for _year, n in rows])],
    )
    return Years(chart, rows, undated)


def _span(years: dict[int, int]) -> range:
    return range(min(years), max(years) + 1) if years else range(0)
