"""How allauth's accounts behave here: closed sign-up, letters through the outbox."""

import secrets
import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from django.utils import timezone
from django.utils.translation import get_language

from members import oidc
from members.browsers import browser_name
from members.letters.outbox import write
from members.models import User
from members.services.sessions import end_sessions

# Letters that are not notices of what was done: allauth's name, then the kind of letter.
LETTERS = {
    "password_reset_key": "password_reset",
    "unknown_account": "unknown_account",
    "email_confirmation": "confirm_address",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation or by staff: the sign-up page is closed."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to the outbox what allauth wants to say; links are made when the letter leaves."""
        event = template_prefix.rpartition("/")[2]
        user = context.get("user") or self._whose(email)
        facts: dict[str, Any] = {"event": event, "at": timezone.now().isoformat()}
        if user:
            facts |= {"user": user.pk, "browser": browser_name(context.get("user_agent", ""))}
        write(
            LETTERS.get(event, "security"),
            secrets.token_hex(8),
            user if user and user.email == email.lower() else email,
            language=user.language if user else get_language() or "",
            facts=facts,
        )

    def _whose(self, email: str) -> User | None:
        """Whose letter it is: who has the address, else who is logged in and just left it."""
        owner = User.objects.filter(email__iexact=email).first()
        return owner or (self.request.user if self.request.user.is_authenticated else None)

    def set_password(self, user, password):
        """Keep the new password; whoever was logged in with the old one no longer is."""
        super().set_password(user, password)
        end_sessions(user, but=self.request.session.session_key)

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask once more before what is dangerous, except for a factor right after logging in."""
        if app == "allauth.mfa" and self._has_just_logged_in():
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def _has_just_logged_in(self) -> bool:
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT

    def get_logout_redirect_url(self, request):
        """Through the provider that one logged in with, so that it forgets too; else home."""
        return oidc.logout_url(request) or super().get_logout_redirect_url(request)
