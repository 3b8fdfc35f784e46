"""Invitations: made, sent again, withdrawn, accepted once, from the invited address."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from members.acting import Actor
from members.models import CAPABILITIES, Invitation, Letter, Mandate, User
from members.services import invitations
from tests.factories import InvitationFactory, MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "quatre mots bien secrets"


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def manager():
    organisation = OrganisationFactory(slug="place", name_fr="Eurodistrict")
    return MandateFactory(
        organisation=organisation, manages_people=True, user__name="Rosa Muster", function="maire"
    )


@pytest.fixture
def by(manager):
    return Actor(manager.user, manager)


def new(manager, **facts):
    facts = {"email": "anne@example.org", "function": "directrice", "starts_on": day()} | facts
    return Invitation(organisation=manager.organisation, **facts)


@pytest.fixture
def waiting(manager, by):
    return invitations.invite(new(manager, edits_profile=True), by=by)


def letters(kind):
    return list(Letter.objects.filter(kind=kind).values_list("recipient", flat=True))


# Inviting


def test_an_invitation_is_a_row_and_a_letter(waiting, manager):
    assert waiting.status == "waiting"
    assert (waiting.invited_by, waiting.invited_under) == (manager.user, manager)
    assert waiting.expires_at.date() == (timezone.now() + timedelta(days=14)).date()
    letter = Letter.objects.get()
    assert (letter.kind, letter.recipient) == ("invitation", "anne@example.org")


def test_staff_may_invite_without_a_letter(manager):
    invitations.invite(new(manager), by=Actor(UserFactory(is_staff=True)), tell=False)
    assert not Letter.objects.exists()


@pytest.mark.parametrize("email", ["ANNE@example.org", " anne@example.org "])
@pytest.mark.parametrize("function", ["directrice", "DIRECTRICE"])
def test_the_same_invitation_waits_once(waiting, manager, by, email, function):
    with pytest.raises(ValidationError, match="déjà en attente"):
        invitations.invite(new(manager, email=email, function=function), by=by)
    invitations.invite(new(manager, function="élue"), by=by)


def test_who_has_the_function_is_not_invited_to_it(manager, by):
    held = MandateFactory(organisation=manager.organisation, user__email="anne@example.org")
    with pytest.raises(ValidationError, match="exerce déjà"):
        invitations.invite(new(manager, function=held.function), by=by)


def test_the_first_day_is_not_past(manager, by):
    with pytest.raises(ValidationError, match="ne peut pas être passé"):
        invitations.invite(new(manager, starts_on=day(-1)), by=by)


def test_twenty_wait_at_most(manager, by):
    organisation = manager.organisation
    InvitationFactory.create_batch(19, organisation=organisation)
    InvitationFactory(organisation=organisation, expires_at=timezone.now())
    InvitationFactory(organisation=organisation, outcome="declined", closed_at=timezone.now())
    InvitationFactory()
    invitations.invite(new(manager), by=by)
    with pytest.raises(ValidationError, match="20 invitations attendent déjà"):
        invitations.invite(new(manager, email="other@example.org"), by=by)
    assert organisation.invitations.waiting().count() == 20


def test_one_that_lapsed_leaves_room_for_the_same(waiting, manager, by):
    Invitation.objects.update(expires_at=timezone.now())
    again = invitations.invite(new(manager), by=by)
    waiting.refresh_from_db()
    assert (waiting.outcome, again.status) == ("lapsed", "waiting")


# Again, elsewhere, withdrawn


def test_sent_again_once_for_each_click_seen(waiting, by):
    Invitation.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    for _click in range(2):
        sent = invitations.resend(waiting, sendings=1, by=by)
    assert (sent.sendings, sent.token) == (2, waiting.token)
    assert sent.expires_at > timezone.now() + timedelta(days=13)
    assert letters("invitation") == ["anne@example.org"] * 2


def test_one_that_lapsed_waits_again_in_the_name_of_who_sends_it(waiting, manager):
    other = MandateFactory(organisation=manager.organisation, manages_people=True)
    Invitation.objects.update(outcome="lapsed", closed_at=timezone.now(), invited_under=None)
    sent = invitations.resend(waiting, sendings=1, by=Actor(other.user, other))
    assert (sent.status, sent.invited_by) == ("waiting", other.user)


@pytest.mark.parametrize("outcome", ["accepted", "declined", "withdrawn"])
def test_what_was_answered_is_not_sent_again(waiting, by, outcome):
    Invitation.objects.update(outcome=outcome, closed_at=timezone.now())
    with pytest.raises(ValidationError, match="n’attend plus"):
        invitations.resend(waiting, sendings=1, by=by)
    assert letters("invitation") == ["anne@example.org"]


def test_another_address_gets_another_link(waiting, by):
    moved = invitations.readdress(waiting, email="Anne.Martin@example.org", by=by)
    assert moved.token != waiting.token
    assert moved.email == "anne.martin@example.org"
    assert letters("invitation") == ["anne.martin@example.org", "anne@example.org"]


def test_withdrawn_is_closed(waiting, by):
    invitations.withdraw(waiting, by=by)
    with pytest.raises(ValidationError, match="n’attend plus"):
        invitations.accept(waiting, user=UserFactory(email=waiting.email), is_public=False)
    assert Mandate.objects.count() == 1


# Accepting


def test_accepting_gives_what_was_offered(manager, by):
    offered = dict.fromkeys(CAPABILITIES[1:4], True)
    invitation = invitations.invite(
        new(manager, starts_on=day(2), ends_on=day(9), is_public=True, **offered), by=by
    )
    user = UserFactory(email="Anne@example.org")
    mandate = invitations.accept(invitation, user=user, is_public=False)
    mandate.refresh_from_db()
    assert (mandate.user, mandate.organisation) == (user, manager.organisation)
    assert (mandate.function, mandate.starts_on, mandate.ends_on) == ("directrice", day(2), day(9))
    assert mandate.capabilities == dict.fromkeys(CAPABILITIES, False) | offered
    assert not mandate.is_public
    invitation.refresh_from_db()
    assert (invitation.outcome, invitation.mandate) == ("accepted", mandate)
    assert letters("invitation_accepted") == [manager.user.email]


def test_accepted_late_it_begins_the_day_of_the_yes(waiting):
    Invitation.objects.update(starts_on=day(-10))
    mandate = invitations.accept(waiting, user=UserFactory(email=waiting.email), is_public=True)
    assert mandate.starts_on == day()


def test_only_the_invited_address_accepts(waiting):
    with pytest.raises(ValidationError, match="anne@example.org, et vous êtes .* x@example.org"):
        invitations.accept(waiting, user=UserFactory(email="x@example.org"), is_public=False)
    assert waiting.organisation.mandates.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now()},
        {"ends_on": day(-1), "starts_on": day(-2)},
        {"outcome": "declined", "closed_at": timezone.now()},
    ],
)
def test_what_no_longer_waits_is_not_accepted(waiting, change):
    Invitation.objects.update(**change)
    with pytest.raises(ValidationError, match="n’attend plus"):
        invitations.accept(waiting, user=UserFactory(email=waiting.email), is_public=False)


def test_the_end_of_the_inviters_mandate_closes_the_door(waiting, manager):
    MandateFactory(organisation=manager.organisation, manages_people=True)
    Mandate.objects.filter(pk=manager.pk).update(ends_on=day(-1))
    with pytest.raises(ValidationError, match="n’attend plus"):
        invitations.accept(waiting, user=UserFactory(email=waiting.email), is_public=False)


def test_several_wait_for_one_address(waiting, manager, by):
    invitations.invite(new(manager, function="élue"), by=by)
    InvitationFactory(email="ANNE@example.org")
    InvitationFactory(email="anne@example.org", expires_at=timezone.now())
    InvitationFactory()
    assert invitations.waiting_for(UserFactory(email="anne@example.org")).count() == 3


# Handing over


@pytest.fixture
def successor(manager, by):
    capabilities = manager.capabilities
    invitation = new(manager, starts_on=day(20), replaces=manager, **capabilities)
    return invitations.invite(invitation, by=by)


def test_until_the_yes_nothing_changes(successor, manager):
    manager.refresh_from_db()
    assert manager.ends_on is None


def test_the_predecessor_ends_on_the_eve(successor, manager):
    new = invitations.accept(successor, user=UserFactory(email=successor.email), is_public=False)
    manager.refresh_from_db()
    assert (manager.ends_on, manager.end_reason) == (day(19), "handed_over")
    assert new.starts_on == day(20)
    assert letters("handover") == [manager.user.email]
    days = [
        Mandate.objects.in_force(day(number)).filter(manages_people=True).count()
        for number in (0, 19, 20, 21)
    ]
    assert days == [1, 1, 1, 1]


def test_an_earlier_end_stays(manager, by):
    other = MandateFactory(organisation=manager.organisation, ends_on=day(3))
    invitation = invitations.invite(new(manager, starts_on=day(20), replaces=other), by=by)
    invitations.accept(invitation, user=UserFactory(email=invitation.email), is_public=False)
    other.refresh_from_db()
    assert other.ends_on == day(3)


def test_a_successor_who_manages_nobody_is_refused_at_once(manager, by):
    invitation = new(manager, starts_on=day(20), replaces=manager)
    MandateFactory(organisation=manager.organisation)
    capabilities = manager.capabilities | {"manages_people": False}
    for name, value in capabilities.items():
        setattr(invitation, name, value)
    with pytest.raises(ValidationError, match="plus personne"):
        invitations.invite(invitation, by=by)
    manager.refresh_from_db()
    assert manager.ends_on is None
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"email": "rosa@example.org"}, "doit être une autre"),
        ({"starts_on": day()}, "doit venir après"),
    ],
)
def test_a_handover_makes_sense(manager, by, facts, words):
    User.objects.filter(pk=manager.user_id).update(email="rosa@example.org")
    Mandate.objects.filter(pk=manager.pk).update(starts_on=day())
    manager = Mandate.objects.select_related("user", "organisation").get(pk=manager.pk)
    offered = {"starts_on": day(1), "replaces": manager, "manages_people": True} | facts
    with pytest.raises(ValidationError, match=words):
        invitations.invite(new(manager, **offered), by=by)


# In time


def test_run_due_lapses_what_is_over_and_tells_who_invited(waiting, manager):
    Invitation.objects.update(expires_at=timezone.now())
    call_command("run_due", verbosity=0)
    call_command("run_due", verbosity=0)
    waiting.refresh_from_db()
    assert waiting.outcome == "lapsed"
    assert letters("invitation_lapsed") == [manager.user.email]


def test_run_due_lapses_the_invitations_of_who_left(waiting, manager):
    MandateFactory(organisation=manager.organisation, manages_people=True)
    Mandate.objects.filter(pk=manager.pk).update(ends_on=day(-1))
    call_command("run_due", verbosity=0)
    waiting.refresh_from_db()
    assert waiting.outcome == "lapsed"
    assert letters("invitation_lapsed") == []


def test_the_status_is_the_same_in_sql(waiting, manager):
    past = MandateFactory(organisation=manager.organisation, ends_on=day(-1))
    organisation = manager.organisation
    InvitationFactory(organisation=organisation, expires_at=timezone.now())
    InvitationFactory(organisation=organisation, starts_on=day(-3), ends_on=day(-1))
    InvitationFactory(organisation=organisation, starts_on=day(-3), ends_on=day())
    InvitationFactory(organisation=organisation, invited_under=past)
    InvitationFactory(organisation=organisation, outcome="accepted", closed_at=timezone.now())
    rows = list(Invitation.objects.with_status())
    assert [row.status for row in rows] == [row.status_now for row in rows]
    assert (
        sorted(row.status for row in rows)
        == ["accepted", "lapsed", "lapsed", "lapsed"] + ["waiting"] * 2
    )
    assert Invitation.objects.overdue().count() == 3
    assert Invitation.objects.waiting().count() == 2


def test_addresses_are_forgotten_after_ninety_days(waiting, by):
    invitations.withdraw(waiting, by=by)
    Invitation.objects.update(closed_at=timezone.now() - timedelta(days=89))
    call_command("run_due", verbosity=0)
    waiting.refresh_from_db()
    assert waiting.email == "anne@example.org"
    Invitation.objects.update(closed_at=timezone.now() - timedelta(days=91))
    call_command("run_due", verbosity=0)
    waiting.refresh_from_db()
    assert waiting.email == ""


# Their page


def page(invitation, client=None):
    return (client or Client()).get(invitation.get_absolute_url())


def logged_in(**facts):
    client = Client()
    client.force_login(UserFactory(**facts))
    return client


def test_the_page_says_who_invites_to_what_and_no_address(waiting):
    response = page(waiting)
    html = response.content.decode()
    for words in ("Rosa Muster, maire, pour Eurodistrict", "directrice", "Tenir la page"):
        assert words in html
    assert "anne@example.org" not in html
    assert waiting.organisation.mandates.get().user.email not in html
    assert "a…@example.org" in html
    assert 'content="noindex, nofollow"' in html
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
    assert set(response.cookies) == {"csrftoken"}


def test_the_rights_that_are_not_given_are_not_promised(waiting):
    assert "Proposer des projets" not in page(waiting).content.decode()


def test_an_account_is_made_while_accepting(waiting, client):
    data = {"name": "Anne Martin", "password": PASSWORD, "is_public": "on"}
    response = client.post(waiting.get_absolute_url(), data)
    assert response["Location"] == "/fr/members/place/people/"
    mandate = Mandate.objects.get(user__email="anne@example.org")
    assert (mandate.user.name, mandate.is_public) == ("Anne Martin", True)
    assert mandate.user.check_password(PASSWORD)
    assert "Anne Martin" in client.get(response["Location"]).content.decode()
    event = Mandate.pgh_event_models["insert"].objects.get(id=mandate.pk)
    assert event.pgh_context.metadata["user"] == mandate.user.pk


@pytest.mark.parametrize(
    ("change", "field"), [({"password": "1234"}, "password"), ({"name": ""}, "name")]
)
def test_a_bad_answer_keeps_what_was_typed_and_makes_nothing(waiting, client, change, field):
    data = {"name": "Anne Martin", "password": PASSWORD} | change
    response = client.post(waiting.get_absolute_url(), data)
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert field == "name" or "Anne Martin" in response.content.decode()
    assert not User.objects.filter(email="anne@example.org").exists()


def test_who_has_an_account_logs_in_first(waiting, client):
    UserFactory(email="anne@example.org")
    html = page(waiting).content.decode()
    assert f"/fr/accounts/login/?next={waiting.get_absolute_url()}" in html
    data = {"name": "Anne", "password": PASSWORD}
    assert client.post(waiting.get_absolute_url(), data).status_code == 403
    assert waiting.organisation.mandates.count() == 1


def test_who_is_invited_accepts_by_post_alone(waiting):
    client = logged_in(email="ANNE@example.org")
    assert page(waiting, client).status_code == 200
    assert waiting.organisation.mandates.count() == 1
    for _click in range(2):
        response = client.post(waiting.get_absolute_url())
        assert response["Location"] == "/fr/members/place/people/"
    assert waiting.organisation.mandates.count() == 2


def test_a_mandate_to_come_leads_back_to_what_was_accepted(waiting):
    Invitation.objects.update(starts_on=day(3))
    client = logged_in(email="anne@example.org")
    response = client.post(waiting.get_absolute_url(), follow=True)
    assert response.status_code == 200
    assert "vous agissez pour Eurodistrict" in response.content.decode()


def test_the_wrong_address_is_explained_precisely(waiting, manager):
    client = logged_in(email="other@example.org")
    response = page(waiting, client)
    html = response.content.decode()
    assert "anne@example.org, et vous êtes connecté avec other@example.org" in html
    assert client.post(waiting.get_absolute_url()).status_code == 403
    assert client.post(f"{waiting.get_absolute_url()}decline/").status_code == 403
    assert waiting.organisation.mandates.count() == 1
    for _click in range(2):
        assert client.post(f"{waiting.get_absolute_url()}address/").status_code == 302
    assert letters("invitation_address") == [manager.user.email]


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("accepted", "a été acceptée"),
        ("declined", "a été déclinée"),
        ("withdrawn", "a été retirée"),
        ("lapsed", "est caduque"),
    ],
)
def test_what_is_closed_says_so_in_words(waiting, client, outcome, words):
    Invitation.objects.update(outcome=outcome, closed_at=timezone.now())
    response = page(waiting)
    assert response.status_code == 200
    assert words in response.content.decode()
    response = client.post(waiting.get_absolute_url(), {"name": "Anne", "password": PASSWORD})
    assert response.status_code == 409
    assert words in response.content.decode()


def test_declining_needs_the_link_alone_and_is_told(waiting, client, manager):
    url = f"{waiting.get_absolute_url()}decline/"
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 302
    waiting.refresh_from_db()
    assert waiting.outcome == "declined"
    assert letters("invitation_declined") == [manager.user.email]


def test_an_unknown_link_is_404(client, db):
    assert client.get("/fr/invitations/nothing/").status_code == 404


def test_a_person_without_name_is_not_called_by_the_address(manager, by):
    User.objects.filter(pk=manager.user_id).update(name="", email="secret@example.org")
    manager.user.refresh_from_db()
    invitation = invitations.invite(new(manager), by=by)
    assert "secret@example.org" not in page(invitation).content.decode()
