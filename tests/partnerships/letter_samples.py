"""A letter about consents of each kind, written as the portal writes it."""

from datetime import UTC, date, datetime

from members.models import Letter, Mandate
from partnerships.models import Consent, ConsentRequest, Investment
from partnerships.services import consents
from tests.factories import (
    ConsentFactory,
    InvestmentFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    UserFactory,
)
from tests.members.letter_samples import organisation, reader


def speaker(language: str) -> Mandate:
    return MandateFactory(
        user=reader(language), organisation=organisation(), function="maire", speaks_for=True
    )


def investment(by: Mandate) -> Investment:
    return InvestmentFactory(
        organisation=by.organisation,
        partnership=PartnershipFactory(
            slug="bank",
            partner=OrganisationFactory(slug="the-bank", name_fr="La Banque", name_en="The Bank"),
        ),
        project=ProjectFactory(
            slug="lys", title_fr="Passerelle <Lys> & fils", title_en="Footbridge <Lys> & sons"
        ),
    )


def consent(by: Mandate, **facts) -> Consent:
    facts = {"ends_on": date(2099, 6, 30), "shares_budget": True, "shares_gap": True} | facts
    return ConsentFactory(of=investment(by), given_by=by.user, **facts)


def told(kind: str, subject: int, language: str) -> Letter:
    """The letter of that kind to Anne Martin, else the one to the staff."""
    letters = Letter.objects.filter(kind=kind, subject_key=subject)
    letter = letters.exclude(user=None).first() or letters.get()
    letter.language = language
    letter.save()
    return letter


def consent_given(language: str) -> Letter:
    row = consent(speaker(language))
    consents._tell("consent_given", row)
    return told("consent_given", row.pk, language)


def consent_withdrawn(language: str) -> Letter:
    by = speaker(language)
    row = consent(by, withdrawn_by=by.user, withdrawn_at=datetime(2026, 3, 1, 9, 30, tzinfo=UTC))
    consents._tell("consent_withdrawn", row)
    return told("consent_withdrawn", row.pk, language)


def consent_ends_soon(language: str) -> Letter:
    by = speaker(language)
    row = consent(by)
    consents._announce(row, by.user)
    return told("consent_ends_soon", row.pk, language)


def asked(by: Mandate) -> ConsentRequest:
    return consents.ask_consent(investment(by), by=UserFactory(is_staff=True))


def consent_asked(language: str) -> Letter:
    return told("consent_asked", asked(speaker(language)).pk, language)


def consent_refused(language: str) -> Letter:
    by = speaker(language)
    row = asked(by).investment
    request = consents.refuse(row.partnership, row.project, by=by)
    assert request
    return told("consent_refused", request.pk, language)


SAMPLES = {
    "consent_asked": consent_asked,
    "consent_ends_soon": consent_ends_soon,
    "consent_given": consent_given,
    "consent_refused": consent_refused,
    "consent_withdrawn": consent_withdrawn,
}
