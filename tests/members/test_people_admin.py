"""The back office of people: found across organisations, ended, requests that came to staff."""

from datetime import timedelta

import pytest
from django.utils import timezone

from members.models import JoinRequest, Letter, Mandate
from tests.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
MANDATES, REQUESTS = "/admin/members/mandate/", "/admin/members/joinrequest/"


@pytest.fixture
def staff(client):
    user = UserFactory(is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


def found(client, url):
    return {row.pk for row in client.get(url).context["cl"].result_list}


@pytest.fixture
def two():
    first = MandateFactory(
        organisation=OrganisationFactory(name_fr="Métropole"), manages_people=True,
        user__name="Anne Martin", user__email="anne@example.org", function="élue",
    )  # fmt: skip
    return first, MandateFactory(manages_people=True)


@pytest.mark.parametrize("words", ["anne", "anne@example.org", "métropole", "metropole", "élue"])
def test_mandates_are_found_by_person_organisation_and_function(client, staff, two, words):
    assert found(client, f"{MANDATES}?q={words}") == {two[0].pk}


def end(client, rows, **data):
    chosen = {"action": "end_mandates", "_selected_action": [row.pk for row in rows]}
    return client.post(MANDATES, chosen | data)


def test_mandates_are_ended_after_a_page_that_asks(client, staff, two):
    response = end(client, two)
    assert response.status_code == 200
    assert "Anne Martin" in response.content.decode()
    assert Mandate.objects.filter(ends_on=None).count() == 2
    assert end(client, two, last_day="demain").status_code == 422
    end(client, two, last_day=day())
    assert set(Mandate.objects.values_list("ends_on", "end_reason")) == {(day(), "ended_by_staff")}
    assert Letter.objects.filter(kind="mandate_ended").count() == 2


def test_mandates_are_ended_without_automatic_letters(client, staff, two):
    end(client, two, last_day=day(), quiet="on")
    assert Mandate.objects.filter(ends_on=day()).count() == 2
    assert not Letter.objects.exists()


def test_the_last_manager_is_refused_in_words(client, staff, two):
    MandateFactory(organisation=two[0].organisation)
    response = end(client, two, last_day=day())
    told = [str(message) for message in client.get(response["Location"]).context["messages"]]
    assert any("plus personne" in line and "Anne Martin" in line for line in told)
    assert Mandate.objects.filter(pk=two[0].pk, ends_on=None).exists()
    assert Mandate.objects.filter(pk=two[1].pk, ends_on=day()).exists()


def test_the_queue_shows_what_has_come_to_staff(client, staff, two):
    late = JoinRequestFactory(organisation=two[0].organisation)
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=10))
    early = JoinRequestFactory(organisation=two[0].organisation)
    without = JoinRequestFactory()
    assert found(client, REQUESTS) == {late.pk, without.pk}
    assert found(client, f"{REQUESTS}?queue=managers") == {early.pk}
    assert len(found(client, f"{REQUESTS}?queue=all")) == 3
    assert f"/people/requests/{late.pk}/accept/" in client.get(REQUESTS).content.decode()


def test_what_people_ask_is_not_added_or_deleted_and_no_link_is_shown(client, staff, two):
    invitation = InvitationFactory()
    request = JoinRequestFactory()
    for url in (REQUESTS, "/admin/members/invitation/"):
        assert client.get(f"{url}add/").status_code == 403
    assert client.post(f"{MANDATES}{two[0].pk}/delete/").status_code == 403
    assert client.post(f"{REQUESTS}{request.pk}/delete/").status_code == 403
    for url in ("", f"{invitation.pk}/change/"):
        page = client.get(f"/admin/members/invitation/{url}")
        assert page.status_code == 200
        assert invitation.token not in page.content.decode()


@pytest.mark.parametrize("model", ["mandate", "joinrequest", "invitation"])
def test_a_list_costs_the_same_for_one_and_fifty(client, staff, queries, model):
    costs = []
    for count in (1, 50):
        for _one in range(count):
            place = OrganisationFactory()
            under = MandateFactory(organisation=place, manages_people=True)
            InvitationFactory(organisation=place, invited_under=under)
            JoinRequestFactory(organisation=place)
        costs.append(queries(lambda: client.get(f"/admin/members/{model}/?queue=all")))
    assert costs[0] == costs[1]


@pytest.mark.parametrize("model", ["mandate", "joinrequest", "invitation"])
def test_the_back_office_is_for_staff(client, two, model):
    client.force_login(two[0].user)
    assert client.get(f"/admin/members/{model}/").status_code == 302
