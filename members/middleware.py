from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

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
