"""Log in through a provider that runs beside the test, honest or not."""

import json
import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.utils import timezone

from members.models import Invitation, User
from mot_portal.environment import OpenIDConnect
from tests.factories import MandateFactory, OrganisationFactory, UserFactory
from tests.members.provider import running_provider

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:get_jwt_config:DeprecationWarning"),  # the provider's own
]
LOGIN = "/fr/accounts/oidc/login/"
CALLBACK = "/oidc/callback/"
STRANGER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def _running():
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(_running, settings, monkeypatch):
    monkeypatch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
    _running.bend.clear()
    settings.OIDC = OpenIDConnect(
        server_url=_running.url,
        client_id="portal",
        client_secret="secret",
        name="ProConnect",
        scopes=["openid", "profile", "email"],
        checks_addresses=False,
    )
    return _running


@pytest.fixture
def anne():
    user = UserFactory(email="anne@example.org", name="Anne")
    MandateFactory(user=user, organisation=OrganisationFactory(), manages_people=True)
    return user


def leave(client, **data):
    """Go to the provider; return the address one is sent to."""
    answer = client.post(LOGIN, data)
    assert answer.status_code == 302
    return answer["Location"]


def consent(away, sub="anne"):
    """Be `sub` at the provider; return the address one is sent back to, without its host."""
    answer = requests.post(away, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def log_in(client, sub="anne", **data):
    return client.get(consent(leave(client, **data), sub))


def is_in(client):
    return client.get("/fr/me/").status_code == 200


class TestOff:
    def test_nothing_is_there_unless_it_is_configured(self, client):
        assert client.get(LOGIN).status_code == 404
        assert client.get(CALLBACK).status_code == 404
        assert "ProConnect" not in client.get("/fr/accounts/login/").content.decode()


class TestHonest:
    @pytest.fixture(autouse=True)
    def _about(self, provider):
        provider.is_about("anne", email="Anne@example.org", email_verified=True, name="Anne M.")

    def test_the_login_page_offers_it(self, client, provider):
        page = client.get("/fr/accounts/login/").content.decode()
        assert "Se connecter avec ProConnect" in page
        assert f'action="{LOGIN}"' in page

    def test_one_is_sent_away_with_nonce_state_and_pkce(self, client, provider):
        asked = parse_qs(urlsplit(leave(client)).query)
        assert asked["redirect_uri"] == [f"http://testserver{CALLBACK}"]
        assert asked["code_challenge_method"] == ["S256"]
        assert min(len(asked[name][0]) for name in ("nonce", "state", "code_challenge")) >= 16
        again = parse_qs(urlsplit(leave(client)).query)
        assert again["nonce"] != asked["nonce"]

    def test_what_an_address_asks_for_is_not_passed_on(self, client, provider):
        answer = client.post(f"{LOGIN}?auth_params=nonce%3Dmine&scope=admin&process=connect")
        asked = parse_qs(urlsplit(answer["Location"]).query)
        assert asked["nonce"] != ["mine"]
        assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}

    def test_a_get_asks_first(self, client, provider):
        page = client.get(LOGIN)
        assert page.status_code == 200
        assert "Vous quittez le portail" in page.content.decode()

    def test_a_known_address_logs_in_and_is_linked(self, client, provider, anne):
        assert log_in(client)["Location"] == "/fr/me/"
        assert is_in(client)
        [linked] = SocialAccount.objects.all()
        assert (linked.user, linked.uid, linked.extra_data) == (anne, "anne", {})

    def test_one_comes_back_in_the_language_and_to_the_page_one_left(self, client, provider, anne):
        answer = client.post("/en/accounts/oidc/login/", {"next": "/en/members/"})
        assert client.get(consent(answer["Location"]))["Location"] == "/en/members/"
        client.post("/fr/accounts/logout/")
        answer = client.post("/en/accounts/oidc/login/")
        assert client.get(consent(answer["Location"]))["Location"] == "/en/me/"

    def test_once_linked_another_address_there_changes_nothing(self, client, provider, anne):
        log_in(client)
        client.logout()
        provider.is_about("anne", email="anne@elsewhere.example", email_verified=True)
        assert log_in(client)["Location"] == "/fr/me/"
        assert client.session["_auth_user_id"] == str(anne.pk)

    def test_the_second_factor_is_asked_all_the_same(self, client, provider, anne):
        TOTP.activate(anne, "JBSWY3DPEHPK3PXP")
        assert log_in(client)["Location"] == "/fr/accounts/security/code/"
        assert not is_in(client)

    def test_an_invited_address_gets_its_account(self, client, provider):
        Invitation.objects.create(
            organisation=OrganisationFactory(), email="anne@example.org", function="maire"
        )
        assert log_in(client)["Location"] == "/fr/me/"
        assert User.objects.get(email="anne@example.org").name == "Anne M."

    def test_logging_out_logs_out_there_too(self, client, provider, anne):
        log_in(client)
        away = client.post("/fr/accounts/logout/")["Location"]
        asked = parse_qs(urlsplit(away).query)
        assert away.startswith(f"{provider.url}/oauth2/end_session")
        assert asked["post_logout_redirect_uri"] == ["http://testserver/"]
        assert asked["id_token_hint"][0].count(".") == 2
        assert not is_in(client)

    def test_one_unlinks_it_and_is_asked_who_one_is(self, client, provider, anne):
        anne.set_password("trois mots secrets")
        anne.save()
        log_in(client)
        url, row = "/fr/accounts/security/linked/", SocialAccount.objects.get()
        proof = client.post(url, {"account": row.pk})["Location"]
        client.post(proof, {"password": "trois mots secrets"})
        assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("who", "email", "verified"),
    [
        ("nobody", "nobody@example.org", True),
        ("an account without mandate nor invitation", "lonely@example.org", True),
        ("a lapsed invitation", "lapsed@example.org", True),
        ("an address that is not checked", "anne@example.org", False),
        ("an address that is said to be, in a text", "anne@example.org", "true-ish"),
        ("no address", "", True),
    ],
)
def test_who_is_not_known_is_told_whom_to_ask(client, provider, anne, who, email, verified):
    UserFactory(email="lonely@example.org")
    Invitation.objects.create(
        organisation=OrganisationFactory(),
        email="lapsed@example.org",
        function="maire",
        expires_at=timezone.now() - timedelta(hours=1),
    )
    before = User.objects.count()
    provider.is_about("stranger", email=email, email_verified=verified)
    page = log_in(client, "stranger")
    assert page.status_code == 403
    assert "Votre adresse n’est pas connue ici" in page.content.decode()
    assert not is_in(client)
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()


