"""Once a year an organisation is asked whether its facts are still right; a link answers."""

from datetime import timedelta

from django.core import signing
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from members.letters.outbox import write
from members.models import ConfirmationRequest, Mandate, Organisation, User

YEAR = timedelta(days=365)
# Who has just come is left in peace.
SETTLED_AFTER = timedelta(days=30)
LINK_DAYS = 60
SALT = "members.confirmation"


def ask() -> int:
    """Write the yearly letters that are due; return how many organisations are asked.

    Due: published, still existing, neither confirmed nor asked for a year, with somebody who has
    kept its page for a month. All who keep it are asked, each in a letter of their own.
    """
    today = timezone.localdate()
    asked = 0
    for organisation in _due(today).select_for_update(of=["self"], skip_locked=True):
        request, is_new = ConfirmationRequest.objects.get_or_create(
            organisation=organisation, defaults={"asked_on": today}
        )
        if not is_new:
            if request.asked_on > today - YEAR:  # another run was quicker
                continue
            request.asked_on = today
            request.save()
        for person in _keepers(organisation):
            write("confirm_facts", f"{organisation.pk}:{today}", person, organisation=organisation)
        asked += 1
    return asked


def _due(today):
    keepers = Mandate.objects.in_force(today).filter(
        organisation=OuterRef("pk"), edits_profile=True, starts_on__lte=today - SETTLED_AFTER
    )
    lately = ConfirmationRequest.objects.filter(
        organisation=OuterRef("pk"), asked_on__gt=today - YEAR
    )
    return Organisation.objects.filter(
        Q(confirmed_on=None) | Q(confirmed_on__lte=today - YEAR),
        Exists(keepers),
        ~Exists(lately),
        is_published=True,
        ended_on="",
    ).order_by("pk")


def _keepers(organisation: Organisation):
    mandates = Mandate.objects.in_force().filter(organisation=organisation, edits_profile=True)
    return User.objects.filter(pk__in=mandates.values("user"))


def link(organisation: Organisation, person: User) -> str:
    """The path of the page where `person` says, without login, that the facts are right."""
    signed = signing.dumps([organisation.pk, person.pk], salt=SALT)
    return reverse("members:organisation_confirm_by_letter", args=[organisation.slug, signed])


def addressee(organisation: Organisation, signed: str) -> User | None:
    """Whom the link was made for; None when it was made for nobody, or for another organisation.

    `signing.SignatureExpired` after `LINK_DAYS`.
    """
    try:
        organisation_pk, pk = signing.loads(signed, salt=SALT, max_age=timedelta(days=LINK_DAYS))
    except signing.SignatureExpired:
        raise
    except signing.BadSignature:
        return None
    return User.objects.filter(pk=pk).first() if organisation_pk == organisation.pk else None
