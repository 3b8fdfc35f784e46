"""Reminders of contributions, by the rules that staff keep."""

from datetime import date, timedelta

from django.utils import timezone

from members.letters.outbox import write
from members.models import Contribution, Letter, ReminderRule, User
from members.services.contributions import recipients

CATCH_UP = timedelta(days=7)  # a day on which nothing ran is made up for that long


def write_reminders() -> int:
    """Write the reminders whose day has come; return how many are new.

    Each number of days of each call is written about once to each reader. Nothing is written for
    days before the rule was in use, up to the day of the call, or about a membership that ended.
    """
    today = timezone.localdate()
    rules = list(ReminderRule.objects.filter(is_active=True))
    written = Letter.objects.filter(kind="reminder")
    before = written.count()
    for contribution in _outstanding():
        for days in {rule.days for rule in rules if _is_due(rule, contribution, today)}:
            _remind(contribution, days)
    return written.count() - before


def _outstanding() -> list[Contribution]:
    rows = Contribution.objects.outstanding().select_related("membership__organisation")
    return list(rows.exclude(membership__left_on__lt=timezone.localdate()).order_by("pk"))


def _is_due(rule: ReminderRule, contribution: Contribution, today: date) -> bool:
    day: date = contribution.due_on + timedelta(days=rule.days)  # type: ignore[operator, assignment]
    return (
        today - CATCH_UP <= day <= today
        and day >= rule.since
        and day > contribution.called_on  # type: ignore[operator]
        and rule.kind in ("", contribution.membership.kind)
    )


def _remind(contribution: Contribution, days: int) -> None:
    membership = contribution.membership
    for reader in recipients(membership.organisation):
        write(
            "reminder",
            f"{contribution.pk}:{contribution.calls}:{days}",
            reader,
            organisation=membership.organisation,
            language="" if isinstance(reader, User) else membership.language,
        )
