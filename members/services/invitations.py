"""Invitations: sent and withdrawn by those who manage people, answered by who is invited."""

from datetime import date, timedelta

import pghistory
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from members.acting import Actor
from members.letters.outbox import write
from members.models import Invitation, Mandate, Organisation, User
from members.models.invitations import MOST_WAITING, lapse_day, make_token
from members.models.people import DAY
from members.services.accounts import create_account
from members.services.mandates import close, managers_of, settled

FORGOTTEN = timedelta(days=90)


def invite(invitation: Invitation, *, by: Actor, tell: bool = True) -> Invitation:
    """Save a new invitation and write its letter.

    `ValidationError` when `MOST_WAITING` already wait there, when one for the same address and
    function waits, when the person has the function, or when nobody would manage people after the
    handover.
    """
    with settled(invitation.organisation):
        lapse_overdue(invitation.organisation)
        _check_room(invitation)
        invitation.email = invitation.email.strip().lower()
        if invitation.starts_on < timezone.localdate():
            raise ValidationError({"starts_on": _("The first day cannot be in the past.")})
        _check_function(invitation)
        _check_handover(invitation)
        invitation.invited_by, invitation.invited_under = by.user, by.mandate
        invitation.full_clean()
        invitation.save()
        if tell:
            write_invitation(invitation)
    return invitation


def resend(invitation: Invitation, *, sendings: int, by: Actor) -> Invitation:
    """Send the letter again, in the name of `by`; the same link is valid for 14 more days.

    `sendings` is how many letters the reader of the page had seen: a second click sends nothing.
    One that lapsed waits again. `ValidationError` when it was answered or withdrawn, or when too
    many wait.
    """
    with settled(invitation.organisation):
        invitation = _locked(invitation)
        if invitation.sendings != sendings:
            return invitation
        _renew(invitation, by)
    return invitation


def readdress(invitation: Invitation, *, email: str, by: Actor) -> Invitation:
    """Send the invitation to another address, with another link: the first one dies.

    `ValidationError` as for `resend`, and when an invitation there already waits.
    """
    with settled(invitation.organisation):
        invitation = _locked(invitation)
        invitation.email, invitation.token = email.strip().lower(), make_token()
        _check_function(invitation)
        _renew(invitation, by)
    return invitation


def withdraw(invitation: Invitation, *, by: Actor) -> Invitation:
    """Close an invitation that waits; its page says so. `ValidationError` once it is closed."""
    with settled(invitation.organisation):
        invitation = _locked(invitation)
        _check_waits(invitation)
        _close(invitation, Invitation.Outcome.WITHDRAWN)
    return invitation


def accept(invitation: Invitation, *, user: User, is_public: bool) -> Mandate:
    """Make the mandate, from its first day or today, whichever is later; end the predecessor's.

    `is_public` is the person's own choice. `ValidationError` with code `closed` when it no longer
    waits, `address` when it is for somebody else.
    """
    with settled(invitation.organisation):
        invitation = _locked(invitation)
        _check_waits(invitation)
        if invitation.email.lower() != user.email.lower():
            raise ValidationError(
                _("This invitation is for %(email)s, and you are logged in as %(mine)s.")
                % {"email": invitation.email, "mine": user.email},
                code="address",
            )
        invitation.mandate = _make_mandate(invitation, user, is_public)
        _hand_over(invitation)
        _close(invitation, Invitation.Outcome.ACCEPTED)
        _answer(invitation, "invitation_accepted")
    return invitation.mandate


def accept_without_account(
    invitation: Invitation, *, name: str, password: str, is_public: bool
) -> Mandate:
    """Make the account of the invited address, then accept. The link shows whose address it is.

    `ValidationError` with code `closed` when it no longer waits, `account` when there is one.
    """
    with settled(invitation.organisation):
        _check_waits(_locked(invitation))
        if User.objects.filter(email__iexact=invitation.email).exists():
            raise ValidationError(
                _("This address has an account: log in to accept."), code="account"
            )
        language = get_language() or invitation.language
        user = create_account(invitation.email, name, language, password=password)
        pghistory.context(user=user.pk)  # called, not entered: what follows is the person's act
        return accept(invitation, user=user, is_public=is_public)


def decline(invitation: Invitation) -> Invitation:
    """Say no, by the link. `ValidationError` with code `closed` when it no longer waits."""
    with settled(invitation.organisation):
        invitation = _locked(invitation)
        _check_waits(invitation)
        _close(invitation, Invitation.Outcome.DECLINED)
        _answer(invitation, "invitation_declined")
    return invitation


def ask_for_other_address(invitation: Invitation, *, user: User) -> None:
    """Tell who invites that the person has an account under another address; once per person.

    Goes to those who manage people when nobody is known to have invited. `ValidationError` with
    code `closed` when it no longer waits.
    """
    _check_waits(invitation)
    inviter = invitation.invited_by
    readers = [inviter] if inviter else managers_of(invitation.organisation)
    for reader in readers:
        write(
            "invitation_address",
            f"{invitation.pk}:{user.pk}",
            reader,
            organisation=invitation.organisation,
            facts={"invitation": invitation.pk, "user": user.pk},
        )


def waiting_for(user: User) -> QuerySet[Invitation]:
    """Invitations that wait for the address of `user`; the oldest first."""
    rows = Invitation.objects.waiting().filter(email__iexact=user.email)
    rows = rows.select_related("organisation", "invited_by", "invited_under__organisation")
    return rows.select_related("invited_under__user").order_by("created_at", "pk")


