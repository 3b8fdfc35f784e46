"""The way that is proposed for an obstacle: from its borders, its nature and its triage.

Who can be written to is data (`Addressee`, `CoordinationPoint`), never code. The route of
Regulation (EU) 2025/925 is proposed for real obstacles at internal borders of the Union alone, and
only where a coordination point is in force.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.clocks import next_meetings
from forum.models import Addressee, CoordinationPoint, Obstacle
from forum.models.kinds import Exit, Level, Nature
from territories.models import Border

# The level where an obstacle of a nature is best begun, the next best behind it.
FIRST_LEVELS: dict[str, list[Level]] = {
    Nature.INFORMATION: [Level.LOCAL],
    Nature.PRACTICE: [Level.LOCAL, Level.POINT, Level.BILATERAL],
    Nature.RULE: [Level.POINT, Level.BILATERAL, Level.NATIONAL],
    Nature.LAW: [Level.POINT, Level.NATIONAL, Level.BILATERAL],
    Nature.TREATY: [Level.BILATERAL, Level.NATIONAL],
    Nature.EU_LAW: [Level.EUROPEAN, Level.NATIONAL],
}
# What is no real obstacle goes another way, whatever its nature.
OTHER_LEVELS: dict[str, list[Level]] = {
    Exit.INFORMATION: [Level.LOCAL],
    Exit.EU_BREACH: [Level.EUROPEAN],
    Exit.TAX_SOCIAL: [Level.BILATERAL, Level.NATIONAL],
}


@dataclass(frozen=True)
class Way:
    """Somebody to whom it can go; `meets_on` is the next day on which that body meets."""

    level: Level
    to: CoordinationPoint | Addressee
    border: Border | None = None
    meets_on: date | None = None
    is_first: bool = False

    @property
    def is_point(self) -> bool:
        return self.level == Level.POINT

    @property
    def key(self) -> str:
        """How a form names it."""
        return f"{'point' if self.is_point else 'addressee'}-{self.to.pk}"


@dataclass(frozen=True)
class Route:
    """The ways, the nearest level first, and in words why some are not there."""

    ways: list[Way]
    notes: list[str]

    def at(self, level: str) -> list[Way]:
        return [way for way in self.ways if way.level == level]

    @property
    def first(self) -> Way | None:
        return next((way for way in self.ways if way.is_first), None)


def borders_of(obstacle: Obstacle) -> list[Border]:
    """Its main border, then the others."""
    others = list(obstacle.borders.exclude(pk=obstacle.main_border_id or 0).order_by("code"))
    return [obstacle.main_border, *others] if obstacle.main_border else others


def route(obstacle: Obstacle, on: date | None = None) -> Route:
    """Who can be written to about `obstacle` on a day, today unless said."""
    day = on or timezone.localdate()
    borders = borders_of(obstacle)
    found = [*_points(obstacle, borders, day), *_addressees(obstacle, borders, day)]
    order = list(Level)
    found.sort(key=lambda way: order.index(way.level))
    best = _best(obstacle, found)
    ways = [_first(way) if way is best else way for way in found]
    return Route(ways, _notes(obstacle, borders, found))


def levels_of(obstacle: Obstacle) -> list[Level]:
    """Where to begin, the best first; empty before the triage."""
    if obstacle.triage in OTHER_LEVELS:
        return OTHER_LEVELS[obstacle.triage]
    return FIRST_LEVELS.get(obstacle.nature, [])


def _points(obstacle: Obstacle, borders: list[Border], day: date) -> list[Way]:
    if obstacle.triage not in ("", Exit.OBSTACLE):
        return []
    internal = [border for border in borders if border.is_internal_eu]
    points = CoordinationPoint.objects.in_force(day).filter(border__in=internal)
    return [Way(Level.POINT, one, one.border) for one in points.select_related("border")]


def _addressees(obstacle: Obstacle, borders: list[Border], day: date) -> list[Way]:
    rows = Addressee.objects.in_force(day).filter(Q(borders=None) | Q(borders__in=borders))
    if borders and not any(border.is_internal_eu for border in borders):
        rows = rows.filter(is_for_outer=True)
    if obstacle.triage in OTHER_LEVELS:
        rows = rows.filter(level__in=[*OTHER_LEVELS[obstacle.triage], Level.LOCAL])
    kind = _nature(obstacle)
    found = [one for one in rows.distinct() if not (kind and one.natures) or kind in one.natures]
    meetings = next_meetings(found, day)
    return [Way(Level(one.level), one, meets_on=meetings.get(one.pk)) for one in found]


def _nature(obstacle: Obstacle) -> str:
    """What addressees look at: a breach of EU law is a matter of EU law."""
    if obstacle.triage == Exit.EU_BREACH:
        return Nature.EU_LAW
    return obstacle.nature


def _best(obstacle: Obstacle, ways: list[Way]) -> Way | None:
    """At the first level where there is somebody; one for this border goes before one for all."""
    for level in levels_of(obstacle):
        if at_it := [way for way in ways if way.level == level]:
            return at_it[0]
    return None


def _first(way: Way) -> Way:
    return Way(way.level, way.to, way.border, way.meets_on, is_first=True)


def _notes(obstacle: Obstacle, borders: list[Border], ways: list[Way]) -> list[str]:
    notes = []
    if not obstacle.triage:
        notes.append(_("The triage comes first: it says where to turn to."))
    outer = [str(border) for border in borders if not border.is_internal_eu]
    if outer:
        notes.append(
            _(
                "%s: no internal border of the Union, so Regulation (EU) 2025/925 does not apply;"
                " the bilateral bodies of the border are the way."
            )
            % ", ".join(outer)
        )
    has_point = any(way.is_point for way in ways)
    if len(outer) < len(borders) and not has_point and obstacle.triage in ("", Exit.OBSTACLE):
        notes.append(_("No coordination point is in force at this border yet."))
    if obstacle.triage == Exit.EU_BREACH:
        notes.append(_("A suspected breach of EU law goes to SOLVIT, or to the Commission."))
    if obstacle.triage == Exit.TAX_SOCIAL:
        notes.append(_("Taxes and social security have coordination bodies of their own."))
    return notes
