"""The space of a person."""

import json
from datetime import date, timedelta

import pghistory
import pytest
from django.urls import reverse
from django.utils import timezone

from members import waiting
from members.letters.outbox import write
from members.models import User
from members.waiting import Item
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
ME = "/fr/me/"


@pytest.fixture
def anne(client):
    user = UserFactory(name="Anne Martin", email="anne@example.org")
    client.force_login(user)
    return user


def test_one_sees_ones_organisations_and_what_one_may_do(client, anne):
    today = timezone.localdate()
    for slug, fields in {
        "now": {"edits_profile": True, "ends_on": today + timedelta(days=40)},
        "soon": {"starts_on": today + timedelta(days=3)},
        "over": {"ends_on": today - timedelta(days=1)},
    }.items():
        organisation = OrganisationFactory(slug=slug, name_fr=f"Organisme {slug}")
        MandateFactory(user=anne, organisation=organisation, function=f"élue {slug}", **fields)
    OrganisationFactory(slug="other")
    page = client.get(ME).content.decode()
    assert [f"élue {slug}" in page for slug in ("now", "soon", "over")] == [True, True, False]
    assert "Organisme organisation" not in page
    assert "tenir la page" in page
    assert "jusqu’au" in page
    assert "à partir du" in page
    assert page.count(">Page publique<") == 1


def test_without_organisation_one_is_told_what_to_do(client, anne):
    page = client.get(ME).content.decode()
    assert "Vous n’agissez aujourd’hui pour aucun organisme" in page
    assert "anne@example.org" in page


def test_what_waits_comes_from_each_subject_oldest_first(client, anne, monkeypatch):
    monkeypatch.setattr(waiting, "PROVIDERS", [])
    waiting.register(
        lambda request: [Item("Récente", "/fr/b/", date(2026, 11, 1))],
        lambda request: [
            Item("Ancienne", "/fr/a/", timezone.now() - timedelta(days=800)),
            Item("Sans date", "/fr/c/"),
        ],
        lambda request: [],
    )
    page = client.get(ME).content.decode()
    places = [page.index(text) for text in ("Sans date", "Ancienne", "Récente")]
    assert places == sorted(places)
    assert 'href="/fr/a/"' in page


def test_nothing_waits(client, anne, monkeypatch):
    monkeypatch.setattr(waiting, "PROVIDERS", [])
    assert "Rien pour l’instant" in client.get(ME).content.decode()


def test_the_space_costs_the_same_for_one_organisation_and_fifty(client, anne, queries):
    costs = []
    for count in (1, 49):
        for _ in range(count):
            MandateFactory(user=anne, organisation=OrganisationFactory(), manages_people=True)
        costs.append(queries(lambda: client.get(ME)))
    assert costs[0] == costs[1]


def test_preferences_are_kept(client, anne):
    data = {"name": "Anne Durand", "language": "en"}
    assert client.post("/fr/me/preferences/", data)["Location"] == ME
    anne.refresh_from_db()
    assert (anne.name, anne.language, anne.wants_news) == ("Anne Durand", "en", False)


def test_preferences_take_nothing_else(client, anne):
    data = {"name": "A", "language": "fr", "is_staff": "on", "email": "x@example.org"}
    client.post("/fr/me/preferences/", data)
    anne.refresh_from_db()
    assert (anne.is_staff, anne.email) == (False, "anne@example.org")


@pytest.mark.parametrize(
    "data", [{"name": "", "language": "fr"}, {"name": "A", "language": "xx"}, {"name": "A" * 151}]
)
def test_preferences_that_cannot_be_come_back(client, anne, data):
    response = client.post("/fr/me/preferences/", data)
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()
    assert User.objects.get(pk=anne.pk).name == "Anne Martin"


def test_one_takes_away_all_that_is_held(client, anne):
    organisation = OrganisationFactory(slug="place", name_fr="Ville de Lille")
    MandateFactory(user=anne, organisation=organisation, function="maire", manages_people=True)
    write("security", "1", anne, facts={"event": "password_changed", "at": "2026-11-01T10:00:00"})
    write("security", "2", UserFactory(), facts={"event": "password_set", "at": "2026-11-01T10:00"})
    client.post("/fr/me/preferences/", {"name": "Anne M.", "language": "fr"})
    response = client.get("/fr/me/data/download.json")
    assert response["Content-Disposition"].startswith('attachment; filename="mot-')
    assert "no-store" in response["Cache-Control"]
    held = json.loads(response.content)
    assert held["account"]["email"] == "anne@example.org"
    assert held["account"]["name"] == "Anne M."
    assert [letter["to"] for letter in held["letters"]] == ["anne@example.org"]
    assert set(held) >= {"second_factors", "sessions", "linked_accounts", "acts", "back_office"}
    assert "secret" not in response.content.decode()


def test_what_is_held_says_what_one_did(client, anne):
    organisation = OrganisationFactory(slug="place")
    MandateFactory(user=anne, organisation=organisation, edits_profile=True)
    with pghistory.context(user=anne.pk, url="/fr/members/place/edit/", function="maire"):
        organisation.city = "Lille"
        organisation.save()
    held = json.loads(client.get("/fr/me/data/download.json").content)
    [act] = held["acts"]
    assert (act["page"], act["function"]) == ("/fr/members/place/edit/", "maire")


@pytest.mark.parametrize("name", ["me", "preferences", "my_data", "my_data_download"])
def test_a_visitor_has_no_space(client, name):
    assert client.get(reverse(f"members:{name}")).status_code == 302
