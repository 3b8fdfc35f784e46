"""A letter about consents of each kind, written as the portal writes it."""

from datetime import UTC, date, datetime

from members.models import Letter, Mandate
from partnerships.digests import write_digests
from partnerships.models import Action, Consent, ConsentRequest, Follow, Investment
from partnerships.services import consents
from partnerships.services.comments import say
from tests.factories import (
    ActionFactory,
    AxisFactory,
    ConsentFactory,
    InvestmentFactory,
    MandateFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    UserFactory,
    WorkstreamFactory,
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


def followed_action(language: str) -> Action:
    """An action of the Bank, whose officer Anne Martin follows its axis."""
    by = speaker(language)
    partnership = PartnershipFactory(
        slug="bank",
        partner=by.organisation,
        title_fr="Partenariat avec la Banque",
        title_en="Partnership with the Bank",
    )
    axis = AxisFactory(partnership=partnership, number=1)
    Follow.objects.create(user=by.user, partnership=partnership, axis=axis)
    return ActionFactory(
        pk=7,
        workstream=WorkstreamFactory(axis=axis),
        title_fr="Atelier <Lys> & fils",
        title_en="Workshop <Lys> & sons",
    )


def partnership_comment(language: str) -> Letter:
    action = followed_action(language)
    officer = Follow.objects.get().user
    staff = UserFactory(is_staff=True, name="Équipe MOT")
    question = say(action, officer, "Quand, et où ?")
    answer = say(action, staff, "Le 3 mars à <Lille> & Courtrai.", question)
    return told("partnership_comment", answer.pk, language)


def partnership_digest(language: str) -> Letter:
    followed_action(language)
    write_digests()
    letter = Letter.objects.get(kind="partnership_digest")
    letter.language = language
    letter.save()
    return letter


SAMPLES = {
    "partnership_comment": partnership_comment,
    "partnership_digest": partnership_digest,
    "consent_asked": consent_asked,
    "consent_ends_soon": consent_ends_soon,
    "consent_given": consent_given,
    "consent_refused": consent_refused,
    "consent_withdrawn": consent_withdrawn,
}
