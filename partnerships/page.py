"""What everyone reads of a partnership: its axes, what was done, where and when."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from core.charts import Chart, column_chart
from members.models import Organisation
from partnerships.models import Action, Convention, Document, Partnership, WatchNote, Workstream
from partnerships.models.kinds import State
from partnerships.structured import json_ld

FIRST = 5  # actions that a workstream shows; the list of actions has them all
VISITOR = AnonymousUser()
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
    """Load what an action shows: published organisations and a published project, places."""
    published = Organisation.objects.filter(is_published=True).for_links()
    return (
        rows.select_related("project")
        .defer("search", "loaded", "project__search", "project__raw", "project__loaded")
        .prefetch_related(Prefetch("organisations", published), "territories")
    )


def context(partnership: Partnership, url: str) -> dict[str, Any]:
    """All that the page of `partnership`, at `url`, shows beside the row itself."""
    documents = Document.objects.visible_to(VISITOR).filter(partnership=partnership)
    notes = WatchNote.objects.visible_to(VISITOR).filter(partnership=partnership)
    convention = Convention.objects.filter(partnership=partnership).first()
    return {
        "convention": convention,
        "axes": _axes(partnership),
        "years": _years(partnership),
        "schemes": partnership.schemes.select_related("organisation").order_by(
            "-adopted", "-begun", "pk"
        ),
        "documents": documents,
        "notes": notes[:FIRST],
        "structured": json_ld(partnership, convention, url),
    }


def _axes(partnership: Partnership) -> list[tuple[Any, list[Part]]]:
    parts = {}
    rows = Workstream.objects.visible_to(VISITOR).filter(axis__partnership=partnership)
    public = Q(actions__audience=Action.Audience.PUBLIC)
    for row in rows.annotate(action_count=Count("actions", filter=public)):
        parts[row.pk] = Part(row, count=row.action_count)
    rank = Window(RowNumber(), partition_by=F("workstream"), order_by=NEWEST)
    newest = public_actions(partnership).annotate(rank=rank).filter(rank__lte=FIRST)
    for action in with_links(newest.order_by(*NEWEST)):
        parts[action.workstream_id].actions.append(action)
    return [
        (axis, [part for part in parts.values() if part.workstream.axis_id == axis.pk])
        for axis in partnership.axes.all()
    ]


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


def points(partnership: Partnership) -> dict[str, Any]:
    """GeoJSON of where the public actions are: their projects, organisations and territories."""
    actions = public_actions(partnership)
    found: dict[tuple[type, int], tuple[Any, list[str]]] = {}
    for action in with_links(actions):
        rows: list[Any] = [*action.organisations.all(), *action.territories.all()]
        if action.project and action.project.is_published:
            rows.append(action.project)
        for row in rows:
            if row.lat is not None:
                found.setdefault((type(row), row.pk), (row, []))[1].append(str(action))
    features = [_point(row, titles) for row, titles in found.values()]
    return {"type": "FeatureCollection", "clustered": False, "features": features}


def _point(row: Any, titles: list[str]) -> dict[str, Any]:
    is_member = isinstance(row, Organisation)
    return {
        "type": "Feature",
        "id": row.slug,
        "geometry": {"type": "Point", "coordinates": [round(row.lon, 5), round(row.lat, 5)]},
        "properties": {
            "name": str(row),
            "kind": row.kind if is_member else "project",
            "kind_label": row.get_kind_display() if is_member else row._meta.verbose_name,
            "city": "; ".join(titles[:3]),
            "url": row.get_absolute_url(),
        },
    }
