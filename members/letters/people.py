"""Letters about who may act for an organisation: invitations, requests, mandates."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from members.acting import Actor, actor, mandate_of
from members.letters.accounts import reader_of
from members.letters.registry import Kind, Withheld
from members.models import Invitation, JoinRequest, Letter, Mandate, Organisation, User


def _page(name: str, *args: Any) -> str:
    return absolute(reverse(f"members:{name}", args=args))


def _people_page(organisation: Organisation) -> str:
    return _page("people", organisation.slug)


def _check_acts(letter: Letter, organisation: Organisation, **capabilities: bool) -> None:
    """Withhold unless the reader acts there today, with these capabilities, or is staff."""
    reader = reader_of(letter)
    if not reader.is_staff and mandate_of(reader, organisation, **capabilities) is None:
        raise Withheld(_("The reader no longer acts for the organisation."))


def _invitation_of(pk: Any) -> Invitation:
    rows = Invitation.objects.select_related("organisation", "invited_by", "mandate__user")
    rows = rows.select_related("invited_under__user", "invited_under__organisation")
    rows = rows.select_related("replaces__user", "join_request")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Withheld(_("The invitation is gone."))
    return found


def _mandate_of(pk: Any) -> Mandate:
    return Mandate.objects.select_related("user", "organisation").get(pk=pk)


def _first(letter: Letter) -> str:
    """The row that the letter is about, from a subject such as `12` or `12:3`."""
    return letter.subject_key.partition(":")[0]


def _invitation(letter: Letter) -> dict[str, Any]:
    invitation = _invitation_of(_first(letter))
    if invitation.status != "waiting":
        raise Withheld(_("The invitation no longer waits."))
    if invitation.email.lower() != letter.recipient.lower():
        raise Withheld(_("The invitation was sent to another address."))
    return {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "inviter": Actor(invitation.invited_by, invitation.invited_under),
        "was_asked": hasattr(invitation, "join_request"),
        "url": absolute(invitation.get_absolute_url()),
    }


def _to_inviter(letter: Letter) -> dict[str, Any]:
    invitation = _invitation_of(_first(letter))
    _check_acts(letter, invitation.organisation)
    return {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "url": _people_page(invitation.organisation),
    }


def _address(letter: Letter) -> dict[str, Any]:
    invitation = _invitation_of(letter.facts["invitation"])
    if invitation.status != "waiting":
        raise Withheld(_("The invitation no longer waits."))
    _check_acts(letter, invitation.organisation, manages_people=True)
    person = User.objects.filter(pk=letter.facts["user"], is_active=True).first()
    if person is None:
        raise Withheld(_("The account of the person is closed."))
    return {
        "invitation": invitation,
        "organisation": invitation.organisation,
        "person": person,
        "url": _page("invitation_readdress", invitation.organisation.slug, invitation.pk),
    }


def _request_of(letter: Letter) -> JoinRequest:
    rows = JoinRequest.objects.select_related("organisation", "decided_by")
    rows = rows.select_related("decided_under__user", "decided_under__organisation", "user")
    return rows.get(pk=letter.subject_key)


def _request(letter: Letter) -> dict[str, Any]:
    request = _request_of(letter)
    if request.outcome:
        raise Withheld(_("The request was answered meanwhile."))
    _check_acts(letter, request.organisation, manages_people=True)
    return {
        "request": request,
        "organisation": request.organisation,
        "url": _people_page(request.organisation) + "#requests",
    }


def _from_account(letter: Letter) -> dict[str, Any]:
    reader, organisation = reader_of(letter), letter.organisation
    if organisation is None or not organisation.is_published:
        raise Withheld(_("The organisation is not listed any more."))
    return {
        "organisation": organisation,
        "acts_already": mandate_of(reader, organisation) is not None,
        "has_asked": organisation.join_requests.waiting().filter(user=reader).exists(),
        "url": _page("join", organisation.slug),
        "login_url": absolute(reverse("account_login")),
        "password_url": absolute(reverse("account_reset_password")),
    }


def _request_for_staff(letter: Letter) -> dict[str, Any]:
    if letter.user is None or not letter.user.is_staff:
        raise Withheld(_("The reader is not staff any more."))
    return _request(letter)


def _answer(letter: Letter) -> dict[str, Any]:
    request = _request_of(letter)
    if request.user:
        reader_of(letter)
    return {
        "request": request,
        "organisation": request.organisation,
        "decided_by": Actor(request.decided_by, request.decided_under),
        "is_accepted": request.outcome == JoinRequest.Outcome.ACCEPTED,
        "url": _people_page(request.organisation) if request.user else "",
    }


def _own_mandate(letter: Letter) -> dict[str, Any]:
    reader_of(letter)
    mandate = _mandate_of(_first(letter))
    return {
        "mandate": mandate,
        "organisation": mandate.organisation,
        "by": actor(letter.facts),
        "url": _people_page(mandate.organisation),
    }


def _changed_mandate(letter: Letter) -> dict[str, Any]:
    facts = _own_mandate(letter)
    if facts["mandate"].has_ended():
        raise Withheld(_("The mandate has ended."))
    return facts


def _colleague_left(letter: Letter) -> dict[str, Any]:
    mandate = _mandate_of(_first(letter))
    _check_acts(letter, mandate.organisation, manages_people=True)
    return {
        "mandate": mandate,
        "organisation": mandate.organisation,
        "url": _people_page(mandate.organisation),
    }


def _handover(letter: Letter) -> dict[str, Any]:
    reader_of(letter)
    old, new = _mandate_of(letter.facts["from"]), _mandate_of(letter.subject_key)
    return {"old": old, "new": new, "organisation": new.organisation}


KINDS = [
    Kind("invitation", gettext_lazy("invitation to act for an organisation"), _invitation),
    Kind("invitation_accepted", gettext_lazy("invitation accepted"), _to_inviter),
    Kind("invitation_declined", gettext_lazy("invitation declined"), _to_inviter),
    Kind("invitation_lapsed", gettext_lazy("invitation lapsed"), _to_inviter, is_necessary=False),
    Kind("invitation_address", gettext_lazy("invited at another address"), _address),
    Kind("join_request", gettext_lazy("request to act for an organisation"), _request),
    Kind("join_from_account", gettext_lazy("asked without logging in"), _from_account),
    Kind("join_request_late", gettext_lazy("request that comes to staff"), _request_for_staff),
    Kind("join_request_answered", gettext_lazy("answer to a request"), _answer),
    Kind("mandate_changed", gettext_lazy("mandate changed"), _changed_mandate),
    Kind("mandate_ended", gettext_lazy("mandate ended"), _own_mandate),
    Kind("mandate_left", gettext_lazy("somebody left"), _colleague_left),
    Kind("handover", gettext_lazy("handover to a successor"), _handover),
]
