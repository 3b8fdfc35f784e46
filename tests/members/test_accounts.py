import re

import pytest
from django.core.management import call_command

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anne():
    user = UserFactory(email="anne@example.org")
    user.set_password("trois mots secrets")
    user.save()
    return user


def test_one_logs_in_by_email_and_out(client, anne):
    response = client.post(
        "/fr/accounts/login/", {"login": "Anne@Example.org", "password": "trois mots secrets"}
    )
    assert response["Location"] == "/fr/"
    assert "Se déconnecter" in client.get("/fr/").content.decode()
    client.post("/fr/accounts/logout/")
    assert "Se connecter" in client.get("/fr/").content.decode()


@pytest.mark.parametrize("email", ["anne@example.org", "nobody@example.org", "", "x"])
def test_a_wrong_login_tells_nothing_about_accounts(client, anne, email):
    response = client.post("/fr/accounts/login/", {"login": email, "password": "wrong"})
    assert response.status_code == 200
    assert "errorlist" in response.content.decode()


def test_a_forgotten_password_is_replaced_by_letter(client, anne, mailoutbox):
    response = client.post("/fr/accounts/password/reset/", {"email": "anne@example.org"})
    assert response["Location"] == "/fr/accounts/password/reset/done/"
    call_command("run_due", verbosity=0)
    link = re.search(r"https?://\S+/password/reset/key/\S+", mailoutbox[0].body)[0]
    page = client.get(link, follow=True)
    new = {"password1": "quatre mots bien secrets", "password2": "quatre mots bien secrets"}
    assert client.post(page.request["PATH_INFO"], new).status_code == 302
    anne.refresh_from_db()
    assert anne.check_password("quatre mots bien secrets")


def test_an_unknown_address_gets_the_same_answer(client, mailoutbox):
    response = client.post("/fr/accounts/password/reset/", {"email": "nobody@example.org"})
    assert response["Location"] == "/fr/accounts/password/reset/done/"


def test_sign_up_is_closed(client):
    data = {"email": "new@example.org", "password1": "x" * 12, "password2": "x" * 12}
    response = client.post("/fr/accounts/signup/", data)
    assert "sur invitation" in response.content.decode()
    assert not type(UserFactory.build()).objects.filter(email="new@example.org").exists()


def test_many_wrong_passwords_are_slowed_down(client, anne):
    answers = [
        client.post("/fr/accounts/login/", {"login": "anne@example.org", "password": "wrong"})
        for _ in range(12)
    ]
    assert "errorlist" in answers[-1].content.decode() or answers[-1].status_code == 429
    last = client.post(
        "/fr/accounts/login/", {"login": "anne@example.org", "password": "trois mots secrets"}
    )
    assert last.status_code != 302
