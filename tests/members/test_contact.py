import re

import pytest
from django.core.management import call_command
from django.test import Client
from post_office.models import Email

from members.models import Letter
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)
URL = "/fr/members/lille/contact/"
GOOD = {
    "name": "Anne Martin",
    "email": "anne@example.org",
    "subject": "Une question\r\nBcc: all@example.org",
    "message": "Bonjour,\nqui suit le tram ?",
    "token": "2f2c6d0e-6b0a-4a53-9a52-2e0f6f0e0b11",
}


@pytest.fixture(autouse=True)
def lille():
    return OrganisationFactory(slug="lille", name_fr="Lille", contact_email="lille@example.org")


def test_a_letter_is_stored_then_sent_once(client, mailoutbox):
    assert client.post(URL, GOOD)["Location"] == "/fr/members/lille/contact/sent/"
    assert client.post(URL, GOOD)["Location"] == "/fr/members/lille/contact/sent/"
    assert mailoutbox == []
    assert Letter.objects.count() == 1
    assert Email.objects.count() == 0
    call_command("run_due", verbosity=0)
    call_command("run_due", verbosity=0)
    (letter,) = mailoutbox
    assert letter.to == ["lille@example.org"]
    assert letter.extra_headers["Reply-To"] == "anne@example.org"
    assert letter.subject == "Une question Bcc: all@example.org"
    assert "Anne Martin <anne@example.org>" in letter.body
    assert "qui suit le tram ?" in letter.body


def test_the_letter_is_in_the_readers_language_not_the_visitors(client, mailoutbox):
    client.post(URL.replace("/fr/", "/en/"), GOOD)
    call_command("run_due", verbosity=0)
    assert "Un visiteur du portail" in mailoutbox[0].body


def test_without_address_the_letter_goes_to_mot(client, mailoutbox, lille):
    lille.contact_email = ""
    lille.save()
    client.post(URL, GOOD)
    call_command("run_due", verbosity=0)
    assert mailoutbox[0].to == ["mot@example.org"]


def test_no_page_shows_an_address(client):
    for url in ("/fr/members/lille/", URL, "/fr/members/lille/contact/sent/"):
        assert "lille@example.org" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("email", "anne"),
        ("subject", ""),
        ("message", "x" * 5001),
        ("message", "a\x00b"),
        ("token", "nothing"),
    ],
)
def test_bad_input_gets_a_sentence_and_loses_nothing(client, field, value):
    response = client.post(URL, GOOD | {field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    kept = "tram" if field == "message" else "qui suit le tram ?"
    assert kept in html or field == "message"
    assert Letter.objects.count() == 0


def test_the_form_gives_each_page_its_own_token(client):
    tokens = {
        re.search(r'name="token" value="([^"]+)"', client.get(URL).content.decode())[1]
        for _ in range(2)
    }
    assert len(tokens) == 2


def test_five_letters_an_hour(client):
    for number in range(5):
        token = f"00000000-0000-4000-8000-00000000000{number}"
        assert client.post(URL, GOOD | {"token": token}).status_code == 302
    response = client.post(URL, GOOD | {"token": "00000000-0000-4000-8000-000000000009"})
    assert response.status_code == 429
    assert "qui suit le tram ?" in response.content.decode()
    assert Letter.objects.count() == 5


def test_a_form_from_elsewhere_is_refused_in_words():
    response = Client(enforce_csrf_checks=True).post(URL, GOOD)
    assert response.status_code == 403
    assert "trop longtemps" in response.content.decode()
