import re
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.management import call_command
from django.test import Client

from members.models import Letter, User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "trois mots secrets"
NEW = "quatre mots bien secrets"
LOGIN = "/fr/accounts/login/"


@pytest.fixture
def anne():
    user = UserFactory(email="anne@example.org", language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def logged_in(client, anne):
    client.post(LOGIN, {"login": "anne@example.org", "password": PASSWORD})
    return client


@pytest.fixture
def letters(mailoutbox, transactional_db):
    """Send what waits, and give what left."""

    def sent():
        call_command("run_due", verbosity=0)
        return mailoutbox

    return sent


def test_one_logs_in_by_email_and_out(client, anne):
    response = client.post(LOGIN, {"login": "Anne@Example.org", "password": PASSWORD})
    assert response["Location"] == "/fr/me/"
    assert "Se déconnecter" in client.get("/fr/me/").content.decode()
    client.post("/fr/accounts/logout/")
    assert "Se connecter" in client.get(LOGIN).content.decode()


def test_one_lands_where_one_wanted_to_go_and_nowhere_else(client, anne):
    data = {"login": "anne@example.org", "password": PASSWORD}
    assert client.post(LOGIN, data | {"next": "/fr/members/"})["Location"] == "/fr/members/"
    client.post("/fr/accounts/logout/")
    assert client.post(LOGIN, data | {"next": "https://evil.example/"})["Location"] == "/fr/me/"


def wrong_login(client, email):
    """What somebody who guesses sees and waits for: status, page, passwords hashed."""
    with patch.object(MD5PasswordHasher, "encode", autospec=True, return_value="x") as encode:
        response = client.post(LOGIN, {"login": email, "password": "wrong"})
    page = re.sub(r"[\w.-]+@example\.org|[A-Za-z0-9]{64}", "", response.content.decode())
    return response.status_code, page, encode.call_count


def test_a_wrong_login_tells_nothing_about_accounts(client, anne):
    unusable = UserFactory(email="invited@example.org")
    unusable.set_unusable_password()
    unusable.save()
    answers = [
        wrong_login(client, email)
        for email in ("anne@example.org", "nobody@example.org", "invited@example.org")
    ]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 422
    assert answers[0][2] == 1


@pytest.mark.parametrize("email", ["", "x", "a@b", "\x00@example.org", "é" * 300])
def test_what_is_no_address_gets_a_sentence(client, email):
    response = client.post(LOGIN, {"login": email, "password": "wrong"})
    assert response.status_code == 422
    assert "errorlist" in response.content.decode()


def test_who_may_no_longer_log_in_is_told_with_the_right_password_only(client, anne):
    User.objects.filter(pk=anne.pk).update(is_active=False)
    data = {"login": "anne@example.org", "password": PASSWORD}
    assert client.post(LOGIN, data)["Location"] == "/fr/accounts/inactive/"
    assert wrong_login(client, "anne@example.org") == wrong_login(client, "nobody@example.org")


def ask_reset(client, email):
    response = client.post("/fr/accounts/password/reset/", {"email": email})
    return (
        response.status_code,
        response["Location"],
        Letter.objects.filter(recipient=email).count(),
    )


def test_a_forgotten_password_answers_the_same_to_all(client, anne):
    assert ask_reset(client, "anne@example.org") == ask_reset(client, "nobody@example.org")


@pytest.mark.django_db(transaction=True)
def test_a_forgotten_password_is_replaced_by_letter(client, anne, letters):
    """In the language of the person, whatever the page's; the link is good once."""
    client.post("/fr/accounts/password/reset/", {"email": "anne@example.org"})
    assert set(Letter.objects.get().facts) == {"event", "at", "user", "browser"}
    [letter] = letters()
    assert letter.subject == "Choose a new password"
    link = re.search(r"http://testserver(/en/accounts/password/reset/key/\S+)", letter.body)[1]
    page = client.get(link, follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": NEW, "password2": NEW})
    assert answer["Location"] == "/en/accounts/password/reset/key/done/"
    anne.refresh_from_db()
    assert anne.check_password(NEW)
    assert "has been used" in client.get(link, follow=True).content.decode()
    assert "changed through a letter" in letters()[-1].body


@pytest.mark.django_db(transaction=True)
def test_an_address_without_account_gets_a_letter_that_says_so(client, letters):
    client.post("/fr/accounts/password/reset/", {"email": "nobody@example.org"})
    [letter] = letters()
    assert letter.to == ["nobody@example.org"]
    assert "Aucun compte n’a cette adresse" in letter.subject
    assert "/password/reset/key/" not in letter.body


@pytest.mark.parametrize(
    ("password", "part"),
    [
        ("court", "court"),
        ("12345678901", "numérique"),
        ("motdepasse", "courant"),
        ("anne@example.org", "ressemble"),
    ],
)
def test_weak_passwords_are_refused_in_words(logged_in, password, part):
    data = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = logged_in.post("/fr/accounts/password/change/", data)
    assert response.status_code == 422
    assert part in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_changed_password_ends_the_other_sessions_and_is_told(logged_in, anne, letters):
    elsewhere = Client()
    elsewhere.post(LOGIN, {"login": "anne@example.org", "password": PASSWORD})
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert logged_in.post("/fr/accounts/password/change/", data).status_code == 302
    assert logged_in.get("/fr/me/").status_code == 200
    assert elsewhere.get("/fr/me/").status_code == 302
    assert "Your password was changed." in letters()[-1].body


def test_sign_up_is_closed(client):
    data = {"email": "new@example.org", "password1": NEW, "password2": NEW}
    response = client.post("/fr/accounts/signup/", data)
    assert "sur invitation" in response.content.decode()
    assert not User.objects.exists()


def test_many_wrong_passwords_are_slowed_down_in_words(client, anne):
    answers = [
        client.post(LOGIN, {"login": "anne@example.org", "password": "wrong"}).status_code
        for _ in range(6)
    ]
    assert answers == [422] * 5 + [429]
    right = client.post(LOGIN, {"login": "anne@example.org", "password": PASSWORD})
    assert right.status_code == 429
    assert "Trop de tentatives" in right.content.decode()
    assert 'value="anne@example.org"' in right.content.decode()


def test_many_resets_are_slowed_down_on_a_page_of_ours(client, anne):
    answers = [
        client.post("/fr/accounts/password/reset/", {"email": "anne@example.org"}) for _ in range(6)
    ]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "Trop de demandes à la fois" in answers[-1].content.decode()
    assert Letter.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_one_changes_ones_address_by_a_letter_to_the_new_one(logged_in, anne, letters):
    ask = {"email": "New@example.org", "action_add": "1"}
    proof = logged_in.post("/fr/accounts/email/", ask)
    assert proof["Location"].startswith("/fr/accounts/reauthenticate/")
    logged_in.post(proof["Location"], {"password": PASSWORD})
    [letter] = letters()
    assert letter.to == ["new@example.org"]
    anne.refresh_from_db()
    assert anne.email == "anne@example.org"
    link = re.search(r"http://testserver(/\S+/confirm/\S+)", letter.body)[1]
    logged_in.get(link)
    anne.refresh_from_db()
    assert anne.email == "anne@example.org"
    logged_in.post(link)
    anne.refresh_from_db()
    assert anne.email == "new@example.org"
    assert [row.email for row in EmailAddress.objects.filter(user=anne)] == ["new@example.org"]
    told = letters()[-1]
    assert told.to == ["anne@example.org"]
    assert "no longer this one" in told.body


@pytest.mark.django_db(transaction=True)
def test_an_address_of_somebody_else_is_neither_told_nor_taken(logged_in, anne, letters):
    UserFactory(email="other@example.org")
    proof = logged_in.post("/fr/accounts/email/", {"email": "other@example.org", "action_add": "1"})
    logged_in.post(proof["Location"], {"password": PASSWORD})
    page = logged_in.get("/fr/accounts/email/").content.decode()
    assert "other@example.org sera prise en compte" in page
    link = re.search(r"http://testserver(/\S+/confirm/\S+)", letters()[0].body)[1]
    logged_in.post(link)
    anne.refresh_from_db()
    assert anne.email == "anne@example.org"
