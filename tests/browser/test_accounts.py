"""Logging in as people do: by code without scripts, by passkey, through a provider."""

import re

import pytest
from allauth.mfa.models import Authenticator

from mot_portal.environment import OpenIDConnect
from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.members.provider import running_provider
from tests.members.test_second_factor import PASSWORD, current_code

SECURITY = "accounts/security/"


@pytest.fixture(autouse=True)
def _required(settings):
    settings.MFA_REQUIRED = True


@pytest.fixture
def manager(live_server):
    user = UserFactory(email="anne@example.org", name="Anne Martin")
    user.set_password(PASSWORD)
    user.save()
    MandateFactory(user=user, organisation=OrganisationFactory(), manages_people=True)
    return user


def give_password(reader, user):
    page = reader.open("accounts/login/")
    page.fill("[name=login]", user.email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    return page


def log_out(page):
    page.click("form[action$='/logout/'] button")
    page.wait_for_url(re.compile("/fr/$"))


def test_one_adds_an_application_and_logs_in_with_it_without_scripts(window, manager):
    reader = window(scripts=False, width=360, height=740)
    page = give_password(reader, manager)
    assert page.inner_text("h1") == "Sécurité"
    reader.follow("text=Ajouter une application")
    assert page.locator(".qr").evaluate("image => image.naturalWidth") > 0
    page.click("summary")
    secret = page.inner_text(".secret")
    page.fill("[name=code]", current_code(secret))
    page.press("[name=code]", "Enter")
    codes = page.locator(".codes code").all_inner_texts()
    with page.expect_download() as file:
        page.click("a[download]")
    assert file.value.suggested_filename == "mot-codes-de-secours.txt"
    assert all(code in file.value.path().read_text() for code in codes)
    reader.follow("text=Je les ai gardés")
    assert page.inner_text("h1") == "Mon espace"
    log_out(page)
    give_password(reader, manager)
    page.fill("[name=code]", codes[0])
    page.press("[name=code]", "Enter")
    assert page.inner_text("h1") == "Mon espace"


@pytest.fixture
def device():
    """Give a window a device that holds passkeys; return what turns its owner's presence off."""

    def plug_in(page):
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        key = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        return lambda is_there: session.send(
            "WebAuthn.setUserVerified", key | {"isUserVerified": is_there}
        )

    return plug_in


def test_one_adds_a_passkey_and_logs_in_with_it_alone(window, manager, device):
    reader = window()
    be_there = device(reader.page)
    page = give_password(reader, manager)
    page.click("text=Ajouter une clé d’accès")
    page.fill("[name=name]", "Mon portable")
    be_there(False)
    page.click("main button[type=submit]")
    page.wait_for_selector("[data-passkey-error]:visible")
    assert "Aucune clé d’accès" in page.inner_text("[data-passkey-error]")
    assert page.input_value("[name=name]") == "Mon portable"
    be_there(True)
    page.click("main button[type=submit]")
    page.wait_for_selector(".codes")
    assert Authenticator.objects.filter(user=manager).count() == 2
    page = reader.open(SECURITY)
    assert "Mon portable" in page.inner_text("main")
    log_out(page)
    page = reader.open("accounts/login/")
    page.click("text=Se connecter avec une clé d’accès")
    page.wait_for_url(re.compile("/fr/me/$"))
    log_out(page)
    give_password(reader, manager)
    assert page.inner_text("h1") == "Second facteur"
    page.click("text=Utiliser ma clé d’accès")
    page.wait_for_url(re.compile("/fr/me/$"))


def test_the_last_passkey_of_who_needs_one_stays(window, manager, device):
    reader = window()
    device(reader.page)
    page = give_password(reader, manager)
    page.click("text=Ajouter une clé d’accès")
    page.click("main button[type=submit]")
    page.wait_for_selector(".codes")
    page = reader.open(SECURITY)
    reader.follow("text=Retirer")
    reader.refused.add(page.url)
    reader.follow("main button[type=submit]")
    assert "votre seul second facteur" in page.inner_text("main")
    assert Authenticator.objects.filter(user=manager).count() == 2


@pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning")
def test_one_logs_in_through_a_provider(chromium, live_server, manager, settings, monkeypatch):
    """The policy lets the form lead there, and nowhere else."""
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    settings.MFA_REQUIRED = False
    with running_provider() as provider:
        settings.OIDC = OpenIDConnect(
            server_url=provider.url,
            client_id="portal",
            client_secret="secret",
            name="ProConnect",
            scopes=["openid", "email"],
            checks_addresses=True,
        )
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        allowed = {"form-action": [*policy["form-action"], provider.url]}
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | allowed}
        context = chromium.new_context()
        page = context.new_page()
        page.goto(f"{live_server.url}/fr/accounts/login/")
        page.click("text=Se connecter avec ProConnect")
        page.fill("[name=sub]", "anne@example.org")
        page.click("button:text-is('Authorize')")
        page.wait_for_url(re.compile("/fr/me/$"))
        assert "Anne Martin" in page.inner_text("main")
        page.click("form[action$='/logout/'] button")
        page.wait_for_url(re.compile("end_session"))
        context.close()
