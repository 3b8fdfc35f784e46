"""When something is due: rules are data (`ClockRule`), months end with their last day."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db.models import Min, Q
from django.utils.translation import gettext as _

from forum.models import Addressee, ClockRule, CommitteeDate
from forum.models.kinds import StepKind

# Days that an obstacle can know: the others are mistypings, and could not be counted with.
EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)


def check_days(**days: date | None) -> None:
    """`ValidationError` beside each field whose day is no day of our times."""
    words = _("Give a day between 1950 and 2199.")
    wrong = {name: words for name, day in days.items() if day and not EARLIEST <= day <= LATEST}
    if wrong:
        raise ValidationError(wrong)


@dataclass(frozen=True)
class Deadline:
    """The day, and the rule it comes from; None when it was given by hand or by a committee."""

    on: date | None
    rule: ClockRule | None = None


def add_months(day: date, months: int) -> date:
    """The same day `months` later; the last day of the month where that day does not exist.

    So a period in months ends as in Regulation (EEC, Euratom) 1182/71, article 3(2)(c).
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def after(rule: ClockRule, day: date) -> date:
    """`rule.months` after `day`, then `rule.days`."""
    return add_months(day, rule.months) + timedelta(days=rule.days)


def rule_of(kind: str, level: str) -> ClockRule | None:
    """The rule in force after a step of a kind at a level; one of that level goes first."""
    rules = ClockRule.objects.filter(Q(level=level) | Q(level=""), kind=kind, is_active=True)
    return rules.order_by("-level").first()


def deadline(kind: str, level: str, day: date, addressee: Addressee | None = None) -> Deadline:
    """What is due after a step sent on `day`; for a committee the next day on which it meets."""
    if kind == StepKind.COMMITTEE and addressee:
        return Deadline(next_meeting(addressee, day))
    rule = rule_of(kind, level)
    return Deadline(after(rule, day), rule) if rule else Deadline(None)


def next_meeting(addressee: Addressee, day: date) -> date | None:
    return next_meetings([addressee], day).get(addressee.pk)


def next_meetings(addressees: Iterable[Addressee], day: date) -> dict[int, date]:
    """The next day from `day` on which each of them meets, by key; those without are left out."""
    rows = CommitteeDate.objects.filter(addressee__in=addressees, date__gte=day).order_by()
    return dict(rows.values_list("addressee").annotate(Min("date")))
