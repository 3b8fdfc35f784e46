"""Requests to act for an organisation: asked by anybody, answered by managers, then by staff."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from members.acting import Actor
from members.letters.wording import words_of
from members.models import Invitation, JoinRequest, Letter, Mandate
from members.services import join_requests
from tests.factories import JoinRequestFactory, MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
URL = "/fr/members/place/join/"
GOOD = {
    "name": "Karl Weber",
    "email": "karl@example.org",
    "function": "chargé de mission",
    "message": "Je suis le tram.",
}


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def organisation():
    return OrganisationFactory(slug="place", name_fr="Eurodistrict")


@pytest.fixture
def manager(organisation):
    return MandateFactory(organisation=organisation, manages_people=True)


@pytest.fixture
def staff():
    return UserFactory(is_staff=True)


def rights(**facts):
    return Invitation(**({"function": "chargé", "starts_on": day(), "edits_profile": True} | facts))


def letters():
    return set(Letter.objects.values_list("kind", "recipient"))


def logged_in(user):
    client = Client()
    client.force_login(user)
    return client


def grow_old(days=10):
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=days))


# Asking


def test_a_visitor_asks_and_the_managers_are_told(client, manager):
    assert client.post(URL, GOOD)["Location"] == f"{URL}sent/"
    request = JoinRequest.objects.get()
    assert (request.email, request.user) == ("karl@example.org", None)
    assert letters() == {("join_request", manager.user.email)}


def test_without_manager_staff_are_told(client, organisation, staff):
    assert "l’équipe de la MOT reçoit une lettre" in client.get(URL).content.decode()
    client.post(URL, GOOD)
    assert letters() == {("join_request", staff.email)}
    assert JoinRequest.objects.for_staff().count() == 1


def test_a_second_request_from_an_address_changes_nothing_and_tells_nothing(client, manager):
    client.post(URL, GOOD)
    again = GOOD | {"email": "KARL@example.org", "name": "Somebody else"}
    assert client.post(URL, again)["Location"] == f"{URL}sent/"
    assert JoinRequest.objects.get().name == "Karl Weber"
    assert Letter.objects.count() == 1


def test_an_address_with_an_account_gets_the_same_answer(client, manager):
    owner = UserFactory(email="karl@example.org")
    for _again in range(2):
        assert client.post(URL, GOOD)["Location"] == f"{URL}sent/"
    assert not JoinRequest.objects.exists()
    assert letters() == {("join_from_account", owner.email)}
    text = words_of(Letter.objects.get()).text
    assert f"http://testserver{URL}" in text
    assert "http://testserver/fr/accounts/login/" in text


def test_who_acts_already_is_told_so_by_letter_alone(client, manager):
    client.post(URL, GOOD | {"email": manager.user.email.upper()})
    assert "Vous agissez déjà pour cet organisme" in words_of(Letter.objects.get()).text


def test_an_account_that_is_closed_asks_like_anybody(client, manager):
    UserFactory(email="karl@example.org", is_active=False)
    client.post(URL, GOOD)
    assert JoinRequest.objects.get().user is None


def test_who_is_logged_in_asks_from_the_account(manager):
    user = UserFactory(name="Karl Weber", email="karl@example.org")
    client = logged_in(user)
    html = client.get(URL).content.decode()
    assert 'name="email"' not in html
    client.post(URL, {"function": "élu", "email": "forged@example.org"})
    request = JoinRequest.objects.get()
    assert (request.user, request.email, request.name) == (user, user.email, "Karl Weber")
    html = client.get(URL).content.decode()
    assert "La réponse est à venir" in html
    assert client.post(URL, {"function": "élu"}).status_code == 422
    client.post(f"{URL}withdraw/")
    request.refresh_from_db()
    assert request.outcome == "withdrawn"
    assert "Envoyer ma demande" in client.get(URL).content.decode()


def test_who_acts_there_is_told_so(manager):
    client = logged_in(manager.user)
    assert "Vous agissez déjà pour lui" in client.get(URL).content.decode()
    response = client.post(URL, {"function": "autre"})
    assert response.status_code == 422
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("email", "karl"), ("function", ""), ("function", "x" * 151),
        ("message", "x" * 2001), ("message", "a\x00b"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_sentence_and_loses_nothing(client, manager, field, value):
    response = client.post(URL, GOOD | {field: value})
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert field == "name" or "Karl Weber" in response.content.decode()
    assert not JoinRequest.objects.exists()


def test_five_requests_an_hour(client, manager):
    for number in range(5):
        assert client.post(URL, GOOD | {"email": f"k{number}@example.org"}).status_code == 302
    response = client.post(URL, GOOD | {"email": "k9@example.org"})
    assert response.status_code == 429
    assert "Je suis le tram." in response.content.decode()
    assert JoinRequest.objects.count() == 5


@pytest.mark.parametrize("facts", [{"is_published": False}, {"ended_on": "2016"}])
def test_only_what_is_listed_and_still_there_is_asked(client, staff, facts):
    OrganisationFactory(slug="place", **facts)
    assert client.post(URL, GOOD).status_code == 404
    assert logged_in(staff).get(URL).status_code == 404


# Answering


def by(mandate):
    return Actor(mandate.user, mandate)


def test_accepted_with_an_account_the_mandate_is_there_at_once(manager):
    request = JoinRequestFactory(organisation=manager.organisation, user=UserFactory())
    join_requests.accept(request, rights(ends_on=day(30)), by=by(manager))
    mandate = request.user.mandates.get()
    assert (mandate.function, mandate.ends_on, mandate.edits_profile) == ("chargé", day(30), True)
    assert mandate.is_in_force()
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == ("accepted", manager.user)
    assert request.decided_under == manager
    assert letters() == {("join_request_answered", request.user.email)}


def test_accepted_without_account_an_invitation_leaves(manager):
    request = JoinRequestFactory(organisation=manager.organisation, language="en")
    join_requests.accept(request, rights(), by=by(manager))
    request.refresh_from_db()
    invitation = request.invitation
    assert (invitation.email, invitation.language) == (request.email, "en")
    assert (invitation.status, invitation.edits_profile) == ("waiting", True)
    assert letters() == {("invitation", request.email)}
    assert Mandate.objects.count() == 1


def test_the_first_person_must_manage_people(organisation, staff):
    request = JoinRequestFactory(organisation=organisation, user=UserFactory())
    with pytest.raises(ValidationError, match="plus personne"):
        join_requests.accept(request, rights(), by=Actor(staff))
    request.refresh_from_db()
    assert request.outcome == ""
    join_requests.accept(request, rights(manages_people=True), by=Actor(staff))
    assert request.user.mandates.get().manages_people


def test_refused_with_a_reason(manager):
    request = JoinRequestFactory(organisation=manager.organisation)
    with pytest.raises(ValidationError, match="la personne"):
        join_requests.refuse(request, reason=" ", by=by(manager))
    join_requests.refuse(request, reason="Nous ne vous connaissons pas.", by=by(manager))
    request.refresh_from_db()
    assert (request.outcome, request.reason) == ("refused", "Nous ne vous connaissons pas.")
    assert letters() == {("join_request_answered", request.email)}


def test_answered_once(manager):
    request = JoinRequestFactory(organisation=manager.organisation)
    join_requests.refuse(request, reason="Non.", by=by(manager))
    for answer in (
        lambda: join_requests.accept(request, rights(), by=by(manager)),
        lambda: join_requests.refuse(request, reason="Non.", by=by(manager)),
        lambda: join_requests.withdraw(request),
    ):
        with pytest.raises(ValidationError, match="déjà reçu une réponse"):
            answer()
    assert Letter.objects.count() == 1


def test_staff_may_answer_without_letters(manager, staff):
    request = JoinRequestFactory(organisation=manager.organisation)
    join_requests.refuse(request, reason="Non.", by=Actor(staff), tell=False)
    assert letters() == set()


# After ten days


def test_staff_are_told_once_after_ten_days(manager, staff):
    request = JoinRequestFactory(organisation=manager.organisation)
    grow_old(9)
    call_command("run_due", verbosity=0)
    assert letters() == set()
    grow_old(10)
    call_command("run_due", verbosity=0)
    call_command("run_due", verbosity=0)
    assert letters() == {("join_request_late", staff.email)}
    request.refresh_from_db()
    assert request.staff_told_at


def test_staff_decide_only_what_has_come_to_them(manager, staff):
    request = JoinRequestFactory(organisation=manager.organisation)
    url = f"/fr/members/place/people/requests/{request.pk}/refuse/"
    client = logged_in(staff)
    assert client.get(url).status_code == 403
    assert not JoinRequest.objects.decidable_by(staff).exists()
    grow_old()
    assert client.get(url).status_code == 200
    response = client.post(url, {"reason": "Non.", "quiet": "on"})
    assert response["Location"] == "/fr/members/place/people/"
    request.refresh_from_db()
    assert (request.outcome, request.decided_by) == ("refused", staff)
    assert letters() == set()


def test_who_asked_is_forgotten_ninety_days_after_the_answer(manager):
    request = JoinRequestFactory(organisation=manager.organisation, message="Bonjour")
    join_requests.refuse(request, reason="Non.", by=by(manager))
    JoinRequest.objects.update(decided_at=timezone.now() - timedelta(days=91))
    call_command("run_due", verbosity=0)
    request.refresh_from_db()
    assert (request.name, request.email, request.message) == ("", "", "")
    assert request.reason == "Non."


# Pages of those who answer


def test_a_manager_accepts_on_the_page(manager):
    request = JoinRequestFactory(organisation=manager.organisation, user=UserFactory())
    client = logged_in(manager.user)
    assert request.name in client.get("/fr/members/place/people/").content.decode()
    url = f"/fr/members/place/people/requests/{request.pk}/accept/"
    assert client.post(url, {"function": "", "starts_on": day()}).status_code == 422
    data = {"function": "élu", "starts_on": day(), "speaks_for": "on"}
    assert client.post(url, data)["Location"] == "/fr/members/place/people/"
    assert request.user.mandates.get().speaks_for


def test_a_refusal_without_reason_comes_back(manager):
    request = JoinRequestFactory(organisation=manager.organisation)
    url = f"/fr/members/place/people/requests/{request.pk}/refuse/"
    response = logged_in(manager.user).post(url, {"reason": ""})
    assert response.status_code == 422
    request.refresh_from_db()
    assert request.outcome == ""


def test_the_box_without_letters_is_for_staff_alone(manager):
    request = JoinRequestFactory(organisation=manager.organisation)
    url = f"/fr/members/place/people/requests/{request.pk}/refuse/"
    client = logged_in(manager.user)
    assert 'name="quiet"' not in client.get(url).content.decode()
    client.post(url, {"reason": "Non.", "quiet": "on"})
    assert letters() == {("join_request_answered", request.email)}
