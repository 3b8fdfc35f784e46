"""The years of a project on a line."""

from dataclasses import dataclass

from django.utils import timezone

from core.partial_dates import first_day
from projects.models import Project


@dataclass(frozen=True)
class Timeline:
    """Places on a line, in hundredths of its length: what is done, today (None when outside)."""

    first_year: int
    last_year: int
    today: int | None
    done: int


def timeline(project: Project) -> Timeline | None:
    """None unless the project has a start and an end."""
    start, end = first_day(project.start), first_day(project.end)
    if start is None or end is None:
        return None
    first, last = start.year, end.year + 1
    today = timezone.localdate()
    passed = (today.year + today.timetuple().tm_yday / 366 - first) / (last - first)
    inside = 0 <= passed <= 1
    return Timeline(
        first,
        end.year,
        round(100 * passed) if inside else None,
        round(100 * min(max(passed, 0), 1)),
    )
