"""Log in through an OpenID Connect provider such as ProConnect; off unless `OIDC_…` is set.

allauth does the exchange. Here is what it leaves open: a nonce, a `/userinfo` that is a signed JWT
as well as one that is JSON, every signature checked, and whom a login may be linked to.
"""

import logging
import secrets
from typing import Any
from urllib.parse import urlencode

import jwt
from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from requests import RequestException

from members.models import Invitation, Mandate, User
from members.services.accounts import create_account

logger = logging.getLogger(__name__)
PROVIDER_ID = "oidc"
# Signatures with a public key: never `none`, and no secret that is shared.
ALGORITHMS = ["RS256", "PS256", "ES256"]
NEEDED = {
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "userinfo_endpoint",
    "jwks_uri",
}
CLOCK_SECONDS = 60
ID_TOKEN_KEY = "oidc_id_token"


class Exchange(OpenIDConnectOAuth2Adapter):
    """The exchange with the provider, everything it says being checked.

    `nonce` is the one that this browser was sent away with.
    """

    nonce = ""

    @property
    def openid_config(self):
        """What the provider says of itself. `OAuth2Error` when it lacks what is needed."""
        try:
            config = super().openid_config
        except (AttributeError, TypeError) as error:
            raise OAuth2Error("The provider’s configuration is no object.") from error
        if missing := NEEDED - config.keys():
            raise OAuth2Error(f"The provider’s configuration lacks {sorted(missing)}.")
        return config

    def get_callback_url(self, request, app):
        """One address, whatever the language: it has to be declared to the provider."""
        return request.build_absolute_uri(reverse("openid_connect_callback"))

    def complete_login(self, request, app, token, **kwargs):
        """The login that the provider vouches for. `OAuth2Error` when anything does not fit."""
        id_token = kwargs["response"].get("id_token", "")
        claims = self._read(id_token, app, ["iss", "aud", "exp", "iat", "sub", "nonce"])
        if not self.nonce or not secrets.compare_digest(str(claims["nonce"]), self.nonce):
            raise OAuth2Error("The nonce is not the one that was sent.")
        about = self._about(app, token.token)
        if about.get("sub") != claims["sub"]:
            raise OAuth2Error("The token and /userinfo are about two people.")
        request.session[ID_TOKEN_KEY] = id_token
        return self.get_provider().sociallogin_from_response(request, {"userinfo": about})

    def _about(self, app: SocialApp, access_token: str) -> dict[str, Any]:
        """What `/userinfo` says, as JSON or as a signed JWT."""
        with get_adapter().get_requests_session() as session:
            headers = {"Authorization": f"Bearer {access_token}"}
            response = session.get(self.profile_url, headers=headers)
            response.raise_for_status()
        kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/jwt":
            return self._read(response.text.strip(), app, ["iss", "aud", "sub"])
        about = response.json()
        if not isinstance(about, dict):
            raise OAuth2Error("/userinfo is no object.")
        return about

    def _read(self, token: str, app: SocialApp, required: list[str]) -> dict[str, Any]:
        """The claims of a JWT that the provider signed, now, for us."""
        try:
            return jwt.decode(
                token,
                self._key_of(token),
                algorithms=ALGORITHMS,
                audience=app.client_id,
                issuer=self.openid_config["issuer"],
                leeway=CLOCK_SECONDS,
                options={"require": required},
            )
        except (jwt.PyJWTError, AttributeError, TypeError) as error:
            raise OAuth2Error(f"A token is not good: {error!r}") from error

    def _key_of(self, token: str) -> jwt.PyJWK:
        """The key of the provider that a token names; its only key when the token names none."""
        kid = jwt.get_unverified_header(token).get("kid")
        with get_adapter().get_requests_session() as session:
            response = session.get(self.openid_config["jwks_uri"])
            response.raise_for_status()
        keys = jwt.PyJWKSet.from_dict(response.json()).keys
        found = [key for key in keys if kid in (None, key.key_id)]
        if len(found) != 1:
            raise jwt.InvalidKeyError(f"{len(found)} keys are called {kid}.")
        return found[0]


