"""What is owed for a year: prepared, called, taken back."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.letters.outbox import write
from members.models import Contribution, Letter, Mandate, Membership, Organisation, User

Recipient = User | str


def recipients(organisation: Organisation) -> list[Recipient]:
    """Who gets what concerns dues: those who receive them today, else the organisation's address.

    Empty when nobody does.
    """
    mandates = Mandate.objects.in_force().filter(organisation=organisation, receives_dues=True)
    people: list[Recipient] = list(User.objects.filter(mandates__in=mandates).distinct())
    return people or [address for address in [organisation.contact_email] if address]


def still_receives(organisation: Organisation, letter: Letter) -> bool:
    """Whether the reader of `letter` is among the `recipients` now."""
    return letter.recipient in [
        who.email if isinstance(who, User) else who for who in recipients(organisation)
    ]


def reference_day(year: int) -> date:
    """The day on which a membership must run to owe for `year`: today, else the nearest of it."""
    today = timezone.localdate()
    return min(max(today, date(year, 1, 1)), date(year, 12, 31))


def without_contribution(year: int, kinds: list[str]):
    """Memberships of these kinds that run in `year` and have no contribution for it."""
    running = Membership.objects.running(reference_day(year)).filter(kind__in=kinds)
    return running.exclude(contributions__year=year).select_related("organisation")


@transaction.atomic
def prepare(year: int, kinds: list[str]) -> int:
    """Give each membership of these kinds a contribution for `year`, without amount; count them."""
    rows = [Contribution(membership=one, year=year) for one in without_contribution(year, kinds)]
    return len(Contribution.objects.bulk_create(rows, ignore_conflicts=True))


@transaction.atomic
def call(
    contribution: Contribution,
    *,
    amount: Decimal | None = None,
    due_on: date | None = None,
    letters: bool = True,
) -> list[Recipient]:
    """Call `contribution` today and write to its recipients; return them, empty if nobody is known.

    `amount` and `due_on` are taken where the row has none. `ValidationError` when it is called or
    waived already, or without an amount above zero and a due day from today on.
    """
    contribution = _locked(contribution)
    if contribution.waived_on:
        raise ValidationError(_("It is waived."))
    if contribution.called_on:
        raise ValidationError(_("It is called already."))
    contribution.amount = contribution.amount if contribution.amount is not None else amount
    contribution.due_on = contribution.due_on or due_on
    if not contribution.amount:
        raise ValidationError(_("It has no amount yet."))
    if contribution.due_on is None:
        raise ValidationError(_("It has no due day yet."))
    if contribution.due_on < timezone.localdate():
        raise ValidationError(_("Its due day is past."))
    contribution.called_on = timezone.localdate()
    contribution.calls += 1
    contribution.full_clean()
    contribution.save()
    membership = contribution.membership
    readers = recipients(membership.organisation)
    for reader in readers if letters else []:
        write(
            "call",
            f"{contribution.pk}:{contribution.calls}",
            reader,
            organisation=membership.organisation,
            language="" if isinstance(reader, User) else membership.language,
        )
    return readers


@transaction.atomic
def take_back(contribution: Contribution) -> Contribution:
    """Undo a call, to correct it; letters about it that wait do not leave.

    `ValidationError` when it is not called, or when money came for it.
    """
    contribution = _locked(contribution)
    if not contribution.called_on:
        raise ValidationError(_("It is not called."))
    if contribution.paid:
        raise ValidationError(_("Money came for it."))
    contribution.called_on = None
    contribution.save()
    return contribution


def _locked(contribution: Contribution) -> Contribution:
    rows = Contribution.objects.select_related("membership__organisation")
    return rows.select_for_update(of=("self",)).get(pk=contribution.pk)
