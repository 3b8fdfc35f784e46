"""The investments of a partnership, with of each what its reader may see."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from members.models import User
from partnerships.models import SHARED, Investment, Partnership
from partnerships.models.kinds import InvestmentStage

ENDED = [InvestmentStage.CLOSED, InvestmentStage.ABANDONED]


@dataclass(frozen=True)
class Totals:
    """Sums in euros over the rows whose amount or gap the reader sees, and how many show none.

    A sum over no row is None: it is not known. `late` are steps whose day is over.
    """

    count: int
    amount: Decimal | None
    without_amount: int
    gap: Decimal | None
    without_gap: int
    late: int


def rows(partnership: Partnership, user: User) -> QuerySet[Investment]:
    """The investments that `user` may see, with what consent opens of each (`shares_budget`…)."""
    found = Investment.objects.visible_to(user).filter(partnership=partnership)
    return found.with_shared()  # type: ignore[attr-defined]


def totals(found: QuerySet[Investment], user: User) -> Totals:
    amount, gap = Q(amount__isnull=False), Q(gap__isnull=False)
    if not user.is_staff:
        amount, gap = amount & Q(shares_budget=True), gap & Q(shares_gap=True)
    sums = found.order_by().aggregate(
        n=Count("pk"),
        amounts=Count("pk", filter=amount),
        amount=Sum("amount", filter=amount),
        gaps=Count("pk", filter=gap),
        gap=Sum("gap", filter=gap),
        late=Count("pk", filter=Q(next_step_on__lt=timezone.localdate()) & ~Q(stage__in=ENDED)),
    )
    n = sums["n"]
    return Totals(
        n, sums["amount"], n - sums["amounts"], sums["gap"], n - sums["gaps"], sums["late"]
    )


def is_late(row: Investment) -> bool:
    """Whether the day of its next step is over, while it is worked on."""
    day = row.next_step_on
    return day is not None and day < timezone.localdate() and row.stage not in ENDED


def loaded(found: QuerySet[Investment]) -> QuerySet[Investment]:
    """Load what a line shows; the soonest next step first, those without one last."""
    found = found.select_related("partnership", "project", "organisation", "directorate")
    found = found.defer("project__search", "project__raw", "organisation__search")
    return found.prefetch_related("project__borders").order_by("next_step_on", "pk")


def shown(investments: list[Investment], user: User) -> list[Investment]:
    """The same rows, without the amounts that no consent opens to an officer; `is_late` is set."""
    for row in investments:
        row.is_late = is_late(row)  # type: ignore[attr-defined]
        if user.is_staff:
            for name in SHARED:
                setattr(row, name, True)
        row.amount = row.amount if row.shares_budget else None  # type: ignore[attr-defined]
        row.gap = row.gap if row.shares_gap else None  # type: ignore[attr-defined]
    return investments
