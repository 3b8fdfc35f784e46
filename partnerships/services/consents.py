"""Consents: given and withdrawn by who speaks for the organisation, asked for by the staff."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from members.letters.outbox import write
from members.models import Letter, Mandate, Organisation, User
from partnerships.models import SHARED, Consent, ConsentRequest, Investment, Partnership
from partnerships.sharing import parts_to_open
from projects.models import Project

LONGEST_YEARS = 5
NOTICE = timedelta(days=30)


def last_possible_day() -> date:
    today = timezone.localdate()
    day = today.day if (today.month, today.day) != (2, 29) else 28
    return today.replace(year=today.year + LONGEST_YEARS, day=day)


def check_end(day: date) -> None:
    """`ValidationError` unless a consent may last until `day`: one to come, not too far away."""
    if day <= timezone.localdate():
        raise ValidationError(_("Give a day to come."))
    if day > last_possible_day():
        last = date_format(last_possible_day(), "DATE_FORMAT")
        raise ValidationError(_("Five years at most: until %s.") % last)


@transaction.atomic
def give(
    partnership: Partnership, project: Project, *, by: Mandate, values: dict[str, Any]
) -> Consent:
    """Open `project` to the partner for the organisation of `by`, who speaks for it.

    `values` are `SHARED`, `contact` and `ends_on`. The consent before, if any, is withdrawn; the
    same given twice is given once. `ValidationError`, by field, when it cannot be.
    """
    _lock(project)
    _check(partnership, project, by.organisation, values)
    row = Consent(
        partnership=partnership,
        organisation=by.organisation,
        project=project,
        given_by=by.user,
        **_kept(values),
    )
    before = _open(partnership, project, by.organisation)
    if before and before.is_in_force and _kept(values) == _said(before):
        return before
    if before:
        _end(before, by.user)
    row.validate_constraints()
    row.save()
    _answer(partnership, project, by)
    _tell("consent_given", row)
    return row


def _check(partnership, project, organisation, values: dict[str, Any]) -> None:
    try:
        check_end(values["ends_on"])
    except ValidationError as error:
        raise ValidationError({"ends_on": error}) from error
    allowed = parts_to_open(organisation, partnership, project)
    if any(values.get(name) for name in SHARED if name not in allowed):
        words = _("Another organisation keeps this project: it alone opens more than your contact.")
        raise ValidationError(words)
    if values.get("shares_contact") and not values.get("contact"):
        raise ValidationError({"contact": _("Say whom the partner may call.")})


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """What is written; a contact that is not shared is not kept."""
    ticked = {name: bool(values.get(name)) for name in SHARED}
    contact = values.get("contact", "") if ticked["shares_contact"] else ""
    return ticked | {"contact": contact, "ends_on": values["ends_on"]}


def _said(consent: Consent) -> dict[str, Any]:
    return {name: getattr(consent, name) for name in [*SHARED, "contact", "ends_on"]}


@transaction.atomic
def withdraw(partnership: Partnership, project: Project, *, by: Mandate) -> Consent | None:
    """Close what the organisation of `by` opened; None when nothing was open."""
    _lock(project)
    row = _open(partnership, project, by.organisation)
    if row is None or not row.is_in_force:
        return None
    _end(row, by.user)
    _tell("consent_withdrawn", row)
    return row


@transaction.atomic
def ask_consent(investment: Investment, *, by: User) -> ConsentRequest:
    """Ask who speaks for the organisation that carries it; asked twice is asked once.

    `ValidationError` when the partner sees it already, or when nobody could answer.
    """
    _lock(investment.project)
    if waiting := investment.requests.waiting().first():  # type: ignore[attr-defined]
        return waiting
    own = _open(investment.partnership, investment.project, investment.organisation)
    if own and own.is_in_force:
        raise ValidationError(_("The organisation consents already."))
    if not investment.partnership.is_published:
        raise ValidationError(
            _("Publish the partnership first: the organisation could not read it.")
        )
    speakers = speakers_of(investment.organisation)
    if not speakers:
        raise ValidationError(
            _("Nobody speaks for this organisation on the portal: it must first name somebody.")
        )
    request = ConsentRequest.objects.create(investment=investment, asked_by=by)
    for person in speakers:
        write("consent_asked", request.pk, person, organisation=investment.organisation)
    return request


@transaction.atomic
def refuse(partnership: Partnership, project: Project, *, by: Mandate) -> ConsentRequest | None:
    """Say no to what the staff ask; None when nothing waits."""
    _lock(project)
    request = _answer(partnership, project, by, is_refused=True)
    if request:
        write("consent_refused", request.pk, settings.CONTACT_EMAIL, organisation=by.organisation)
    return request


def announce_ends() -> int:
    """Write to who speaks for the organisations whose consents end within `NOTICE`; how many.

    What was given for less than the notice is not announced.
    """
    today = timezone.localdate()
    rows = Consent.objects.in_force().filter(
        ends_on__lte=today + NOTICE, ends_on__gt=F("given_at__date") + NOTICE
    )
    return sum(
        _announce(consent, person)
        for consent in rows.select_related("organisation")
        for person in speakers_of(consent.organisation)
    )


def _announce(consent: Consent, person: User) -> int:
    """1 when the letter is new, else 0."""
    if Letter.objects.filter(
        kind="consent_ends_soon", subject_key=consent.pk, recipient=person.email
    ).exists():
        return 0
    write("consent_ends_soon", consent.pk, person, organisation=consent.organisation)
    return 1


def speakers_of(organisation: Organisation) -> list[User]:
    """The people who may speak for `organisation` today."""
    mandates = Mandate.objects.in_force().filter(organisation=organisation, speaks_for=True)
    return list(User.objects.filter(pk__in=mandates.values("user"), is_active=True).order_by("pk"))


def _lock(project: Project) -> None:
    """Whoever gives, withdraws or asks about one project waits for the one before."""
    Project.objects.select_for_update(of=["self"], no_key=True).only("pk").get(pk=project.pk)


def _open(partnership, project, organisation) -> Consent | None:
    """The consent that was not withdrawn; its last day may be over."""
    rows = Consent.objects.filter(partnership=partnership, project=project, withdrawn_at=None)
    return rows.filter(organisation=organisation).first()


def _end(row: Consent, by: User) -> None:
    row.withdrawn_at, row.withdrawn_by = timezone.now(), by
    row.save(update_fields=["withdrawn_at", "withdrawn_by"])


def _answer(partnership, project, by: Mandate, is_refused=False) -> ConsentRequest | None:
    """Close what the staff ask about this project, if they do."""
    requests = ConsentRequest.objects.waiting().filter(
        investment__partnership=partnership,
        investment__project=project,
        investment__organisation=by.organisation,
    )
    request = requests.first()
    if request:
        request.answered_at, request.answered_by = timezone.now(), by.user
        request.is_refused = is_refused
        request.save()
    return request


def _tell(kind: str, row: Consent) -> None:
    """A letter to each who speaks for the organisation, and one to the staff."""
    readers: list[User | str] = [*speakers_of(row.organisation), settings.CONTACT_EMAIL]
    for reader in readers:
        write(kind, row.pk, reader, organisation=row.organisation)
