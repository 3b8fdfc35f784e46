"""Somebody asks to act for an organisation: its managers answer; after ten days, MOT's staff."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.letters.outbox import write
from members.models import Invitation, JoinRequest, Mandate, User
from members.services.invitations import invite, write_invitation
from members.services.mandates import lock, managers_of, settled

FORGOTTEN = timedelta(days=90)


@transaction.atomic
def ask(request: JoinRequest) -> JoinRequest | None:
    """Save a request and tell who decides: the managers, or staff where nobody manages people.

    From a person with an account, `ValidationError` when they already act there or already asked.
    Without account, an address that already asked changes nothing and is not told to the visitor.
    The address of an account gets a letter that leads to the login instead, and there is no request
    (None): nobody asks in the name of somebody else, and the page says nothing of accounts.
    """
    organisation = request.organisation
    lock(organisation)
    request.email = request.email.strip().lower()
    if request.user is None and (owner := _owner(request.email)):
        write("join_from_account", f"{organisation.pk}:{timezone.localdate()}", owner,
              organisation=organisation)  # fmt: skip
        return None
    waiting = organisation.join_requests.waiting().filter(email__iexact=request.email).first()
    if waiting and request.user is None:
        return waiting
    if request.user and organisation.mandates.not_ended().filter(user=request.user).exists():
        raise ValidationError(_("You already act for this organisation."))
    request.full_clean()
    request.save()
    readers = managers_of(organisation)
    for reader in readers or staff():
        write("join_request", request.pk, reader, organisation=organisation)
    return request


def accept(request: JoinRequest, rights: Invitation, *, by: Actor, tell: bool = True) -> None:
    """Give what `rights` holds (function, capabilities, days): at once, or by an invitation.

    A person with an account gets the mandate and a letter; without account, an invitation.
    `ValidationError` when the request was answered, or as for `invite`.
    """
    with settled(request.organisation):
        request = _locked(request)
        if request.user:
            _give(request, rights)
        else:
            rights.organisation, rights.email = request.organisation, request.email
            rights.language = request.language
            request.invitation = invite(rights, by=by, tell=False)
        _decide(request, JoinRequest.Outcome.ACCEPTED, by)
        if tell:
            _answer(request)


def refuse(request: JoinRequest, *, reason: str, by: Actor, tell: bool = True) -> None:
    """Say no, and why; the person reads it. `ValidationError` when it was answered already."""
    with settled(request.organisation):
        request = _locked(request)
        request.reason = reason.strip()
        _decide(request, JoinRequest.Outcome.REFUSED, by)
        if tell:
            _answer(request)


def withdraw(request: JoinRequest) -> None:
    """The person takes the request back. `ValidationError` when it was answered already."""
    with settled(request.organisation):
        request = _locked(request)
        _decide(request, JoinRequest.Outcome.WITHDRAWN, Actor(request.user))


def tell_staff() -> int:
    """Tell staff, once, of each request that the managers let pass; return how many requests."""
    readers = staff()
    if not readers:
        return 0
    late = JoinRequest.objects.late().filter(staff_told_at=None).select_related("organisation")
    requests = list(late.select_for_update(of=["self"], skip_locked=True))
    for request in requests:
        for reader in readers:
            write("join_request_late", request.pk, reader, organisation=request.organisation)
        request.staff_told_at = timezone.now()
        request.save()
    return len(requests)


def forget() -> int:
    """Forget who asked and what they wrote 90 days after the answer; return how many."""
    day = timezone.now() - FORGOTTEN
    old = JoinRequest.objects.filter(decided_at__lt=day).exclude(email="")
    return old.update(name="", email="", message="")


def _owner(email: str) -> User | None:
    return User.objects.filter(email__iexact=email, is_active=True).first()


def staff() -> list[User]:
    """Those who may log in and keep the portal."""
    return list(User.objects.filter(is_staff=True, is_active=True))


def _locked(request: JoinRequest) -> JoinRequest:
    rows = JoinRequest.objects.select_related("organisation", "user")
    request = rows.select_for_update(of=["self"]).get(pk=request.pk)
    if request.outcome:
        raise ValidationError(_("This request was already answered."), code="closed")
    return request


def _give(request: JoinRequest, rights: Invitation) -> None:
    if rights.starts_on < timezone.localdate():
        raise ValidationError({"starts_on": _("The first day cannot be in the past.")})
    mandate = Mandate(
        user=request.user,
        organisation=request.organisation,
        function=rights.function,
        starts_on=rights.starts_on,
        ends_on=rights.ends_on,
        is_public=rights.is_public,
        **rights.capabilities,
    )
    mandate.full_clean()
    mandate.save()


def _decide(request: JoinRequest, outcome: str, by: Actor) -> None:
    request.outcome, request.decided_at = outcome, timezone.now()
    request.decided_by, request.decided_under = by.user, by.mandate
    request.full_clean()
    request.save()


def _answer(request: JoinRequest) -> None:
    """Write to who asked: the decision, or the invitation that it led to."""
    if request.invitation:
        write_invitation(request.invitation)
        return
    write(
        "join_request_answered",
        request.pk,
        request.user or request.email,
        organisation=request.organisation,
        language="" if request.user else request.language,
    )
