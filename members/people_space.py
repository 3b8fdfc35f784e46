"""Acting for organisations, in a person's own space: what waits for them, what is held of them."""

from typing import Any

from django.db.models import Count, Min, QuerySet
from django.db.models.functions import Now
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from members import personal_data, waiting
from members.models import CAPABILITIES, Invitation, JoinRequest, Mandate, Organisation, User
from members.services.invitations import waiting_for
from members.services.mandates import end_all
from members.waiting import Item


def invitations(request: HttpRequest) -> list[Item]:
    """Invitations for the person's own address, to accept or decline."""
    words = _("%(organisation)s invites you to act for it as %(function)s")
    return [
        Item(
            words % {"organisation": row.organisation, "function": row.function},
            row.get_absolute_url(),
            row.created_at,
        )
        for row in waiting_for(request.user)  # type: ignore[arg-type]
    ]


def requests(request: HttpRequest) -> list[Item]:
    """Requests that the person answers, one line for each organisation; staff have their queue."""
    if request.user.is_staff:
        return _for_staff()
    rows = JoinRequest.objects.decidable_by(request.user)
    counts = (
        rows.order_by().values("organisation").annotate(number=Count("pk"), since=Min("created_at"))
    )
    found = {row["organisation"]: row for row in counts}
    return [
        Item(
            ngettext(
                "%(number)s person asks to act for %(organisation)s",
                "%(number)s people ask to act for %(organisation)s",
                found[organisation.pk]["number"],
            )
            % {"number": found[organisation.pk]["number"], "organisation": organisation},
            reverse("members:people", args=[organisation.slug]),
            found[organisation.pk]["since"],
        )
        for organisation in Organisation.objects.for_links().filter(pk__in=found)
    ]


def _for_staff() -> list[Item]:
    queue = JoinRequest.objects.for_staff().aggregate(number=Count("pk"), since=Min("created_at"))
    if not queue["number"]:
        return []
    text = ngettext(
        "%(number)s request to act for an organisation has come to the staff",
        "%(number)s requests to act for an organisation have come to the staff",
        queue["number"],
    )
    return [Item(text % queue, reverse("admin:members_joinrequest_changelist"), queue["since"])]


waiting.register(invitations, requests)


def _mandates(user: User) -> list[dict[str, Any]]:
    columns = ["organisation__slug", "function", *CAPABILITIES, "starts_on", "ends_on"]
    return _values(Mandate.objects.filter(user=user), [*columns, "end_reason", "is_public"])


def _invitations(user: User) -> dict[str, list[dict[str, Any]]]:
    columns = ["organisation__slug", "function", "starts_on", "ends_on", "created_at", "outcome"]
    return {
        "received": _values(Invitation.objects.filter(email__iexact=user.email), columns),
        "sent": _values(Invitation.objects.filter(invited_by=user), columns),
    }


def _requests(user: User) -> list[dict[str, Any]]:
    columns = ["organisation__slug", "name", "email", "function", "message", "created_at"]
    return _values(_requests_of(user), [*columns, "outcome", "reason", "decided_at"])


def _requests_of(user: User) -> QuerySet[JoinRequest]:
    own = JoinRequest.objects.filter(user=user)
    return own | JoinRequest.objects.filter(user=None, email__iexact=user.email)


def _values(rows: QuerySet, columns: list[str]) -> list[dict[str, Any]]:
    return [
        {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in row.items()
        }
        for row in rows.order_by("pk").values(*columns)
    ]


def _end_mandates(user: User, placeholder: str) -> None:
    """`ValidationError` where nobody else manages the people of an organisation."""
    end_all(user, reason=Mandate.EndReason.ERASED)


def _forget_invitations(user: User, placeholder: str) -> None:
    rows = Invitation.objects.filter(email__iexact=user.email)
    rows.filter(outcome="").update(outcome=Invitation.Outcome.DECLINED, closed_at=Now())
    rows.update(email=placeholder)


def _forget_requests(user: User, placeholder: str) -> None:
    rows = _requests_of(user)
    rows.filter(outcome="").update(outcome=JoinRequest.Outcome.WITHDRAWN, decided_at=Now())
    rows.update(name="", email=placeholder, message="")


personal_data.register(
    personal_data.Holding("mandates", _mandates, _end_mandates),
    personal_data.Holding("invitations", _invitations, _forget_invitations),
    personal_data.Holding("join_requests", _requests, _forget_requests),
)
