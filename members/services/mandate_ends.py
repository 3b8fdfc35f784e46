"""Mandates whose last day was set beforehand: it is said a month before, and when it is over.

Who ends a mandate by hand tells its holder at once (`end_reason`): nothing is added here.
"""

from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from members.letters.outbox import write
from members.models import Letter, Mandate, User

NOTICE = timedelta(days=30)
CATCH_UP = timedelta(days=7)  # when nothing ran for some days


def announce_ends() -> int:
    """Write to whose mandate ends within `NOTICE`, and to who manages people; return how many.

    A mandate that never lasted longer than the notice is not announced.
    """
    today = timezone.localdate()
    ending = _planned_ends().filter(
        ends_on__range=(today, today + NOTICE), ends_on__gt=F("starts_on") + NOTICE
    )
    return sum(
        _write("mandate_ends_soon", mandate, reader)
        for mandate in ending
        for reader in {mandate.user, *_managers(mandate)}
    )


def tell_ends() -> int:
    """Write to whose mandate is over since yesterday, or some days more; return how many."""
    today = timezone.localdate()
    over = _planned_ends().filter(ends_on__range=(today - CATCH_UP, today - timedelta(days=1)))
    return sum(_write("mandate_over", mandate, mandate.user) for mandate in over)


def _planned_ends() -> QuerySet[Mandate]:
    """Mandates with a last day that nobody set to end them, and that no later one prolongs."""
    rows = Mandate.objects.filter(end_reason="", user__is_active=True)
    return rows.filter(~Exists(later_mandates())).select_related("user", "organisation")


def later_mandates() -> QuerySet[Mandate]:
    """The mandates with which the same person goes on there, for a query over mandates."""
    return Mandate.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        user=OuterRef("user"),
        organisation=OuterRef("organisation"),
    )


def _managers(mandate: Mandate) -> list[User]:
    rows = Mandate.objects.in_force().filter(
        organisation=mandate.organisation_id, manages_people=True
    )
    return [row.user for row in rows.select_related("user")]


def _write(kind: str, mandate: Mandate, reader: User) -> int:
    """Put the letter into the outbox unless it was; 1 when it is new, else 0."""
    subject = f"{mandate.pk}:{mandate.ends_on}"
    if Letter.objects.filter(kind=kind, subject_key=subject, recipient=reader.email).exists():
        return 0
    write(kind, subject, reader, organisation=mandate.organisation)
    return 1
