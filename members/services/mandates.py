"""Mandates change and end, never are deleted; somebody always manages an organisation's people."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.letters.outbox import write
from members.models import Invitation, Mandate, Organisation, User
from members.models.people import DAY


def lock(organisation: Organisation) -> None:
    """Make all who change the people of `organisation` wait for the end of this transaction.

    It is taken before any row of a mandate, an invitation or a request.
    """
    rows = Organisation.objects.select_for_update(no_key=True).filter(pk=organisation.pk)
    rows.values_list("pk").first()


@contextmanager
def settled(organisation: Organisation) -> Iterator[None]:
    """Change who may act for `organisation`: one after the other, whole or not at all.

    The database looks at once whether somebody still manages people, on every day to come.
    `ValidationError` when nobody would.
    """
    try:
        with transaction.atomic():
            lock(organisation)
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        if getattr(error.__cause__, "diag", None) is None:
            raise
        if error.__cause__.diag.constraint_name != "organisation_keeps_a_manager":  # type: ignore[union-attr]
            raise
        words = _(
            "On some day nobody would be left who says who may act for %(organisation)s. Give this"
            " right to somebody else first, or hand over to a successor."
        )
        raise ValidationError(
            words % {"organisation": organisation}, code="organisation_keeps_a_manager"
        ) from error


def managers_of(organisation: Organisation) -> list[User]:
    """Those who manage its people today, each once."""
    mandates = Mandate.objects.in_force().filter(organisation=organisation, manages_people=True)
    return list(User.objects.filter(pk__in=mandates.values("user")))


def end(
    mandate: Mandate, *, last_day: date | None, reason: str, by: Actor, tell: bool = True
) -> Mandate:
    """Set the last day of `mandate`, which gives rights until it is over; None: no end any more.

    A last day before the first calls the mandate off. When the last day is today or past, the
    invitations made under the mandate lapse. The person gets a letter, or, when they leave, those
    who manage people. `ValidationError` when it has ended, or nobody would manage people.
    """
    with settled(mandate.organisation):
        mandate = _locked(mandate)
        close(mandate, last_day, reason if last_day else "")
        if tell:
            _tell_end(mandate, by)
    return mandate


def end_all(user: User, *, reason: str) -> None:
    """End today what `user` does, and call off what they were to do, for every organisation.

    `ValidationError` where nobody would manage people. Those who manage people are told.
    """
    places = Organisation.objects.filter(
        pk__in=Mandate.objects.not_ended().filter(user=user).values("organisation")
    )
    for organisation in places.order_by("pk"):
        with settled(organisation):
            mandates = organisation.mandates.not_ended().filter(user=user)
            for mandate in mandates.select_related("user", "organisation"):
                close(mandate, timezone.localdate(), reason)
                _tell_end(mandate, Actor(user, mandate))


def close(mandate: Mandate, last_day: date | None, reason: str) -> None:
    """Write the end of a locked mandate, inside `settled`."""
    if last_day:
        last_day = max(last_day, mandate.starts_on - DAY)
    mandate.ends_on, mandate.end_reason = last_day, reason
    mandate.full_clean()
    mandate.save()
    if last_day and last_day <= timezone.localdate():
        made = Invitation.objects.filter(outcome="", invited_under=mandate)
        made.update(outcome=Invitation.Outcome.LAPSED, closed_at=timezone.now())


def change(mandate: Mandate, *, by: Actor, tell: bool = True) -> Mandate:
    """Save the function and capabilities that `mandate` holds; the person gets a letter.

    Its row was read after `lock`. `ValidationError` when it has ended, when the person already has
    this function, or nobody would manage people.
    """
    with settled(mandate.organisation):
        if mandate.has_ended():
            raise ValidationError(_("This mandate has ended."))
        mandate.full_clean()
        before = mandate.version
        mandate.save()
        mandate.refresh_from_db(fields=["version"])
        if tell and mandate.version != before and mandate.user != by.user:
            _write("mandate_changed", mandate, mandate.user, by)
    return mandate


def _locked(mandate: Mandate) -> Mandate:
    rows = Mandate.objects.select_related("user", "organisation")
    mandate = rows.select_for_update(of=["self"]).get(pk=mandate.pk)
    if mandate.has_ended():
        raise ValidationError(_("This mandate has ended."))
    return mandate


def _tell_end(mandate: Mandate, by: Actor) -> None:
    mandate.refresh_from_db(fields=["version"])
    if mandate.user != by.user:
        _write("mandate_ended", mandate, mandate.user, by)
        return
    for manager in managers_of(mandate.organisation):
        if manager != mandate.user:
            _write("mandate_left", mandate, manager, by)


def _write(kind: str, mandate: Mandate, to: User, by: Actor) -> None:
    subject = f"{mandate.pk}:{mandate.version}"
    write(kind, subject, to, organisation=mandate.organisation, facts=by.keys)
