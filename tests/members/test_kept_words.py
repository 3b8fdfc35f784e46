"""Whoever has to log in in the middle of a form loses no word of it; no password is kept."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from core import kept_words
from members.models import Organisation
from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.forms import as_sent

pytestmark = pytest.mark.django_db
EDIT = "/fr/members/lille/edit/"
KEPT = "/fr/me/kept/"


@pytest.fixture
def editor():
    user = UserFactory(email="anne@example.org")
    user.set_password("a long secret")
    user.save()
    organisation = OrganisationFactory(slug="lille", city="Lille", address="1 rue du Pont")
    MandateFactory(user=user, organisation=organisation, edits_profile=True)
    return user


def fields_in(html):
    """What the form of the page would send."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def typed(editor, **changes):
    """A form that was opened while the session lasted, and what was typed into it."""
    browser = Client()
    browser.force_login(editor)
    return as_sent(browser.get(EDIT).context["form"], **changes)


def test_after_the_login_the_form_is_there_to_be_sent(editor):
    browser, data = Client(), typed(editor, city="Lille & Tournai")
    answer = browser.post(EDIT, data)
    assert answer["Location"].endswith(f"?next={KEPT}")
    assert "ce que vous avez saisi est gardé" in browser.get(answer["Location"]).content.decode()
    login = {"login": editor.email, "password": "a long secret", "next": KEPT}
    assert browser.post("/fr/accounts/login/", login)["Location"] == KEPT
    html = browser.get(KEPT).content.decode()
    assert Organisation.objects.get().city == "Lille"
    assert re.findall("<blockquote>(.*)</blockquote>", html) == ["Lille &amp; Tournai"]
    sent = fields_in(html)
    sent["city"] = sent["city"].replace("&amp;", "&")
    assert browser.post(EDIT, sent).status_code == 302
    assert Organisation.objects.get().city == "Lille & Tournai"
    assert "Rien n’est gardé" in browser.get(KEPT).content.decode()


def test_words_are_kept_for_an_hour(editor, monkeypatch):
    browser = Client()
    browser.post(EDIT, {"city": "Lille et Tournai"})
    assert Session.objects.get().expire_date < timezone.now() + timedelta(hours=1, minutes=1)
    browser.force_login(editor)
    monkeypatch.setattr(kept_words.time, "time", lambda: timezone.now().timestamp() + 3601)
    assert "Rien n’est gardé" in browser.get(KEPT).content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"oldpassword": "a long secret", "name": "Anne Martin"},
        {"password1": "a long secret"},
        {"code": "123456"},
        {"text": "x " * kept_words.MOST},
        {f"text-{number}": "x" * 40_000 for number in range(6)},
    ],
)
def test_no_secret_and_no_flood_is_kept(data):
    browser = Client()
    assert browser.post(EDIT, data)["Location"].endswith(f"?next={EDIT}")
    assert not Session.objects.exists()


def test_reading_a_page_without_login_keeps_nothing():
    browser = Client()
    browser.get(EDIT)
    assert not browser.cookies


def strict(**headers):
    return Client(enforce_csrf_checks=True, headers=headers)


def test_a_form_that_was_open_too_long_gives_its_words_back():
    browser = strict(sec_fetch_site="same-origin")
    OrganisationFactory(slug="lille", contact_email="lille@example.org")
    url = "/fr/members/lille/contact/"
    answer = browser.post(url, {"name": "Anne Martin", "message": "Bonjour à <vous>"})
    html = answer.content.decode()
    assert answer.status_code == 403
    assert "<blockquote>Bonjour à &lt;vous&gt;</blockquote>" in html
    assert fields_in(html)["name"] == "Anne Martin"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', html)[1]
    again = browser.post(url, {"name": "Anne Martin", "csrfmiddlewaretoken": token})
    assert again.status_code == 422  # taken, and looked at


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_another_site_cannot_have_its_words_sent_from_here(site):
    answer = strict(sec_fetch_site=site).post(EDIT, {"city": "Lille et Tournai"})
    html = answer.content.decode()
    assert "Lille et Tournai" in html
    assert "<form" not in html


def test_a_password_is_not_given_back():
    answer = strict(sec_fetch_site="same-origin").post(
        "/fr/accounts/login/", {"login": "anne@example.org", "password": "a long secret"}
    )
    assert answer.status_code == 403
    assert "secret" not in answer.content.decode()
