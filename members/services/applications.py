"""An application to join: started, sent, withdrawn, decided, forgotten."""

from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from members.letters.outbox import write
from members.letters.registry import KINDS
from members.models import (
    CAPABILITIES,
    Application,
    Invitation,
    Letter,
    Membership,
    Organisation,
    User,
)

DRAFT_DAYS = 30
CONTACT_DAYS = 365
CONTACT = ("contact_name", "contact_function", "contact_email")


@transaction.atomic
def send(application: Application) -> Application:
    """Put `application` before the staff and confirm it to its contact; sent twice is sent once.

    `ValidationError` when something that the Board needs is missing.
    """
    application = _locked(application)
    if application.submitted_at:
        return application
    if lacking(application):
        raise ValidationError(_("Something is still missing."))
    application.submitted_at = timezone.now()
    application.save()
    write(
        "application_received",
        application.pk,
        application.contact_email,
        language=application.language,
    )
    write("application_to_staff", application.pk, settings.CONTACT_EMAIL)
    return application


def lacking(application: Application) -> list[str]:
    """The fields that must be filled before it is sent and are not, in the order of the steps."""
    needed = ["name", "kind", "country", "motivation", *CONTACT, "consented_at"]
    return [field for field in needed if not getattr(application, field)]


@transaction.atomic
def withdraw(application: Application) -> Application:
    """The applicant takes it back. `ValidationError` once it is decided."""
    application = _locked(application)
    if application.outcome == Application.Outcome.WITHDRAWN:
        return application
    _must_wait(application)
    return _close(application, Application.Outcome.WITHDRAWN)


@transaction.atomic
def refuse(
    application: Application, *, by: User, reason: str, decided_on: date, letters: bool = True
) -> Application:
    """Write the Board's refusal, and tell the contact why unless `letters` is false.

    Refused twice is refused once, with the first reason. `ValidationError` when it does not wait,
    or without a reason.
    """
    application = _locked(application)
    if application.outcome == Application.Outcome.REFUSED:
        return application
    _must_wait(application)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why: the applicant reads it.")})
    application.reason, application.board_decided_on = reason, decided_on
    _close(application, Application.Outcome.REFUSED, by)
    if letters:
        _tell("application_refused", application)
    return application


@transaction.atomic
def accept(
    application: Application,
    *,
    by: User,
    organisation: Organisation | None,
    kind: str,
    joined_on: str,
    decided_on: date,
    letters: bool = True,
) -> Application:
    """Write the Board's acceptance: organisation, membership, first invitation, letters.

    `organisation` None makes a new one, not published. The contact is invited to act for it with
    all capabilities. Accepted twice is accepted once. `ValidationError` when it does not wait, when
    another organisation has its SIREN, or when `organisation` is a member in that period.
    """
    application = _locked(application)
    if application.outcome == Application.Outcome.ACCEPTED:
        return application
    _must_wait(application)
    organisation = _ready(organisation) if organisation else _organisation_of(application)
    membership = Membership(
        organisation=organisation,
        kind=kind,
        joined_on=joined_on,
        decided_on=decided_on,
        language=application.language,
    )
    membership.full_clean()
    membership.save()
    application.organisation, application.board_decided_on = organisation, decided_on
    _close(application, Application.Outcome.ACCEPTED, by)
    if application.contact_email:  # who applied may have erased it
        _invite(application, organisation, by, letters)
    if letters:
        _tell("application_accepted", application)
    return application


def tell_staff() -> int:
    """Write to staff, once a week, when an application has waited for a week; return 1 or 0."""
    week = timezone.localdate().strftime("%G-W%V")
    oldest = Application.objects.waiting().first()
    told = Letter.objects.filter(kind="applications_waiting", subject_key=week)
    if oldest is None or oldest.days_waiting < 7 or told.exists():
        return 0
    write("applications_waiting", week, settings.CONTACT_EMAIL)
    return 1


def forget() -> int:
    """Delete drafts left for `DRAFT_DAYS`, and whom to write to about what was not accepted.

    Contacts of refused and withdrawn applications go `CONTACT_DAYS` after the decision.
    """
    now = timezone.now()
    drafts = Application.objects.drafts().filter(updated_at__lt=now - timedelta(days=DRAFT_DAYS))
    count = len(drafts)
    drafts.delete()
    over = Application.objects.filter(
        outcome__in=[Application.Outcome.REFUSED, Application.Outcome.WITHDRAWN],
        decided_at__lt=now - timedelta(days=CONTACT_DAYS),
    ).exclude(contact_email="")
    return count + over.update(**dict.fromkeys(CONTACT, ""))


def _locked(application: Application) -> Application:
    return Application.objects.select_for_update(of=("self",)).get(pk=application.pk)


def _must_wait(application: Application) -> None:
    if application.outcome:
        raise ValidationError(_("This application is decided already."), code="decided")
    if not application.submitted_at:
        raise ValidationError(_("This application was not sent yet."), code="draft")


def _close(application: Application, outcome: str, by: User | None = None) -> Application:
    application.outcome, application.decided_by = outcome, by
    application.decided_at = timezone.now()
    application.save()
    return application


def _tell(kind: str, application: Application) -> None:
    if not application.contact_email:
        return
    write(
        kind,
        application.pk,
        application.contact_email,
        organisation=application.organisation,
        language=application.language,
    )


def _ready(organisation: Organisation) -> Organisation:
    return Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _organisation_of(application: Application) -> Organisation:
    """A new organisation, not published, with what the applicant said of it."""
    organisation = Organisation(
        slug=free_slug(application.name),
        acronym=application.acronym,
        kind=application.kind,
        country=application.country,
        city=application.city,
        website=application.website,
        siren=application.siren,
        **{f"name_{application.language}": application.name},
    )
    organisation.full_clean()
    organisation.save()
    organisation.borders.set(application.borders.all())
    return organisation


def free_slug(name: str) -> str:
    """The address of a new organisation: its name, with a number when it is taken."""
    base = slugify(name)[:110].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def _invite(application: Application, organisation: Organisation, by: User, letters: bool) -> None:
    invitation = Invitation.objects.create(
        organisation=organisation,
        email=application.contact_email,
        function=application.contact_function,
        language=application.language,
        invited_by=by,
        **dict.fromkeys(CAPABILITIES, True),
    )
    if letters and "invitation" in KINDS:
        write("invitation", f"{invitation.pk}:{invitation.sendings}", invitation.email)
