"""What a person who follows a partnership is shown: news since a day, and dates to come."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from core.addresses import absolute, site_url
from core.ics import Day
from members.models import User
from partnerships import pipeline
from partnerships.models import Action, Convention, Follow, Investment, Partnership, WatchNote
from partnerships.models.kinds import OPEN

DECEMBER = 12


@dataclass(frozen=True)
class News:
    """What changed among what a person follows, and that person may read."""

    actions: list[Action]
    investments: list[Investment]
    notes: list[WatchNote]

    def keys(self) -> dict[str, list[int]]:
        """What a letter keeps of it."""
        return {name: sorted(row.pk for row in rows) for name, rows in vars(self).items()}

    def __bool__(self) -> bool:
        return any(vars(self).values())


def _followed(user: User, partnership: Partnership) -> dict[str, set[int]]:
    """The keys that `user` follows, by kind; empty sets when nothing is followed."""
    rows = Follow.objects.filter(user=user, partnership=partnership)
    kinds = ("axis", "directorate", "border")
    return {
        kind: {key for key in rows.values_list(f"{kind}_id", flat=True) if key} for kind in kinds
    }


def actions(user: User, partnership: Partnership) -> QuerySet[Action]:
    """The actions of what `user` follows, that they may see today; those of all if nothing is."""
    keys = _followed(user, partnership)
    rows = Action.objects.visible_to(user).filter(workstream__axis__partnership=partnership)
    if any(keys.values()):
        rows = rows.filter(
            Q(workstream__axis__in=keys["axis"])
            | Q(directorates__in=keys["directorate"])
            | Q(borders__in=keys["border"])
        )
    return rows.distinct()


def investments(user: User, partnership: Partnership) -> QuerySet[Investment]:
    """The same for investments; an axis alone has none."""
    keys = _followed(user, partnership)
    rows = pipeline.rows(partnership, user)
    if any(keys.values()):
        rows = rows.filter(
            Q(directorate__in=keys["directorate"]) | Q(project__borders__in=keys["border"])
        )
    return rows.distinct()


def notes(user: User, partnership: Partnership) -> QuerySet[WatchNote]:
    """The watch notes on the borders that `user` follows."""
    rows = WatchNote.objects.visible_to(user).filter(partnership=partnership)
    return rows.filter(borders__in=_followed(user, partnership)["border"]).distinct()


def news(user: User, partnership: Partnership, since: datetime) -> News:
    """What changed since a moment among what is followed; nothing to who follows nothing."""
    if not any(_followed(user, partnership).values()):
        return News([], [], [])
    changed = {"updated_at__gt": since}
    return News(
        list(with_addresses(actions(user, partnership).filter(**changed)).order_by("pk")),
        list(pipeline.loaded(investments(user, partnership).filter(**changed))),
        list(notes(user, partnership).filter(**changed).order_by("pk")),
    )


def still_read(user: User, partnership: Partnership, keys: dict[str, Any]) -> News:
    """Of what a letter was written about (`News.keys`), what `user` may read now."""
    rows = Action.objects.visible_to(user).filter(workstream__axis__partnership=partnership)
    opened = pipeline.rows(partnership, user).filter(pk__in=keys["investments"])
    seen = WatchNote.objects.visible_to(user).filter(partnership=partnership)
    return News(
        list(with_addresses(rows.filter(pk__in=keys["actions"])).order_by("pk")),
        list(pipeline.loaded(opened)),
        list(seen.filter(pk__in=keys["notes"]).order_by("pk")),
    )


def with_addresses(rows: QuerySet[Action]) -> QuerySet[Action]:
    return rows.select_related("workstream__axis__partnership").defer("search", "loaded")


def days(user: User, partnership: Partnership) -> tuple[list[Day], list[Investment]]:
    """The days of the calendar, and the investments whose next step is among them.

    Open actions stand on the last day that they are planned for, investments on that of their next
    step while they are worked on, conventions on their own last day.
    """
    planned = actions(user, partnership).filter(state__in=OPEN).exclude(planned="")
    steps = investments(user, partnership).exclude(next_step_on=None)
    rows = list(pipeline.loaded(steps.exclude(stage__in=pipeline.ENDED)))
    ends = partnership.conventions.exclude(ends_on=None)  # type: ignore[attr-defined]
    found = [_action_day(row) for row in with_addresses(planned)]
    found += [_investment_day(row) for row in rows]
    return found + [_convention_day(row, partnership) for row in ends], rows


def last_day(value: str) -> date:
    """The last day that a partial date may mean: what is planned for it is late only after."""
    parts = [int(part) for part in value.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else DECEMBER
    return date(year, month, parts[2] if len(parts) > 2 else monthrange(year, month)[1])


def _action_day(row: Action) -> Day:
    return Day(
        uid=f"action-{row.pk}@mot",
        on=last_day(row.planned),
        title=str(row),
        url=absolute(row.workspace_url),
        changed_at=row.updated_at,
        text=row.summary,
    )


def _investment_day(row: Investment) -> Day:
    return Day(
        uid=f"investment-{row.pk}@mot",
        on=row.next_step_on,  # type: ignore[arg-type]
        title=f"{row.next_step or row.get_stage_display()} – {row.project}",
        url=absolute(row.workspace_url),
        changed_at=row.updated_at,
    )


def _convention_day(row: Convention, partnership: Partnership) -> Day:
    return Day(
        uid=f"convention-{row.pk}@mot",
        on=row.ends_on,  # type: ignore[arg-type]
        title=_("Last day of the convention: %s") % partnership,
        url=site_url("partnerships:texts", partnership.slug),
        changed_at=row.updated_at,
    )