class Provider(OpenIDConnectProvider):
    """The provider, which is asked with a nonce and PKCE, and for nothing that an address says."""

    oauth2_adapter_class = Exchange
    pkce_enabled_default = True

    def get_redirect_from_request_kwargs(self, request):
        next_url = get_next_redirect_url(request)
        return {"process": AuthProcess.LOGIN, "next_url": next_url, "language": get_language()}

    def redirect(self, request, process, next_url=None, data=None, **kwargs):
        nonce = secrets.token_urlsafe(32)
        asked = {"auth_params": self.get_auth_params() | {"nonce": nonce}, "nonce": nonce}
        return super().redirect(request, process, next_url, data, **kwargs, **asked)

    def extract_common_fields(self, data):
        """The name as well in the two parts that ProConnect gives."""
        about = data["userinfo"]
        parts = [about.get("given_name"), about.get("usual_name") or about.get("family_name")]
        name = about.get("name") or " ".join(str(part) for part in parts if part)
        return {"email": about.get("email"), "name": str(name)}

    def extract_extra_data(self, data):
        """Nothing: what identifies a person there is enough, and is kept apart."""
        return {}

    def extract_email_addresses(self, data):
        about = data["userinfo"]
        is_verified = self.app.settings["checks_addresses"] or about.get("email_verified") is True
        email = str(about.get("email") or "")
        return [EmailAddress(email=email, verified=is_verified, primary=True)] if email else []


class LinkAdapter(DefaultSocialAccountAdapter):
    """A login through the provider opens an account that is known by its address, and no other."""

    def list_apps(self, request, provider=None, client_id=None):
        """The provider of the settings; none when it is off, and none from the database."""
        if settings.OIDC is None or provider not in (None, PROVIDER_ID, Provider.id):
            return []
        given = settings.OIDC
        return [
            SocialApp(
                provider=Provider.id,
                provider_id=PROVIDER_ID,
                name=given.name,
                client_id=given.client_id,
                secret=given.client_secret,
                settings={
                    "server_url": given.server_url,
                    "scope": given.scopes,
                    "checks_addresses": given.checks_addresses,
                },
            )
        ]

    def is_open_for_signup(self, request, sociallogin):
        return False

    def populate_user(self, request, sociallogin, data):
        sociallogin.user.name = data.get("name", "")[:150]
        return sociallogin.user

    def authenticate_by_email(self, sociallogin):
        """The account with an address that the provider checked; made when an invitation waits."""
        for address in sociallogin.email_addresses:
            user = address.verified and account_for(address.email, sociallogin.user.name)
            if user:
                return user, address.email
        return None

    def pre_social_login(self, request, sociallogin):
        if not sociallogin.is_existing:
            context = {"emails": [address.email for address in sociallogin.email_addresses]}
            page = render(request, "socialaccount/unknown_address.html", context, status=403)
            raise ImmediateHttpResponse(page)

    def on_authentication_error(self, request, provider, error=None, exception=None, **kwargs):
        logger.warning("A login through %s failed: %s %.200s", provider, error, exception)


def account_for(email: str, name: str) -> User | None:
    """The account of who acts or acted for an organisation, or is invited to; None for others.

    An invited person who has no account gets one: the provider checked what the invitation's link
    would.
    """
    invitation = Invitation.objects.waiting().filter(email__iexact=email).first()
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        return create_account(email, name, invitation.language) if invitation else None
    return user if invitation or Mandate.objects.filter(user=user).exists() else None


def logout_url(request: HttpRequest) -> str:
    """Where the provider ends its own session; empty when it was not asked or does not say."""
    id_token = request.session.get(ID_TOKEN_KEY)
    if not id_token or settings.OIDC is None:
        return ""
    try:
        end = Exchange(request, PROVIDER_ID).openid_config.get("end_session_endpoint")
    except (RequestException, OAuth2Error):
        return ""
    asked = {
        "id_token_hint": id_token,
        "post_logout_redirect_uri": request.build_absolute_uri("/"),
        "state": secrets.token_urlsafe(16),
    }
    return f"{end}?{urlencode(asked)}" if end else ""
