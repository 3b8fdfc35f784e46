from urllib.parse import urlencode

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangosMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import kept_words
from members import second_factor

# What one may open before the second factor that one must have: adding it, leaving, the texts.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "mfa_view_recovery_codes",
    "pages:page",
}


class LoginRequiredMiddleware(DjangosMiddleware):
    """Who must log in first loses no word of the form that they sent: it waits behind the login."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        answer = super().process_view(request, view_func, view_args, view_kwargs)
        if answer is None and request.method == "POST" and request.user.is_authenticated:
            kept_words.drop(request)
        return answer

    def handle_no_permission(self, request, view_func):
        if request.method != "POST" or not self._may_keep(request):
            return super().handle_no_permission(request, view_func)
        messages.info(request, _("Your session had ended. Log in: what you typed is kept."))
        return redirect_to_login(reverse("members:kept_words"), self.get_login_url(view_func))

    def _may_keep(self, request) -> bool:
        return ratelimit.consume(request, action="kept_words") and kept_words.keep(request)


class SecondFactorMiddleware:
    """Who must have a second factor and has none is led to add one, and can do nothing else.

    Pages read `request.needs_second_factor`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        user, match = request.user, request.resolver_match
        is_missing = user.is_authenticated and second_factor.is_missing(user)
        request.needs_second_factor = is_missing  # type: ignore[attr-defined]
        if not is_missing or (match and match.view_name in OPEN):
            return None
        if request.method in ("GET", "HEAD"):
            return redirect(f"{reverse('mfa_index')}?{urlencode({'next': request.path})}")
        return render(request, "mfa/required.html", status=403)
