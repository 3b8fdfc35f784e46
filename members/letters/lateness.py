"""Whether letters leave and what is due is done: for the staff's page and for monitoring."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max, Min
from django.utils import timezone

from members.models import DueRun, Letter

LATE = timedelta(hours=1)


@dataclass(frozen=True)
class Lateness:
    """`waiting` letters, the oldest since `oldest_at`; `last_sent_at` is the last that left.

    `last_run` is the last that ended. Each is None when there is none.
    """

    waiting: int
    oldest_at: datetime | None
    last_sent_at: datetime | None
    last_run: DueRun | None

    @property
    def letters_are_late(self) -> bool:
        return _is_old(self.oldest_at)

    @property
    def runs_are_late(self) -> bool:
        return self.last_run is not None and _is_old(self.last_run.ended_at)


def lateness() -> Lateness:
    """In three queries."""
    found = Letter.objects.unsent().aggregate(waiting=Count("pk"), oldest_at=Min("written_at"))
    return Lateness(
        **found,
        last_sent_at=Letter.objects.aggregate(Max("sent_at"))["sent_at__max"],
        last_run=DueRun.objects.filter(ended_at__isnull=False).first(),
    )


def _is_old(moment: datetime | None) -> bool:
    return moment is not None and timezone.now() - moment > LATE
