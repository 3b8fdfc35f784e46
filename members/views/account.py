"""What allauth's pages about security lack."""

from typing import Any

from allauth.mfa.base.views import AuthenticateView as CodeOrPasskeyView
from allauth.mfa.base.views import IndexView
from allauth.mfa.webauthn.views import RemoveWebAuthnView
from allauth.socialaccount.models import SocialAccount
from django import forms
from django.conf import settings
from django.contrib import messages
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import FormView

from members import second_factor
from members.browsers import browser_name
from members.second_factor import SecondFactorAdapter
from members.services.sessions import end_sessions, open_sessions
from members.views.mixins import person


class SecurityView(IndexView):
    """Password, second factors, sessions: what there is of each, and where to change it."""

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        user = person(self.request)
        return super().get_context_data(**kwargs) | {
            "session_count": len(open_sessions(user)),
            "linked": SocialAccount.objects.filter(user=user),
            "provider_name": settings.OIDC.name if settings.OIDC else "",
        }


class AuthenticateView(CodeOrPasskeyView):
    """The second factor at login: a passkey first, for who has one."""

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        passkeys = second_factor.passkeys_of(self.stage.login.user)
        return super().get_context_data(**kwargs) | {"has_passkey": passkeys.exists()}


class RemovePasskeyView(RemoveWebAuthnView):
    """Removes a passkey, unless it is the last factor of somebody who must have one."""

    def form_valid(self, form):
        adapter = SecondFactorAdapter()
        if not adapter.can_delete_authenticator(self.get_object()):
            form.add_error(None, adapter.validation_error("cannot_delete_authenticator"))
            return self.form_invalid(form)
        return super().form_valid(form)


class SessionForm(forms.Form):
    """`session` is the one to end; all but this one when it is empty."""

    session = forms.IntegerField(required=False)


class SessionsView(FormView):
    """Where one is logged in; a POST ends one session, or all the others."""

    template_name = "usersessions/usersession_list.html"
    form_class = SessionForm
    success_url = reverse_lazy("usersessions_list")

    def get_context_data(self, **kwargs) -> dict[str, Any]:
        sessions = [
            {"row": row, "browser": browser_name(row.user_agent)}
            for row in open_sessions(person(self.request))
        ]
        return super().get_context_data(**kwargs) | {"sessions": sessions}

    def form_valid(self, form):
        current = self.request.session.session_key
        only = form.cleaned_data["session"]
        ended = end_sessions(person(self.request), only=only, but=current)
        text = ngettext("%d session is over.", "%d sessions are over.", ended) % ended
        messages.success(self.request, text if ended else _("This session was over already."))
        return super().form_valid(form)
