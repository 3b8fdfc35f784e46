"""What a person who follows a partnership is shown: news since a day, and dates to come."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core.addresses import absolute
from core.ics import Day
from core.partial_dates import first_day
from members.models import User
from partnerships import pipeline
from partnerships.models import Action, Follow, Investment, Partnership
from partnerships.models.kinds import OPEN

FULL_DAY = 10  # characters of a date known to the day


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


def news(user: User, partnership: Partnership, since: datetime) -> dict[str, Any]:
    """What changed since a moment among what is followed: `actions` and `investments`, as lists."""
    if not any(_followed(user, partnership).values()):
        return {"actions": [], "investments": []}
    changed = {"updated_at__gt": since}
    return {
        "actions": list(actions(user, partnership).filter(**changed).order_by("pk")),
        "investments": list(
            pipeline.loaded(investments(user, partnership).filter(**changed)),
        ),
    }


def days(user: User, partnership: Partnership) -> tuple[list[Day], list[Investment]]:
    """The days of the calendar, and the investments whose next step is among them."""
    planned = actions(user, partnership).filter(state__in=OPEN).exclude(planned="")
    found = [_action_day(row) for row in planned if len(row.planned) == FULL_DAY]
    steps = pipeline.loaded(investments(user, partnership).exclude(next_step_on=None))
    rows = list(steps)
    return found + [_investment_day(row) for row in rows], rows


def _action_day(row: Action) -> Day:
    day = first_day(row.planned)
    assert day is not None
    return Day(
        uid=f"action-{row.pk}@mot",
        on=day,
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
