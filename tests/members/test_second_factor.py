"""Who is asked for a second factor, where, and what becomes of its secrets."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.mfa.utils import decrypt
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from members.models import User
from members.services.accounts import remove_second_factors
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "trois mots secrets"
SECURITY = "/fr/accounts/security/"
CODE = "/fr/accounts/security/code/"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TODAY = timezone.localdate


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED = True


def person(**fields):
    user = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    return user


def with_application(user):
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)
    return user


def current_code(secret=SECRET):
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def give_password(client, user):
    return client.post("/fr/accounts/login/", {"login": user.email, "password": PASSWORD})


def mandated(**fields):
    user = person()
    MandateFactory(user=user, organisation=OrganisationFactory(), **fields)
    return user


PEOPLE = {
    "staff": lambda: person(is_staff=True),
    "manager": lambda: mandated(manages_people=True),
    "editor": lambda: mandated(edits_profile=True),
    "former manager": lambda: mandated(manages_people=True, ends_on=TODAY() - timedelta(days=1)),
    "future manager": lambda: mandated(manages_people=True, starts_on=TODAY() + timedelta(days=1)),
    "stranger": person,
    "staff with a factor": lambda: with_application(person(is_staff=True)),
    "manager with a factor": lambda: with_application(mandated(manages_people=True)),
    "editor with a factor": lambda: with_application(mandated(edits_profile=True)),
}
ENROL, CODE_FIRST, FREE = "enrol", "code", "free"


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        ("staff", ENROL),
        ("manager", ENROL),
        ("editor", FREE),
        ("former manager", FREE),
        ("future manager", FREE),
        ("stranger", FREE),
        ("staff with a factor", CODE_FIRST),
        ("manager with a factor", CODE_FIRST),
        ("editor with a factor", CODE_FIRST),
    ],
)
def test_who_is_asked_for_what_after_the_password(client, who, asked):
    user = PEOPLE[who]()
    answer = give_password(client, user)
    assert answer["Location"] == (CODE if asked == CODE_FIRST else "/fr/me/")
    page = client.get("/fr/me/")
    if asked == ENROL:
        assert page["Location"] == f"{SECURITY}?next=%2Ffr%2Fme%2F"
    elif asked == CODE_FIRST:
        assert page["Location"] == "/fr/accounts/login/?next=/fr/me/"
        assert client.post(CODE, {"code": current_code()})["Location"] == "/fr/me/"
        assert client.get("/fr/me/").status_code == 200
    else:
        assert page.status_code == 200


@pytest.mark.parametrize(
    "url",
    ["/fr/", "/fr/members/", "/fr/me/", "/fr/me/data/download.json", "/fr/style/", "/admin/",
     "/admin/members/user/", "/fr/accounts/password/change/", "/fr/accounts/email/",
     "/fr/me/data/erase/", "/fr/accounts/security/sessions/"],
)  # fmt: skip
def test_without_the_factor_nothing_opens(client, url):
    client.force_login(PEOPLE["staff"]())
    assert client.get(url)["Location"].startswith(f"{SECURITY}?next=")
    refused = client.post(url)
    assert refused.status_code == 403
    assert "Ajoutez d’abord un second facteur" in refused.content.decode()


@pytest.mark.parametrize(
    "url",
    [
        SECURITY,
        f"{SECURITY}application/add/",
        f"{SECURITY}passkeys/add/",
        "/fr/accounts/logout/",
    ],
)
def test_without_the_factor_one_may_add_it_or_leave(client, url):
    give_password(client, PEOPLE["manager"]())
    assert client.get(url).status_code == 200


def test_the_demo_requires_none(client, settings):
    settings.MFA_REQUIRED = False
    give_password(client, PEOPLE["staff"]())
    assert client.get("/fr/me/").status_code == 200
    assert client.get("/admin/").status_code != 403


def secret_on(page):
    return re.search(r'class="secret">([A-Z2-7]+)<', page.content.decode())[1]


def test_one_adds_an_application_and_sees_the_codes_once(client):
    user = PEOPLE["manager"]()
    give_password(client, user)
    add = f"{SECURITY}application/add/"
    secret = secret_on(client.get(add))
    wrong = client.post(add, {"code": "000000"})
    assert wrong.status_code == 422
    assert secret_on(wrong) == secret
    assert client.post(add, {"code": current_code(secret)})["Location"] == f"{SECURITY}codes/"
    page = client.get(f"{SECURITY}codes/").content.decode()
    codes = re.findall(r"<code>(\d{8})</code>", page)
    assert len(codes) == 10
    assert "data:text/plain" in page
    assert codes[0] in page.partition("data:text/plain")[2]
    again = client.get(f"{SECURITY}codes/").content.decode()
    assert not set(codes) & set(re.findall(r"\d{8}", again))
    assert client.get("/fr/me/").status_code == 200
    client.post("/fr/accounts/logout/")
    give_password(client, user)
    assert client.post(CODE, {"code": codes[3]})["Location"] == "/fr/me/"
    client.post("/fr/accounts/logout/")
    give_password(client, user)
    assert client.post(CODE, {"code": codes[3]}).status_code == 422


def test_secrets_are_sealed(client, settings, caplog):
    user = with_application(person())
    stored = Authenticator.objects.get(user=user, type="totp").data["secret"]
    assert SECRET not in str(stored)
    assert decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of this test only"
    assert decrypt(stored) == SECRET
    settings.SECRET_KEY_FALLBACKS = []
    give_password(client, user)
    assert client.post(CODE, {"code": current_code()}).status_code == 422
    assert "sealed with a key" in caplog.text


def test_a_code_is_good_once(client):
    user, code = with_application(person()), current_code()
    for browser, status in ((client, 302), (Client(), 422)):
        give_password(browser, user)
        cache.delete_many([key for key in cache._cache if "totp.used" in key])
        assert browser.post(CODE, {"code": code}).status_code == status


def test_codes_are_not_guessed(client):
    user = with_application(person())
    give_password(client, user)
    answers = [client.post(CODE, {"code": f"{n:06}"}).status_code for n in range(6)]
    assert answers == [422] * 5 + [429]
    right = client.post(CODE, {"code": current_code()})
    assert right.status_code == 429
    assert "Trop de tentatives" in right.content.decode()


def test_nobody_gets_to_the_code_without_the_password(client):
    with_application(person())
    assert client.get(CODE)["Location"] == "/fr/accounts/login/"


@pytest.mark.parametrize(("who", "status"), [("manager", 422), ("stranger", 302)])
def test_the_only_factor_stays_where_one_is_needed(client, who, status):
    user = with_application(PEOPLE[who]())
    give_password(client, user)
    client.post(CODE, {"code": current_code()})
    answer = client.post(f"{SECURITY}application/remove/")
    assert answer.status_code == status
    assert Authenticator.objects.filter(user=user).exists() == (status == 422)


def test_a_change_of_factors_asks_again_who_it_is(client):
    user = with_application(person())
    give_password(client, user)
    client.post(CODE, {"code": current_code()})
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    session.save()
    for url in ("application/remove/", "passkeys/add/", "codes/new/"):
        proof = client.get(f"{SECURITY}{url}")["Location"]
        assert proof.startswith("/fr/accounts/reauthenticate/?next=")
    assert client.post(proof, {"password": "wrong"}).status_code == 422
    assert client.post(proof, {"password": PASSWORD})["Location"] == f"{SECURITY}codes/new/"
    assert client.get(f"{SECURITY}codes/new/").status_code == 200


class TestBackOffice:
    def test_one_logs_in_on_the_portals_own_page(self, client):
        assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
        answer = client.get("/admin/login/?next=/admin/")
        assert answer["Location"] == "/fr/accounts/login/?next=%2Fadmin%2F"
        user = with_application(person(is_staff=True, is_superuser=True))
        data = {"login": user.email, "password": PASSWORD, "next": "/admin/"}
        assert client.post(answer["Location"], data)["Location"] == CODE
        assert client.get("/admin/")["Location"].startswith("/admin/login/")
        assert client.post(CODE, {"code": current_code()})["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200

    def test_a_password_sent_to_it_logs_nobody_in(self, client):
        user = person(is_staff=True, is_superuser=True)
        client.post("/admin/login/", {"username": user.email, "password": PASSWORD})
        assert "_auth_user_id" not in client.session

    def test_others_are_told_that_it_is_not_theirs(self, client):
        client.force_login(person())
        assert client.get("/admin/login/?next=/admin/").status_code == 403

    @pytest.mark.parametrize("language", ["fr", "en"])
    def test_it_speaks_the_language_of_its_reader(self, client, settings, language):
        settings.MFA_REQUIRED = False
        client.force_login(person(is_staff=True, is_superuser=True, language=language))
        page = client.get("/admin/", HTTP_ACCEPT_LANGUAGE="de, en;q=0.5").content.decode()
        assert f'<html lang="{language}"' in page

    def test_it_shows_no_secret(self, client, settings):
        settings.MFA_REQUIRED = False
        client.force_login(person(is_staff=True, is_superuser=True))
        for app in ("mfa/authenticator", "socialaccount/socialtoken", "account/emailaddress"):
            assert client.get(f"/admin/{app}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_staff_remove_lost_factors_and_the_person_is_told(client, mailoutbox):
    user = with_application(mandated(manages_people=True))
    give_password(client, user)
    client.post(CODE, {"code": current_code()})
    remove_second_factors(user)
    assert not Authenticator.objects.filter(user=user).exists()
    assert client.get("/fr/me/").status_code == 302
    call_command("run_due", verbosity=0)
    assert "retiré vos seconds facteurs" in mailoutbox[-1].body
    give_password(client, User.objects.get(pk=user.pk))
    assert client.get("/fr/me/")["Location"].startswith(SECURITY)


def test_knowing_who_needs_it_costs_little(client, queries, settings):
    client.force_login(PEOPLE["editor"]())
    costs = []
    for required in (False, True):
        settings.MFA_REQUIRED = required
        costs.append(queries(lambda: client.get("/fr/members/")))
    assert costs[1] - costs[0] <= 2


@pytest.mark.parametrize(("who", "waits"), [("manager", True), ("staff", True), ("editor", False)])
def test_where_none_is_required_who_should_have_one_is_asked(client, settings, who, waits):
    settings.MFA_REQUIRED = False
    user = PEOPLE[who]()
    client.force_login(user)
    asked = "Ajoutez un second facteur à votre compte"
    assert (asked in client.get("/fr/me/").content.decode()) == waits
    with_application(user)
    assert asked not in client.get("/fr/me/").content.decode()