def test_who_may_no_longer_log_in_does_not(client, provider, anne):
    provider.is_about("anne", email="anne@example.org", email_verified=True)
    User.objects.filter(pk=anne.pk).update(is_active=False)
    assert log_in(client)["Location"] == "/fr/accounts/inactive/"
    assert not is_in(client)


def test_a_provider_that_checks_all_addresses_need_not_say_so(client, provider, anne, settings):
    """ProConnect sends no `email_verified`, and the name in two parts."""
    settings.OIDC = OpenIDConnect(**vars(settings.OIDC) | {"checks_addresses": True})
    provider.is_about("anne", email="anne@example.org")
    assert log_in(client)["Location"] == "/fr/me/"


class TestUserinfoAsJwt:
    """`/userinfo` as ProConnect gives it."""

    @pytest.fixture(autouse=True)
    def _about(self, provider, anne):
        provider.is_about("anne", email="anne@example.org", email_verified=True)

    def answer(self, provider, make):
        def bend(response):
            claims = response.get_json() | {"iss": provider.url, "aud": "portal"}
            response.data = make(claims)
            response.content_type = "application/jwt; charset=utf-8"

        provider.bend["/userinfo"] = bend

    def test_it_is_read(self, client, provider):
        self.answer(provider, provider.signed)
        assert log_in(client)["Location"] == "/fr/me/"
        assert is_in(client)

    @pytest.mark.parametrize(
        "what",
        ["another key", "another issuer", "another audience", "no audience", "another person",
         "over", "no signature", "a shared secret", "an unknown key", "no token"],
    )  # fmt: skip
    def test_it_is_not_believed(self, client, provider, what):
        makers = {
            "another key": lambda claims: provider.signed(claims, STRANGER_KEY),
            "another issuer": lambda claims: provider.signed(claims | {"iss": "https://x.example"}),
            "another audience": lambda claims: provider.signed(claims | {"aud": "other"}),
            "no audience": lambda claims: provider.signed(
                {name: value for name, value in claims.items() if name != "aud"}
            ),
            "another person": lambda claims: provider.signed(claims | {"sub": "somebody"}),
            "over": lambda claims: provider.signed(claims | {"exp": int(time.time()) - 3600}),
            "no signature": lambda claims: jwt.encode(claims, None, algorithm="none"),
            "a shared secret": lambda claims: provider.signed(
                claims, "secret of at least 32 bytes, for HS256", alg="HS256"
            ),
            "an unknown key": lambda claims: provider.signed(claims, kid="unknown"),
            "no token": lambda claims: "not.a.token",
        }
        self.answer(provider, makers[what])
        refused(client)


