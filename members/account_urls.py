"""The pages of allauth that the portal opens, under allauth's own names."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as social
from django.contrib.auth.decorators import login_not_required as public
from django.urls import path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView

from members.views import account, oidc

SLOWED_DOWN = {"too_many_login_attempts", "rate_limited"}
SLOWED_DOWN_SECONDS = "300"


def page(view: Callable) -> Callable:
    """An allauth view that no cache keeps, and that says by its status when a form came back."""

    @never_cache
    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 200:
            form = (getattr(response, "context_data", None) or {}).get("form")
            errors = form.errors.as_data().values() if form is not None else []
            codes = {error.code for field in errors for error in field}
            response.status_code = 429 if codes & SLOWED_DOWN else 422
            if response.status_code == 429:
                response.headers["Retry-After"] = SLOWED_DOWN_SECONDS
        return response

    return answer


urlpatterns = [
    path("login/", page(views.login), name="account_login"),
    path("logout/", page(views.logout), name="account_logout"),
    path("inactive/", page(views.account_inactive), name="account_inactive"),
    path("signup/", page(views.signup), name="account_signup"),
    path("reauthenticate/", page(views.reauthenticate), name="account_reauthenticate"),
    path("email/", page(views.email), name="account_email"),
    path("email/confirm/<str:key>/", page(views.confirm_email), name="account_confirm_email"),
    path("password/change/", page(views.password_change), name="account_change_password"),
    path("password/set/", page(views.password_set), name="account_set_password"),
    path("password/reset/", page(views.password_reset), name="account_reset_password"),
    path(
        "password/reset/done/",
        page(views.password_reset_done),
        name="account_reset_password_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        page(views.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        page(views.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("security/", page(account.SecurityView.as_view()), name="mfa_index"),
    path("security/sessions/", page(account.SessionsView.as_view()), name="usersessions_list"),
    path("security/linked/", page(social.connections), name="socialaccount_connections"),
    path("security/code/", page(account.AuthenticateView.as_view()), name="mfa_authenticate"),
    path("security/code/again/", page(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("security/application/add/", page(totp.activate_totp), name="mfa_activate_totp"),
    path("security/application/remove/", page(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", page(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "security/codes/new/",
        page(codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "security/passkeys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path("security/passkeys/add/", page(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path(
        "security/passkeys/login/", page(public(webauthn.login_webauthn)), name="mfa_login_webauthn"
    ),
    path(
        "security/passkeys/again/",
        page(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "security/passkeys/<int:pk>/rename/",
        page(webauthn.edit_webauthn),
        name="mfa_edit_webauthn",
    ),
    path(
        "security/passkeys/<int:pk>/remove/",
        page(account.RemovePasskeyView.as_view()),
        name="mfa_remove_webauthn",
    ),
    path("oidc/login/", page(public(oidc.login)), name="openid_connect_login"),
    path(
        "oidc/cancelled/",
        page(social.login_cancelled),
        name="socialaccount_login_cancelled",
    ),
]
