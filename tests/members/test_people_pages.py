"""Pages about who can act: what they say, what they cost, how they switch, what is public."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from members.models import Invitation, Letter, Mandate
from tests.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
PEOPLE = "/fr/members/place/people/"


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def manager(client):
    organisation = OrganisationFactory(slug="place", name_fr="Eurodistrict")
    mandate = MandateFactory(
        organisation=organisation, manages_people=True, user__name="Rosa Muster", function="maire"
    )
    client.force_login(mandate.user)
    return mandate


def html(client, url=PEOPLE):
    return client.get(url).content.decode()


def test_the_page_says_who_may_do_what_and_until_when(client, manager):
    place = manager.organisation
    MandateFactory(organisation=place, user__name="Anne", edits_profile=True, ends_on=day(9))
    MandateFactory(organisation=place, user__name="Karl", starts_on=day(5))
    MandateFactory(organisation=place, user__name="Olga", ends_on=day(-1), end_reason="term_over")
    context = client.get(PEOPLE).context
    assert [row.user.name for row in context["in_force"]] == ["Rosa Muster", "Anne"]
    assert [row.user.name for row in context["to_come"]] == ["Karl"]
    assert [row.user.name for row in context["past"]] == ["Olga"]
    page = html(client)
    for words in (
        "Tenir la page",
        "Dire qui peut agir",
        "Fin du mandat",
        "Rosa Muster, maire, pour",
    ):
        assert words in page


def test_the_page_costs_the_same_for_one_and_fifty(client, manager, queries):
    costs = []
    for count in (1, 50):
        for _one in range(count):
            place = manager.organisation
            under = MandateFactory(organisation=place, starts_on=day(-9), manages_people=True)
            MandateFactory(organisation=place, starts_on=day(9))
            MandateFactory(organisation=place, ends_on=day(-9))
            MandateFactory(user=manager.user)
            InvitationFactory(organisation=place, invited_under=under, replaces=under)
            InvitationFactory(organisation=place, expires_at=timezone.now())
            JoinRequestFactory(organisation=place, user=UserFactory())
        costs.append(queries(lambda: client.get(PEOPLE)))
    assert costs[0] == costs[1]


def test_a_manager_invites_on_the_page(client, manager):
    data = {
        "email": "anne@example.org", "language": "en", "function": "directrice",
        "edits_profile": "on", "starts_on": day(),
    }  # fmt: skip
    assert client.post(f"{PEOPLE}invite/", data)["Location"] == PEOPLE
    invitation = Invitation.objects.get()
    assert (invitation.invited_by, invitation.invited_under) == (manager.user, manager)
    assert Letter.objects.get().language == "en"
    assert "anne@example.org" in html(client)
    response = client.post(f"{PEOPLE}invite/", data)
    assert response.status_code == 422
    assert "déjà en attente" in response.content.decode()
    assert 'value="directrice"' in response.content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "anne"), ("email", ""), ("language", "xx"), ("function", ""),
        ("starts_on", "demain"), ("starts_on", "2020-01-01"), ("ends_on", "2020-01-01"),
        ("function", "a\x00b"),
    ],
)  # fmt: skip
def test_a_bad_invitation_comes_back(client, manager, field, value):
    good = {"email": "anne@example.org", "language": "fr", "function": "x", "starts_on": day()}
    response = client.post(f"{PEOPLE}invite/", good | {field: value})
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors.get(field) or errors["__all__"]
    assert not Invitation.objects.exists()


def test_rights_are_changed_under_a_version(client, manager):
    mandate = MandateFactory(organisation=manager.organisation, function="élue")
    url = f"{PEOPLE}{mandate.pk}/edit/"
    form = client.get(url).context["form"]
    seen = {"version": form["version"].value(), "initial-function": "élue", "function": "élue"}
    seen |= {f"initial-{field.name}": "False" for field in form.capability_fields()}
    seen["initial-is_public"] = "False"
    assert client.post(url, seen | {"edits_profile": "on"})["Location"] == PEOPLE
    response = client.post(url, seen | {"speaks_for": "on"})
    assert response.status_code == 422
    assert "pendant que vous" in response.content.decode()
    mandate.refresh_from_db()
    assert (mandate.edits_profile, mandate.speaks_for) == (True, False)
    fresh = response.context["form"]
    sent = {
        name: value for name, value in fresh.data.items() if value != "False" or "initial" in name
    }
    assert client.post(url, sent)["Location"] == PEOPLE
    mandate.refresh_from_db()
    assert (mandate.edits_profile, mandate.speaks_for) == (True, True)


def test_the_last_manager_is_refused_on_the_page_and_nothing_is_lost(client, manager):
    MandateFactory(organisation=manager.organisation)
    response = client.post(f"{PEOPLE}{manager.pk}/end/", {"last_day": day(3)})
    assert response.status_code == 422
    assert "plus personne" in response.content.decode()
    assert f'value="{day(3)}"' in response.content.decode()
    manager.refresh_from_db()
    assert manager.ends_on is None


def test_a_manager_ends_with_a_day_and_a_reason(client, manager):
    mandate = MandateFactory(organisation=manager.organisation)
    url = f"{PEOPLE}{mandate.pk}/end/"
    assert client.post(url, {"last_day": day(3)}).status_code == 422
    assert client.post(url, {"last_day": day(3), "reason": "term_over"})["Location"] == PEOPLE
    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.end_reason) == (day(3), "term_over")
    assert client.post(url, {"last_day": "", "reason": "ended"})["Location"] == PEOPLE
    mandate.refresh_from_db()
    assert (mandate.ends_on, mandate.end_reason) == (None, "")


def test_handing_over_starts_from_what_the_predecessor_does(client, manager):
    form = client.get(f"{PEOPLE}{manager.pk}/hand-over/").context["form"]
    assert form["manages_people"].value()
    assert form["function"].value() == "maire"
    data = {
        "email": "anne@example.org", "language": "fr", "function": "maire",
        "manages_people": "on", "starts_on": day(30),
    }  # fmt: skip
    assert client.post(f"{PEOPLE}{manager.pk}/hand-over/", data)["Location"] == PEOPLE
    assert Invitation.objects.get().replaces == manager
    assert "Prend la suite de Rosa Muster" in html(client)


def test_history_is_told_in_words(client, manager):
    mandate = MandateFactory(organisation=manager.organisation, user__name="Anne")
    client.post(f"{PEOPLE}{mandate.pk}/end/", {"last_day": day(3), "reason": "ended"})
    page = html(client, f"{PEOPLE}{mandate.pk}/history/")
    assert "Rosa Muster, maire, pour Eurodistrict" in page
    assert "Dernier jour" in page


def test_who_acts_for_several_organisations_switches(client, manager):
    other = OrganisationFactory(slug="autre", name_fr="Métropole")
    MandateFactory(user=manager.user, organisation=other, function="conseillère")
    OrganisationFactory(slug="third", name_fr="Département")
    page = html(client)
    assert '<a href="/fr/members/autre/people/">Métropole</a>' in page
    assert "Département" not in page
    assert "conseillère, pour Métropole" in html(client, "/fr/members/autre/people/")
    assert '<a href="/fr/members/autre/people/">Métropole</a>' in html(client, f"{PEOPLE}invite/")
    Mandate.objects.filter(organisation=other, user=manager.user).update(manages_people=True)
    assert '<a href="/fr/members/autre/people/invite/">' in html(client, f"{PEOPLE}invite/")


def test_the_public_page_shows_who_wishes_it_and_no_address(manager):
    place = manager.organisation
    shown = {"is_public": True, "organisation": place}
    MandateFactory(**shown, user__name="Anne Public", function="élue", user__email="a@secret.org")
    MandateFactory(**shown, user__name="Karl Former", function="ancien", ends_on=day(-1))
    MandateFactory(**shown, user__name="Olga Later", function="future", starts_on=day(1))
    MandateFactory(**shown, user__name="", user__email="b@secret.org", function="muet")
    MandateFactory(organisation=place, user__name="Paul Private", function="discret")
    page = html(Client(), "/fr/members/place/")
    assert "Anne Public" in page
    for hidden in ("Karl Former", "Olga Later", "Paul Private", "muet", "secret.org", "Rosa"):
        assert hidden not in page


def test_the_public_page_leads_to_asking_or_to_the_people(client, manager):
    assert PEOPLE in html(client, "/fr/members/place/")
    assert "/fr/members/place/join/" in html(Client(), "/fr/members/place/")