def lapse_overdue(organisation: Organisation | None = None) -> int:
    """Close invitations whose time is over, or whose inviter's mandate ended; return how many.

    Who invited gets a letter when it is the time that is over.
    """
    rows = Invitation.objects.overdue().select_related("invited_by", "invited_under__user")
    rows = rows.select_related("organisation").select_for_update(of=["self"], skip_locked=True)
    if organisation:
        rows = rows.filter(organisation=organisation)
    closed = 0
    for invitation in rows:
        _close(invitation, Invitation.Outcome.LAPSED)
        closed += 1
        if not (invitation.invited_under and invitation.invited_under.has_ended()):
            _answer(invitation, "invitation_lapsed")
    return closed


def forget() -> int:
    """Forget the address of invitations closed 90 days ago; return how many."""
    day = timezone.now() - FORGOTTEN
    return Invitation.objects.filter(closed_at__lt=day).exclude(email="").update(email="")


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, under a lock. `organisation` was locked before."""
    rows = Invitation.objects.select_related("organisation", "invited_by", "replaces__user")
    rows = rows.select_related("invited_under__user", "invited_under__organisation")
    return rows.select_for_update(of=["self"]).get(pk=invitation.pk)


def _check_waits(invitation: Invitation) -> None:
    if invitation.status != "waiting":
        raise ValidationError(_("This invitation no longer waits."), code="closed")


def _check_room(invitation: Invitation) -> None:
    others = invitation.organisation.invitations.waiting().exclude(pk=invitation.pk)
    if others.count() >= MOST_WAITING:
        text = ngettext(
            "%(number)s invitation already waits: withdraw one first.",
            "%(number)s invitations already wait: withdraw one first.",
            MOST_WAITING,
        )
        raise ValidationError(text % {"number": MOST_WAITING}, code="too_many")


def _check_function(invitation: Invitation) -> None:
    same = invitation.organisation.mandates.not_ended().filter(
        user__email__iexact=invitation.email, function__iexact=invitation.function
    )
    if same.exists():
        words = _("This person already has this function: change what they may do instead.")
        raise ValidationError({"email": words})


def _check_handover(invitation: Invitation) -> None:
    """Refuse a handover after which nobody would manage people, by trying it."""
    old = invitation.replaces
    if old is None:
        return
    if old.user.email.lower() == invitation.email:
        raise ValidationError({"email": _("A successor is somebody else.")})
    if invitation.starts_on <= old.starts_on:
        words = _("The successor’s first day comes after the predecessor’s.")
        raise ValidationError({"starts_on": words})
    if old.manages_people and not invitation.manages_people:
        _try_without(old, invitation.starts_on - DAY)


class _Undone(Exception):
    pass


def _try_without(mandate: Mandate, last_day: date) -> None:
    try:
        with transaction.atomic():
            with settled(mandate.organisation):
                close(mandate, last_day, Mandate.EndReason.HANDED_OVER)
            raise _Undone
    except _Undone:
        mandate.refresh_from_db()


def _renew(invitation: Invitation, by: Actor) -> None:
    if invitation.outcome not in ("", Invitation.Outcome.LAPSED):
        raise ValidationError(_("This invitation no longer waits."), code="closed")
    _check_room(invitation)
    invitation.outcome, invitation.closed_at = "", None
    invitation.expires_at = lapse_day()
    invitation.sendings += 1
    invitation.invited_by, invitation.invited_under = by.user, by.mandate
    invitation.full_clean()
    invitation.save()
    write_invitation(invitation)


def _make_mandate(invitation: Invitation, user: User, is_public: bool) -> Mandate:
    mandate = Mandate(
        user=user,
        organisation=invitation.organisation,
        function=invitation.function,
        starts_on=max(invitation.starts_on, timezone.localdate()),
        ends_on=invitation.ends_on,
        is_public=is_public,
        **invitation.capabilities,
    )
    mandate.full_clean()
    mandate.save()
    return mandate


def _hand_over(invitation: Invitation) -> None:
    """End the predecessor's mandate on the eve of the successor's, unless it ends before."""
    old, new = invitation.replaces, invitation.mandate
    if old is None or new is None or old.has_ended():
        return
    eve = new.starts_on - DAY
    close(old, min(eve, old.ends_on or eve), Mandate.EndReason.HANDED_OVER)
    write("handover", new.pk, old.user, organisation=new.organisation, facts={"from": old.pk})


def _close(invitation: Invitation, outcome: str) -> None:
    invitation.outcome, invitation.closed_at = outcome, timezone.now()
    invitation.save()


def write_invitation(invitation: Invitation) -> None:
    """Write its letter: in the language of the account, where the address has one."""
    person = User.objects.filter(email__iexact=invitation.email, is_active=True).first()
    write(
        "invitation",
        f"{invitation.pk}:{invitation.sendings}",
        person or invitation.email,
        organisation=invitation.organisation,
        language="" if person else invitation.language,
    )


def _answer(invitation: Invitation, kind: str) -> None:
    """Tell who invites how it went."""
    if invitation.invited_by:
        subject = f"{invitation.pk}:{invitation.sendings}"
        write(kind, subject, invitation.invited_by, organisation=invitation.organisation)
