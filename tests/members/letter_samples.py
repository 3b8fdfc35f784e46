"""A letter of each kind, written as the portal writes it; a new kind adds its own here."""

from datetime import date

from members.letters.outbox import write
from members.models import Letter
from members.services.accounts import send_password_letter
from members.services.relay import relay_letter
from tests.factories import MandateFactory, OrganisationFactory, UserFactory


def reader(language: str, **facts):
    return UserFactory(email="anne@example.org", name="Anne Martin", language=language, **facts)


def organisation():
    return OrganisationFactory(
        slug="lille", name_fr="Ville de Lille", name_en="City of Lille",
        contact_email="lille@example.org",
    )  # fmt: skip


def relay(language: str) -> Letter:
    letter = relay_letter(
        organisation(),
        token="a-token",
        name="Jean d’Arc & fils",
        email="jean@example.org",
        subject="Le tram <T>",
        message="Bonjour,\n\nqui suit le tram {{ user }} ? Voir https://tram.example/?a=1&b=2.",
    )
    letter.language = language
    letter.save()
    return letter


def choose_password(language: str) -> Letter:
    return send_password_letter(reader(language))


def message(language: str) -> Letter:
    facts = {"subject": "A subject", "text": "A text.\n"}
    return write("message", "a-key", reader(language), language=language, facts=facts)


def mandate(language: str, ends_on: date):
    return MandateFactory(
        user=reader(language), organisation=organisation(), function="maire", ends_on=ends_on
    )


def mandate_ends_soon(language: str) -> Letter:
    ending = mandate(language, date(2099, 6, 30))
    subject = f"{ending.pk}:{ending.ends_on}"
    return write("mandate_ends_soon", subject, ending.user, organisation=ending.organisation)


def mandate_over(language: str) -> Letter:
    over = mandate(language, date(2024, 6, 30))
    subject = f"{over.pk}:{over.ends_on}"
    return write("mandate_over", subject, over.user, organisation=over.organisation)


SAMPLES = {
    "choose_password": choose_password,
    "mandate_ends_soon": mandate_ends_soon,
    "mandate_over": mandate_over,
    "message": message,
    "relay": relay,
}
