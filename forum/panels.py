"""What everyone may read of obstacles and topics, on the pages of what they concern."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.http import urlencode

from core.models import content_order
from forum.models import Endorsement, Obstacle, Topic
from forum.models.kinds import State
from forum.models.obstacles import TITLES
from members.models import Organisation
from projects.models import Project
from territories.models import Border, Territory, Theme

LENGTH = 5
LISTED = {Border: ("border", "code"), Theme: ("theme", "code")}
Concerned = Organisation | Project | Border | Territory | Theme


@dataclass(frozen=True)
class Line:
    """A link to an obstacle or a topic; `state` is what became of it, in its own words."""

    title: str
    lang: str
    url: str
    state: str
    reference: str = ""


@dataclass
class Panel:
    """The newest obstacles and topics; `query` leads to all of them in the lists, if it can."""

    obstacles: list[Line] = field(default_factory=list)
    topics: list[Line] = field(default_factory=list)
    query: str = ""


def of(row: Concerned) -> Panel:
    """What concerns `row`, in one query."""
    panel = Panel()
    if type(row) in LISTED:
        name, column = LISTED[type(row)]
        panel.query = urlencode({name: getattr(row, column)})
    for found in _found(_obstacles(row), _topics(row)):
        lines = panel.obstacles if found["reference"] else panel.topics
        lines.append(_line(found))
    return panel


def _found(obstacles: QuerySet, topics: QuerySet) -> Iterable[dict[str, Any]]:
    nothing = Value("", CharField())
    told = obstacles.annotate(lang=nothing, code=Cast("reference", CharField()))
    asked = topics.annotate(
        **{title: F("title") if title == TITLES[0] else nothing for title in TITLES},
        reference=nothing,
        status=F("kind"),
        outcome=nothing,
        lang=F("language"),
        code=Cast("pk", CharField()),
    )
    names = ["code", "reference", "status", "outcome", "lang", *TITLES]
    first = told.order_by("-raised_on", "-pk").values(*names)[:LENGTH]
    newest = asked.order_by("-last_post_at", "-pk").values(*names)[:LENGTH]
    return first.union(newest, all=True)


def _line(found: dict[str, Any]) -> Line:
    if found["reference"]:
        lang = next(code for code in content_order() if found[f"title_{code}"])
        row = Obstacle(status=found["status"], outcome=found["outcome"])
        url = reverse("forum:obstacle_detail", args=[found["reference"]])
        state = row.get_outcome_display() or row.get_status_display()
        return Line(found[f"title_{lang}"], lang, url, state, found["reference"])
    url = reverse("forum:topic", args=[found["code"]])
    state = Topic(kind=found["status"]).get_kind_display()
    return Line(found[TITLES[0]], found["lang"], url, state)


def _obstacles(row: Concerned) -> QuerySet:
    rows = Obstacle.objects.filter(is_published=True)
    if isinstance(row, Border):
        return rows.filter(border_codes__contains=[row.code])
    if isinstance(row, Theme):
        return rows.filter(theme_codes__contains=[row.code])
    if isinstance(row, Organisation):
        given = Endorsement.objects.in_force().filter(organisation=row)
        return rows.filter(Q(raised_by=row) | Q(carrier=row) | Q(pk__in=given.values("obstacle")))
    through: Any = (Obstacle.projects if isinstance(row, Project) else Obstacle.territories).through
    name = "project" if isinstance(row, Project) else "territory"
    return rows.filter(pk__in=through.objects.filter(**{name: row}).values("obstacle"))


def _topics(row: Concerned) -> QuerySet:
    rows = Topic.objects.filter(is_published=True)
    if isinstance(row, Border):
        return rows.filter(border_codes__contains=[row.code])
    if isinstance(row, Theme):
        return rows.filter(theme_codes__contains=[row.code])
    if isinstance(row, Organisation):
        return rows.filter(organisation=row, state=State.SHOWN)
    if isinstance(row, Territory):
        links = Topic.territories.through.objects.filter(territory=row)
        return rows.filter(pk__in=links.values("topic"))
    return rows.none()
