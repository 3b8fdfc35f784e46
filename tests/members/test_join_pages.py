"""Applying without an account: the pages."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client

from members.models import Application, Letter, Organisation
from tests.factories import ApplicationFactory, BorderFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
START = "/fr/join/"
ORGANISATION = {
    "name": "Ville d’Exemple",
    "acronym": "",
    "kind": "municipality",
    "country": "FR",
    "city": "Exemple",
    "website": "exemple.example",
    "siren": "246 700 488",
    "borders": [],
}
WHY = {"motivation": "Nous suivons des projets\nde part et d’autre."}
CONTACT = {
    "contact_name": "Anne Martin",
    "contact_function": "directrice",
    "contact_email": "Anne@example.org",
    "consent": "on",
}


def address(step=""):
    return f"/fr/join/{Application.objects.get().token}/{step}"


def fill_in(client, organisation=None):
    client.post(START, ORGANISATION | (organisation or {}))
    client.post(address("why/"), WHY)
    client.post(address("contact/"), CONTACT)


def test_three_steps_a_last_look_and_it_is_sent(client):
    border = BorderFactory(code="FR-DE")
    response = client.post(START, ORGANISATION | {"borders": [border.pk]})
    assert response["Location"] == address("why/")
    assert client.post(address("why/"), WHY)["Location"] == address("contact/")
    assert client.post(address("contact/"), CONTACT)["Location"] == address("check/")
    html = client.get(address("check/")).content.decode()
    for part in ("Ville d’Exemple", "https://exemple.example", "246700488", "part et d’autre",
                 "Anne Martin", "anne@example.org", str(border)):  # fmt: skip
        assert part in html
    assert Letter.objects.count() == 0
    assert client.post(address("check/"))["Location"] == address()
    application = Application.objects.get()
    assert application.is_waiting
    assert application.consented_at
    assert list(application.borders.all()) == [border]
    html = client.get(address()).content.decode()
    assert "Votre demande est arrivée" in html
    assert "prochaine réunion" in html
    assert set(client.cookies) == {"csrftoken"}


def test_sending_twice_makes_one_application_and_one_letter(client):
    fill_in(client)
    for _click in range(2):
        assert client.post(address("check/"))["Location"] == address()
    assert Application.objects.count() == 1
    kinds = Letter.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["application_received", "application_to_staff"]


def test_going_back_keeps_everything(client):
    fill_in(client)
    for step, kept in (
        ("organisation/", "Ville d’Exemple"),
        ("why/", "de part et d’autre."),
        ("contact/", "anne@example.org"),
    ):
        html = client.get(address(step)).content.decode()
        assert kept in html
    assert 'name="consent"' in html
    assert "checked" in html.split('name="consent"')[1].split(">")[0]
    client.post(address("organisation/"), ORGANISATION | {"name": "Autre nom"})
    application = Application.objects.get()
    assert (application.name, application.contact_name) == ("Autre nom", "Anne Martin")


def test_the_address_leads_to_where_it_was_left(client):
    client.post(START, ORGANISATION)
    other = Client()  # another browser, later
    assert other.get(address())["Location"] == address("why/")
    assert other.get(address("check/"))["Location"] == address("why/")
    other.post(address("why/"), WHY)
    assert other.get(address())["Location"] == address("contact/")
    other.post(address("contact/"), CONTACT)
    assert other.get(address())["Location"] == address("check/")


def test_what_is_not_whole_is_not_sent(client):
    client.post(START, ORGANISATION)
    response = client.post(address("check/"))
    assert response.status_code == 422
    assert "Il manque encore quelque chose" in response.content.decode()
    assert not Application.objects.get().submitted_at


@pytest.mark.parametrize("step", ["organisation/", "why/", "contact/", "check/"])
def test_once_sent_it_only_shows_where_it_stands(client, step):
    application = ApplicationFactory()
    url = f"/fr/join/{application.token}/{step}"
    assert client.get(url)["Location"] == f"/fr/join/{application.token}/"
    assert client.post(url, ORGANISATION | WHY | CONTACT)["Location"] == address()
    application.refresh_from_db()
    assert application.motivation == "Nous travaillons avec nos voisins."


@pytest.mark.parametrize(
    ("step", "data", "field"),
    [
        ("organisation/", ORGANISATION | {"name": ""}, "name"),
        ("organisation/", ORGANISATION | {"name": "x" * 201}, "name"),
        ("organisation/", ORGANISATION | {"name": "a\x00b"}, "name"),
        ("organisation/", ORGANISATION | {"kind": "kingdom"}, "kind"),
        ("organisation/", ORGANISATION | {"country": "ZZ"}, "country"),
        ("organisation/", ORGANISATION | {"siren": "123456789"}, "siren"),
        ("organisation/", ORGANISATION | {"website": "javascript:alert(1)"}, "website"),
        ("organisation/", ORGANISATION | {"borders": ["999999", "x"]}, "borders"),
        ("why/", {"motivation": ""}, "motivation"),
        ("why/", {"motivation": "x" * 5001}, "motivation"),
        ("contact/", CONTACT | {"contact_email": "anne"}, "contact_email"),
        ("contact/", CONTACT | {"contact_name": ""}, "contact_name"),
        ("contact/", {key: CONTACT[key] for key in CONTACT if key != "consent"}, "consent"),
    ],
)
def test_bad_input_gets_a_sentence_and_nothing_is_lost(client, step, data, field):
    client.post(START, ORGANISATION)
    response = client.post(address(step), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    html = response.content.decode()
    for name, value in data.items():
        if isinstance(value, str) and name != field and len(value) < 50:
            assert value.replace("’", "’") in html or value in ("", "on")
    application = Application.objects.get()
    assert application.name == "Ville d’Exemple"
    assert application.motivation == application.contact_email == ""


def test_a_first_step_with_a_mistake_makes_no_draft(client):
    response = client.post(START, ORGANISATION | {"country": ""})
    assert response.status_code == 422
    assert "Ville d’Exemple" in response.content.decode()
    assert not Application.objects.exists()


def test_a_body_that_is_listed_is_named_kindly_and_blocks_nothing(client):
    OrganisationFactory(slug="listed", name_fr="Ville d’Exemple")
    OrganisationFactory(slug="hidden", name_fr="Ville d’Exemple", draft=True)
    fill_in(client)
    for step in ("why/", "check/"):
        html = client.get(address(step)).content.decode()
        assert "/fr/members/listed/" in html
        assert "/fr/members/hidden/" not in html
    assert client.post(address("check/"))["Location"] == address()


def test_many_from_one_network_are_told_to_wait_and_lose_nothing(client, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"application": "2/h/ip"}
    fill_in(client)
    client.post(START, ORGANISATION | {"name": "Deuxième"})
    response = client.post(START, ORGANISATION | {"name": "Troisième"})
    assert response.status_code == 429
    html = response.content.decode()
    assert "Troisième" in html
    assert "dans une heure" in html
    first = Application.objects.order_by("pk").first()
    response = client.post(f"/fr/join/{first.token}/check/")
    assert response.status_code == 429
    assert "Ville d’Exemple" in response.content.decode()
    first.refresh_from_db()
    assert not first.submitted_at


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"outcome": "refused", "reason": "Hors <objet>."},
            ["Hors &lt;objet&gt;.", "12 mars 2026"],
        ),
        ({"outcome": "accepted"}, ["Bienvenue à la MOT", "12 mars 2026"]),
        ({"outcome": "withdrawn"}, ["Vous avez retiré"]),
    ],
)
def test_the_page_says_what_was_decided(client, facts, words):
    decided = {"decided_at": datetime(2026, 3, 13, tzinfo=UTC), "board_decided_on": "2026-03-12"}
    application = ApplicationFactory(**decided | facts)
    html = client.get(f"/fr/join/{application.token}/").content.decode()
    for word in words:
        assert word in html
    assert application.contact_email not in html


def test_who_has_the_address_can_take_it_back(client):
    application = ApplicationFactory()
    url = f"/fr/join/{application.token}/"
    for _click in range(2):
        assert client.post(url)["Location"] == url
    application.refresh_from_db()
    assert application.outcome == "withdrawn"
    decided = ApplicationFactory(outcome="accepted", decided_at=datetime(2026, 3, 13, tzinfo=UTC))
    response = client.post(f"/fr/join/{decided.token}/")
    assert response.status_code == 409
    assert "déjà décidée" in response.content.decode()


@pytest.mark.parametrize(
    "tail", ["none/", "none/why/", "x" * 500 + "/", "%00/", "none/check/", "é/"]
)
def test_a_token_that_is_not_one_is_not_found(client, tail):
    ApplicationFactory(draft=True)
    assert client.get(f"/fr/join/{tail}").status_code == 404
    assert client.post(f"/fr/join/{tail}").status_code == 404


def test_a_step_that_is_not_one_is_not_found(client):
    client.post(START, ORGANISATION)
    assert client.get(address("nothing/")).status_code == 404
    assert client.post(address("nothing/"), {}).status_code == 404


def test_pages_with_a_token_are_not_kept_nor_indexed(client):
    client.post(START, ORGANISATION)
    response = client.get(address("why/"))
    assert "no-store" in response["Cache-Control"]
    assert 'name="robots" content="noindex"' in response.content.decode()


def test_reading_writes_nothing(client):
    client.post(START, ORGANISATION)
    version = Application.objects.get().version
    for step in ("", "organisation/", "why/", "contact/", "check/"):
        client.get(address(step))
    assert Application.objects.get().version == version
    assert not Organisation.objects.exists()


def test_a_form_from_elsewhere_is_refused():
    assert Client(enforce_csrf_checks=True).post(START, ORGANISATION).status_code == 403


def test_the_language_of_letters_is_the_one_it_was_filled_in(client):
    client.post("/en/join/", ORGANISATION)
    assert Application.objects.get().language == "en"
    client.post(address("why/"), WHY)
    assert Application.objects.get().language == "fr"


def test_tokens_are_long_and_never_the_same(client):
    for name in ("Un", "Deux"):
        client.post(START, ORGANISATION | {"name": name})
    tokens = set(Application.objects.values_list("token", flat=True))
    assert len(tokens) == 2
    assert all(re.fullmatch(r"[\w-]{43}", token) for token in tokens)


def test_a_page_costs_the_same_for_one_organisation_and_fifty(client, queries):
    client.post(START, ORGANISATION)
    costs = []
    for count in (1, 50):
        OrganisationFactory.create_batch(count, name_fr="Ville d’Exemple")
        costs.append(queries(lambda: client.get(address("why/"))))
    assert costs[0] == costs[1] <= 12
