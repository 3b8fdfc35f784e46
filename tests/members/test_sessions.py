import pytest
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from members.browsers import browser_name
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "trois mots secrets"
SESSIONS = "/fr/accounts/security/sessions/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)


def logged_in(user, agent):
    browser = Client(headers={"user-agent": agent})
    data = {"login": user.email, "password": PASSWORD}
    assert browser.post("/fr/accounts/login/", data).status_code == 302
    return browser


@pytest.fixture
def anne():
    user = UserFactory()
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def browsers(anne):
    return [logged_in(anne, agent) for agent in (FIREFOX, PHONE, "curl/8")]


def is_in(browser):
    return browser.get("/fr/me/").status_code == 200


def test_one_sees_where_one_is_logged_in(browsers):
    page = browsers[0].get(SESSIONS).content.decode()
    assert [words in page for words in ("Firefox, Windows", "Safari, iPhone", "curl/8")] == [
        True
    ] * 3
    assert page.count("ce navigateur") == 1
    assert page.count('name="session"') == 2


def test_one_ends_one_session(anne, browsers):
    phone = UserSession.objects.get(user_agent=PHONE)
    browsers[0].post(SESSIONS, {"session": phone.pk})
    assert [is_in(browser) for browser in browsers] == [True, False, True]
    again = browsers[0].post(SESSIONS, {"session": phone.pk}, follow=True)
    assert "déjà fermée" in again.content.decode()


def test_one_ends_all_others(browsers):
    page = browsers[0].post(SESSIONS, {}, follow=True)
    assert "2 sessions sont fermées" in page.content.decode()
    assert [is_in(browser) for browser in browsers] == [True, False, False]


def test_nobody_ends_somebody_elses(anne, browsers):
    other = UserFactory()
    other.set_password(PASSWORD)
    other.save()
    stranger = logged_in(other, "other")
    for row in UserSession.objects.filter(user=anne):
        stranger.post(SESSIONS, {"session": row.pk})
    stranger.post(SESSIONS, {})
    assert [is_in(browser) for browser in browsers] == [True] * 3


@pytest.mark.parametrize("session", ["x", "-1", "9" * 30])
def test_a_session_that_is_none_changes_nothing(browsers, session):
    assert browsers[0].post(SESSIONS, {"session": session}).status_code in (302, 422)
    assert [is_in(browser) for browser in browsers] == [True] * 3


def test_what_is_over_is_forgotten(anne, browsers):
    browsers[1].post("/fr/accounts/logout/")
    assert "iPhone" not in browsers[0].get(SESSIONS).content.decode()
    assert UserSession.objects.filter(user=anne).count() == 3
    call_command("run_due", verbosity=0)
    assert UserSession.objects.filter(user=anne).count() == 2


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X) Version/18 Safari/605", "Safari, macOS"),
        ("", ""),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_browser_in_words(agent, name):
    assert browser_name(agent) == name
