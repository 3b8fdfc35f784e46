"""Letters about people: what they say, in whose language, and when they no longer leave."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from members.acting import Actor
from members.letters import people
from members.models import CAPABILITIES, Invitation, Letter, Mandate
from members.services import invitations, join_requests, mandates
from tests.factories import JoinRequestFactory, MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def manager():
    place = OrganisationFactory(slug="place", name_fr="Eurodistrict")
    return MandateFactory(
        organisation=place, manages_people=True, user__name="Rosa Muster", function="maire"
    )


@pytest.fixture
def by(manager):
    return Actor(manager.user, manager)


@pytest.fixture
def invitation(manager, by):
    new = Invitation(
        organisation=manager.organisation, email="anne@example.org", function="directrice",
        language="en", edits_profile=True, proposes_projects=True,
    )  # fmt: skip
    return invitations.invite(new, by=by)


@pytest.fixture
def sent(mailoutbox):
    """Send what waits; the letters of this call."""

    def send():
        mailoutbox.clear()
        call_command("run_due", verbosity=0)
        return list(mailoutbox)

    return send


def link(letter):
    words = letter.body.split()
    return next(word for word in words if "://" in word)


def test_the_invitation_says_the_rights_to_come_in_the_invited_ones_language(
    sent, invitation, client
):
    (letter,) = sent()
    assert letter.to == ["anne@example.org"]
    assert letter.subject == "Invitation to act for Eurodistrict"
    assert "Rosa Muster, maire, for Eurodistrict, invites you" in letter.body
    for words in ("Keep the page. Change", "Propose projects. Describe", "directrice"):
        assert words in letter.body
    assert "Say who may act" not in letter.body
    assert invitation.token in link(letter)
    assert "/en/invitations/" in link(letter)


def test_who_has_an_account_reads_it_in_their_own_language(sent, manager, by):
    user = UserFactory(email="Anne@example.org", language="en")
    new = Invitation(organisation=manager.organisation, email=user.email, function="élue")
    invitations.invite(new, by=by)
    (letter,) = sent()
    assert letter.subject == "Invitation to act for Eurodistrict"
    assert Letter.objects.get().user == user


def test_the_link_of_the_letter_opens_the_page(sent, invitation, client):
    (letter,) = sent()
    path = "/" + link(letter).split("/", 3)[3]
    assert client.get(path).status_code == 200


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "withdrawn", "closed_at": timezone.now()},
        {"expires_at": timezone.now()},
        {"email": "other@example.org"},
    ],
)
def test_an_invitation_that_no_longer_waits_is_withheld(sent, invitation, change):
    Invitation.objects.update(**change)
    letters = [letter for letter in sent() if letter.to == ["anne@example.org"]]
    assert letters == []
    assert Letter.objects.get(kind="invitation").withheld_because


def test_who_invited_learns_the_answer(sent, invitation, manager):
    sent()
    invitations.accept(
        invitation, user=UserFactory(email="anne@example.org", name="Anne"), is_public=False
    )
    (letter,) = sent()
    assert letter.to == [manager.user.email]
    assert "Anne a accepté votre invitation" in letter.body


def test_who_no_longer_acts_there_learns_nothing(sent, invitation, manager):
    sent()
    invitations.decline(invitation)
    MandateFactory(organisation=manager.organisation, manages_people=True)
    Mandate.objects.filter(pk=manager.pk).update(ends_on=day(-1))
    sent()
    assert Letter.objects.get(kind="invitation_declined").email is None
    assert "n’agit plus" in Letter.objects.get(kind="invitation_declined").withheld_because


def test_another_address_is_asked_for(sent, invitation, manager):
    sent()
    user = UserFactory(email="am@example.org", name="Anne Martin")
    invitations.ask_for_other_address(invitation, user=user)
    (letter,) = sent()
    assert "Anne Martin a ouvert l’invitation" in letter.body
    assert "am@example.org" in letter.body
    assert f"/fr/members/place/people/invitations/{invitation.pk}/address/" in link(letter)


def test_a_request_goes_to_each_manager_in_their_language(sent, manager):
    other = MandateFactory(
        organisation=manager.organisation, manages_people=True, user__language="en"
    )
    request = JoinRequestFactory.build(
        organisation=manager.organisation, name="Karl Weber", message="Je suis le tram."
    )
    join_requests.ask(request)
    letters = {letter.to[0]: letter for letter in sent()}
    assert "Karl Weber demande à agir" in letters[manager.user.email].subject
    assert "Karl Weber asks to act" in letters[other.user.email].subject
    assert "Je suis le tram." in letters[other.user.email].body


def test_a_request_answered_meanwhile_is_not_announced(sent, manager, by):
    request = join_requests.ask(JoinRequestFactory.build(organisation=manager.organisation))
    join_requests.refuse(request, reason="Nous ne vous connaissons pas.", by=by)
    (letter,) = sent()
    assert letter.to == [request.email]
    assert "Nous ne vous connaissons pas." in letter.body
    assert "Rosa Muster, maire, pour Eurodistrict" in letter.body


def test_an_accepted_request_without_account_is_answered_by_the_invitation(sent, manager, by):
    request = JoinRequestFactory(organisation=manager.organisation)
    join_requests.accept(request, Invitation(function="chargé", speaks_for=True), by=by)
    (letter,) = sent()
    assert "La réponse est oui." in letter.body
    assert "/fr/invitations/" in link(letter)


def test_an_accepted_request_with_account_leads_to_the_page(sent, manager, by):
    request = JoinRequestFactory(organisation=manager.organisation, user=UserFactory())
    join_requests.accept(request, Invitation(function="chargé"), by=by)
    (letter,) = sent()
    assert letter.to == [request.user.email]
    assert "/fr/members/place/people/" in link(letter)


def test_late_requests_reach_staff(sent, manager):
    staff = UserFactory(is_staff=True)
    request = JoinRequestFactory(organisation=manager.organisation, name="Karl Weber")
    type(request).objects.update(created_at=timezone.now() - timedelta(days=10))
    (letter,) = sent()
    assert letter.to == [staff.email]
    assert "Karl Weber" in letter.body
    assert sent() == []


def test_a_change_says_what_one_may_do_now(sent, manager, by):
    mandate = MandateFactory(organisation=manager.organisation, edits_profile=True)
    mandate.edits_profile, mandate.speaks_for = False, True
    mandates.change(mandate, by=by)
    (letter,) = sent()
    assert "Rosa Muster, maire, pour Eurodistrict" in letter.body
    assert "Parler au nom de l’organisme." in letter.body
    assert "Tenir la page" not in letter.body


@pytest.mark.parametrize(
    ("starts", "last", "words"),
    [(-5, 3, "a fixé le dernier jour"), (5, 0, "a annulé votre mandat"), (-5, None, "a levé")],
)
def test_the_end_is_told_with_its_reason(sent, manager, by, starts, last, words):
    mandate = MandateFactory(
        organisation=manager.organisation, starts_on=day(starts), ends_on=day(9)
    )
    last_day = None if last is None else day(last)
    mandates.end(mandate, last_day=last_day, reason="term_over", by=by)
    (letter,) = sent()
    assert letter.to == [mandate.user.email]
    assert words in letter.body
    assert ("fin du mandat électif" in letter.body) is (last is not None)


def test_managers_learn_who_leaves(sent, manager):
    mandate = MandateFactory(organisation=manager.organisation, user__name="Anne")
    actor = Actor(mandate.user, mandate)
    mandates.end(mandate, last_day=day(2), reason="left", by=actor)
    (letter,) = sent()
    assert letter.to == [manager.user.email]
    assert "Anne quitte Eurodistrict" in letter.subject


def test_a_handover_is_told_to_who_hands_over(sent, manager, by):
    new = Invitation(
        organisation=manager.organisation, email="anne@example.org", function="maire",
        starts_on=day(3), replaces=manager, **dict.fromkeys(CAPABILITIES, True),
    )  # fmt: skip
    invitations.invite(new, by=by)
    invitations.accept(
        new, user=UserFactory(email="anne@example.org", name="Anne"), is_public=False
    )
    letters = {letter.subject: letter for letter in sent()}
    assert letters["Anne prend votre suite, Eurodistrict"].to == [manager.user.email]


def test_nobody_reads_a_letter_whose_account_is_closed(sent, manager, by):
    mandate = MandateFactory(organisation=manager.organisation)
    mandates.end(mandate, last_day=day(2), reason="ended", by=by)
    mandate.user.is_active = False
    mandate.user.save()
    assert sent() == []


def test_every_kind_has_its_words(settings):
    folder = settings.BASE_DIR / "templates" / "letters"
    assert [kind.code for kind in people.KINDS if not (folder / f"{kind.code}.txt").exists()] == []
