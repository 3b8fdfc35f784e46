"""What the register comes to: how many raised, admitted, solved, refused, waiting; how long."""

from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DateField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.functions import Cast, Left
from django.utils import timezone

from forum.models import Obstacle, Snapshot, StatusChange
from forum.models.kinds import SOLVED, Outcome, Status

COUNTED = ["raised", "admitted", "solved", "refused", "waiting"]
SILENCES = 10
LATEST_MONTH = 3  # until its end the year before can still be told as it stood
SINCE_ADMITTED = [Status.ADMITTED, Status.ADMINISTRATIVE, Status.LEGISLATIVE]
Figures = dict[str, Any]


class Median(Aggregate):
    """The middle value; null when there is none."""

    function = "percentile_cont"
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def figures(until: int | None = None) -> Figures:
    """The public register today, as JSON values; without what was raised after the year `until`.

    `total` and each row of `borders`, `levels`, `years` hold `COUNTED`, and `read`: how many are
    readings of a source. An obstacle at two borders is in both rows. `median_days` is from the day
    it was raised to its closing, null when none tells both days; `closed_known` says of how many.
    """
    rows = Obstacle.objects.filter(is_published=True).order_by()
    if until:
        rows = rows.filter(raised_on__lt=str(until + 1))
    border = Func("border_codes", function="unnest", output_field=TextField())
    return {
        "as_of": timezone.localdate().isoformat(),
        "total": rows.aggregate(**_counts()),
        "borders": _grouped(rows, border),
        "levels": _grouped(rows, F("level")),
        "years": _grouped(rows, Left("raised_on", 4)),
        "silences": _silences(rows),
    } | _median(rows)


def _counts() -> dict[str, Count]:
    passed = StatusChange.objects.filter(obstacle=OuterRef("pk"), new=Status.ADMITTED)
    closed = Q(status=Status.CLOSED)
    return {
        "raised": Count("pk"),
        "admitted": Count("pk", filter=Q(status__in=SINCE_ADMITTED) | Q(Exists(passed))),
        "solved": Count("pk", filter=Q(outcome__in=SOLVED) | Q(is_reading=True) & closed),
        "refused": Count("pk", filter=Q(outcome=Outcome.REFUSED)),
        "waiting": Count("pk", filter=~closed),
        "read": Count("pk", filter=Q(is_reading=True)),
    }


def _grouped(rows: QuerySet, key: Any) -> list[Figures]:
    """By a column, its empty value last."""
    found = rows.annotate(key=key).values("key").annotate(**_counts())
    return sorted(found, key=lambda row: (row["key"] == "", row["key"]))


def _median(rows: QuerySet) -> Figures:
    told = rows.filter(closed_on__isnull=False, raised_on__regex=r"^\d{4}-\d{2}-\d{2}$")
    lasted = ExpressionWrapper(
        F("closed_on") - Cast("raised_on", DateField()), output_field=DurationField()
    )
    told = told.filter(raised_on__lte=Cast("closed_on", TextField()))
    found = told.aggregate(middle=Median(lasted), n=Count("pk"))
    days = found["middle"].days if found["middle"] is not None else None
    return {"median_days": days, "closed_known": found["n"]}


def _silences(rows: QuerySet) -> list[Figures]:
    today = timezone.localdate()
    silent = rows.filter(silent_since__lt=today).exclude(status=Status.CLOSED)
    return [
        {
            "reference": row.reference,
            "addressee": row.addressee,
            "since": row.silent_since.isoformat(),
            "days": (today - row.silent_since).days,
        }
        for row in silent.order_by("silent_since", "pk").for_cards()[:SILENCES]  # type: ignore[attr-defined]
    ]


def keep_last_year() -> int:
    """Keep the figures of the year that has just ended, once; how many were kept."""
    today = timezone.localdate()
    year = today.year - 1
    if today.month > LATEST_MONTH or Snapshot.objects.filter(year=year).exists():
        return 0
    Snapshot.objects.get_or_create(year=year, defaults={"figures": figures(year)})
    return 1
