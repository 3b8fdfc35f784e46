"""The log of what officers saw under consents; the organisations read it."""

from collections.abc import Iterable

from django.db.models import Q

from members.models import User
from partnerships.models import SHARED, Consent, ConsentAccess, Investment
from partnerships.models.partnership import partners_of


def parts_of(consent: Consent) -> str:
    """`contact,gap`: the parts that the consent opens; empty for the project alone."""
    return ",".join(name.removeprefix("shares_") for name in SHARED if getattr(consent, name))


def record(user: User, investments: Iterable[Investment], where: str) -> None:
    """Write that an officer saw `investments`: a row for each one under a consent in force.

    `where` is a `ConsentAccess.Where`. Staff, and who is no officer of the partner, leave no row.
    """
    rows = list(investments)
    if user.is_staff or not rows:
        return
    seen = Q()
    for row in rows:
        seen |= Q(
            partnership=row.partnership_id,
            project=row.project_id,
            organisation=row.organisation_id,
        )
    record_consents(user, Consent.objects.filter(seen), where)


def record_report(user: User, opened: Iterable[tuple[int, str]]) -> None:
    """An officer read a report that rests on these consents: each by its key, and what it tells.

    A frozen report goes on telling it after a consent is withdrawn: that too is written.
    """
    parts = dict(opened)
    found = Consent.objects.filter(pk__in=parts, partnership__partner__in=partners_of(user))
    ConsentAccess.objects.bulk_create(
        ConsentAccess(
            consent=consent, user=user, where=ConsentAccess.Where.REPORT, parts=parts[consent.pk]
        )
        for consent in found
    )


def record_consents(user: User, consents, where: str, parts: str | None = None) -> None:
    """The same for a queryset of consents, of which `parts` alone were seen (None: all)."""
    theirs = consents.in_force().filter(partnership__partner__in=partners_of(user))
    ConsentAccess.objects.bulk_create(
        ConsentAccess(
            consent=consent,
            user=user,
            where=where,
            parts=parts_of(consent) if parts is None else parts,
        )
        for consent in theirs
    )