def refused(client):
    page = log_in(client)
    assert page.status_code == 401
    assert "La connexion a échoué" in page.content.decode()
    assert not is_in(client)
    assert not SocialAccount.objects.exists()


class TestIdToken:
    @pytest.fixture(autouse=True)
    def _about(self, provider, anne):
        provider.is_about("anne", email="anne@example.org", email_verified=True)

    def change(self, provider, key=None, **changed):
        def bend(response):
            answer = response.get_json()
            claims = jwt.decode(answer["id_token"], options={"verify_signature": False})
            claims = {name: value for name, value in (claims | changed).items() if value}
            answer["id_token"] = provider.signed(claims, key)
            response.data = json.dumps(answer)

        provider.bend["/oauth2/token"] = bend

    def test_it_is_read_when_nothing_is_changed(self, client, provider):
        self.change(provider)
        assert log_in(client)["Location"] == "/fr/me/"

    @pytest.mark.parametrize(
        "changed",
        [
            {"nonce": "another one"},
            {"nonce": None},
            {"iss": "https://x.example"},
            {"aud": "other"},
            {"sub": "somebody"},
            {"exp": 1},
            {"exp": None},
            pytest.param({"key": STRANGER_KEY}, id="another key"),
        ],
        ids=str,
    )
    def test_it_is_not_believed(self, client, provider, changed):
        self.change(provider, **changed)
        refused(client)

    def test_it_is_needed(self, client, provider):
        def bend(response):
            answer = response.get_json()
            del answer["id_token"]
            response.data = json.dumps(answer)

        provider.bend["/oauth2/token"] = bend
        refused(client)

    def test_the_answer_of_one_browser_opens_no_other(self, client, provider):
        back = consent(leave(Client()))
        assert client.get(back).status_code == 401
        assert not is_in(client)

    def test_an_answer_is_good_once(self, client, provider):
        back = consent(leave(client))
        assert client.get(back).status_code == 302
        client.logout()
        assert client.get(back).status_code == 401


class TestBroken:
    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/.well-known/openid-configuration", "{}"),
            ("/.well-known/openid-configuration", "[]"),
            ("/.well-known/openid-configuration", "<html>"),
        ],
    )
    def test_a_provider_that_says_nonsense_of_itself(self, client, provider, path, body):
        provider.bend[path] = lambda response: response.set_data(body)
        page = client.post(LOGIN)
        assert page.status_code == 401
        assert "La connexion a échoué" in page.content.decode()

    @pytest.mark.parametrize(
        ("path", "body"),
        [("/jwks", "{}"), ("/jwks", "[]"), ("/jwks", "x"), ("/userinfo", "[]"), ("/userinfo", "x"),
         ("/oauth2/token", "{}"), ("/oauth2/token", "x")],
    )  # fmt: skip
    def test_a_provider_that_answers_nonsense(self, client, provider, anne, path, body):
        provider.is_about("anne", email="anne@example.org", email_verified=True)
        provider.bend[path] = lambda response: response.set_data(body)
        refused(client)

    def test_a_provider_that_does_not_answer(self, client, provider, settings):
        settings.OIDC = OpenIDConnect(**vars(settings.OIDC) | {"server_url": "http://localhost:9"})
        assert client.post(LOGIN).status_code == 401

    def test_one_turns_back(self, client, provider):
        away = leave(client)
        state = parse_qs(urlsplit(away).query)["state"][0]
        answer = client.get(f"{CALLBACK}?error=access_denied&state={state}")
        assert answer["Location"] == "/fr/accounts/oidc/cancelled/"
        assert client.get(answer["Location"]).status_code == 200

    @pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=server_error", "?code=%00"])
    def test_addresses_that_nobody_was_sent_to(self, client, provider, query):
        assert client.get(f"{CALLBACK}{query}").status_code == 401
