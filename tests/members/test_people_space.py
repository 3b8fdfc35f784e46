"""What waits for a person about organisations, and what is held of them."""

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils import timezone

from members import personal_data, waiting
from members.models import Invitation, JoinRequest, Mandate
from tests.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def offered(user):
    request = RequestFactory().get("/fr/me/")
    request.user = user
    # A missing second factor waits too; it is another subject's.
    return [
        (item.text, item.url) for item in waiting.items(request) if "/accounts/" not in item.url
    ]


def test_all_invitations_for_the_address_are_offered():
    place = OrganisationFactory(name_fr="Eurodistrict")
    mine = [
        InvitationFactory(organisation=place, email="ANNE@example.org", function="élue"),
        InvitationFactory(email="anne@example.org"),
    ]
    InvitationFactory(email="anne@example.org", expires_at=timezone.now())
    InvitationFactory()
    found = offered(UserFactory(email="anne@example.org"))
    assert [url for _text, url in found] == [row.get_absolute_url() for row in mine]
    assert found[0][0] == "Eurodistrict vous invite à agir en son nom (élue)"


def test_requests_wait_for_who_answers_them():
    manager = MandateFactory(
        manages_people=True, organisation=OrganisationFactory(slug="place", name_fr="Eurodistrict")
    )
    JoinRequestFactory.create_batch(2, organisation=manager.organisation)
    JoinRequestFactory()
    assert offered(manager.user) == [
        ("2 personnes demandent à agir pour Eurodistrict", "/fr/members/place/people/")
    ]
    assert offered(MandateFactory(organisation=manager.organisation).user) == []
    ((text, url),) = offered(UserFactory(is_staff=True))
    assert text.startswith("1 demande")
    assert url == "/admin/members/joinrequest/"


def test_what_waits_costs_the_same_for_one_and_fifty(queries):
    user = UserFactory()
    costs = []
    for count in (1, 50):
        for _one in range(count):
            mandate = MandateFactory(user=user, manages_people=True)
            JoinRequestFactory(organisation=mandate.organisation)
            InvitationFactory(email=user.email, invited_under=mandate)
        costs.append(queries(lambda: offered(user)))
    assert costs[0] == costs[1]


def test_a_person_takes_their_data_along():
    user = UserFactory(email="anne@example.org")
    mandate = MandateFactory(user=user, function="élue", manages_people=True)
    InvitationFactory(email="anne@example.org", function="autre")
    JoinRequestFactory(user=user, email=user.email, message="Bonjour")
    JoinRequestFactory()
    held = {name: one.export(user) for name, one in personal_data.HOLDINGS.items()}
    assert [row["function"] for row in held["mandates"]] == ["élue"]
    assert held["mandates"][0]["starts_on"] == mandate.starts_on.isoformat()
    assert [row["function"] for row in held["invitations"]["received"]] == ["autre"]
    assert [row["message"] for row in held["join_requests"]] == ["Bonjour"]


def erase(user):
    for holding in personal_data.HOLDINGS.values():
        holding.erase(user, "erased@portal.invalid")


def test_erasing_ends_mandates_and_takes_out_addresses():
    user = UserFactory(email="anne@example.org")
    mandate = MandateFactory(user=user)
    InvitationFactory(email="anne@example.org")
    JoinRequestFactory(user=user, email=user.email, name="Anne", message="Bonjour")
    erase(user)
    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.end_reason) == (timezone.localdate(), "erased")
    assert Invitation.objects.get().email == "erased@portal.invalid"
    request = JoinRequest.objects.get()
    assert (request.outcome, request.name, request.message) == ("withdrawn", "", "")


def test_the_last_manager_is_not_erased_from_the_others():
    manager = MandateFactory(manages_people=True)
    MandateFactory(organisation=manager.organisation)
    with pytest.raises(ValidationError, match="plus personne"):
        erase(manager.user)
    assert Mandate.objects.filter(ends_on=None).count() == 2
