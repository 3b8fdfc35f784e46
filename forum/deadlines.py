"""Reminders of the answers that are due: before the day, after it, and each week what is late."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from forum.clocks import next_meeting
from forum.models import Obstacle, Step
from forum.models.kinds import StepKind
from members.letters.outbox import write
from members.models import Mandate, User

BEFORE, AFTER = 14, 7  # days, where the step follows no rule


def remind() -> int:
    """A letter before and one after the day of each answer that is due, once, to the staff and to
    who speaks for the carrier. A run that was missed is caught up. How many letters."""
    today = timezone.localdate()
    date_committees()
    steps = Step.objects.waiting().select_related("obstacle", "rule")  # type: ignore[attr-defined]
    return sum(_tell(step, which) for step in steps for which in _due(step, today))


def date_committees() -> None:
    """Give its day to what was sent to a committee before one knew when it meets."""
    rows = Step.objects.filter(kind=StepKind.COMMITTEE, due_on=None, answered_on=None)
    for step in rows.filter(sent_on__isnull=False, addressee__isnull=False):
        if step.addressee and step.sent_on and (day := next_meeting(step.addressee, step.sent_on)):
            step.due_on = day
            step.save(update_fields=["due_on"])


def _due(step: Step, today: date) -> list[str]:
    """`before` until the day itself, `after` once it is past for long enough."""
    assert step.due_on
    before = timedelta(days=step.rule.remind_before if step.rule else BEFORE)
    after = timedelta(days=step.rule.remind_after if step.rule else AFTER)
    found = []
    left = step.due_on - today
    if timedelta(0) <= left <= before:
        found.append("before")
    if left < timedelta(0) and -left >= after:
        found.append("after")
    return found


def _tell(step: Step, which: str) -> int:
    key = f"{step.pk}:{step.due_on}:{which}"
    readers: list[User | str] = [settings.CONTACT_EMAIL, *carriers(step.obstacle)]
    for reader in readers:
        write(f"deadline_{which}", key, reader)
    return len(readers)


def carriers(obstacle: Obstacle) -> list[User]:
    """Who speaks today for the organisation that carries it."""
    mandates = Mandate.objects.in_force().filter(
        organisation=obstacle.carrier_id or 0, speaks_for=True
    )
    return list(User.objects.filter(pk__in=mandates.values("user"), is_active=True).order_by("pk"))


def tell_what_is_late() -> int:
    """Each week one letter to the staff that lists all that is late; none when nothing is."""
    late = Step.objects.late().exists()  # type: ignore[attr-defined]
    if late:
        year, week, _day = timezone.localdate().isocalendar()
        write("deadlines_late", f"{year}-W{week:02}", settings.CONTACT_EMAIL)
    return int(late)
