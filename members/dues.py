"""What an organisation owes, as its people read it."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.templatetags.ui import euros
from members import waiting
from members.models import Contribution, Mandate, Membership, Organisation
from pages.models import Page


@dataclass
class Dues:
    """The adhesion of an organisation and its contributions, the latest year first.

    `membership` is the one that runs, else one to come, else the last that ended; None without any.
    """

    organisation: Organisation

    @cached_property
    def membership(self) -> Membership | None:
        rows = Membership.objects.filter(organisation=self.organisation)
        return rows.deciding_first().first()

    @cached_property
    def contributions(self) -> list[Contribution]:
        rows = Contribution.objects.filter(membership__organisation=self.organisation)
        return list(rows.with_status().prefetch_related("payments").order_by("-year", "pk"))

    @cached_property
    def outstanding(self) -> list[Contribution]:
        """Those that are called and not fully paid, the first due first."""
        owed = [one for one in self.contributions if one.outstanding]
        return sorted(owed, key=lambda one: one.due_on)  # type: ignore[return-value, arg-type]

    @cached_property
    def to_call(self) -> list[Contribution]:
        return [one for one in self.contributions if one.status() == Contribution.Status.TO_CALL]

    @cached_property
    def receivers(self) -> list[Mandate]:
        """Those who receive the calls today."""
        rows = Mandate.objects.in_force().filter(organisation=self.organisation, receives_dues=True)
        return list(rows.select_related("user").order_by("user__name", "pk"))

    @cached_property
    def terms(self) -> Page | None:
        """How to pay, as staff wrote it; None when they did not yet."""
        page = Page.objects.filter(key="dues").first()
        return page if page and page.body.strip() else None


def outstanding_dues(request: HttpRequest) -> list[waiting.Item]:
    """The contributions still to pay of the organisations whose calls the reader receives."""
    mine = Mandate.objects.in_force().filter(user_id=request.user.pk, receives_dues=True)
    rows = Contribution.objects.outstanding().select_related("membership__organisation")
    rows = rows.filter(membership__organisation__in=mine.values("organisation"))
    return [_item(one) for one in rows.prefetch_related("payments")]


def _item(contribution: Contribution) -> waiting.Item:
    organisation = contribution.membership.organisation
    text = _("%(organisation)s: %(amount)s to pay by %(day)s (contribution of %(year)s)") % {
        "organisation": organisation,
        "amount": euros(contribution.outstanding),
        "day": date_format(contribution.due_on),  # type: ignore[arg-type]
        "year": contribution.year,
    }
    return waiting.Item(
        text, reverse("members:dues", args=[organisation.slug]), contribution.called_on
    )


waiting.register(outstanding_dues)
