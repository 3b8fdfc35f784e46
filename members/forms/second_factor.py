"""The forms of allauth's second factor, with our words."""

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

USED_SECONDS = 150  # longer than a code is good, with a clock that is a little off


def code_field(help_text) -> forms.CharField:
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    widget = forms.TextInput(attrs=attrs)
    return forms.CharField(label=_("Code"), help_text=help_text, widget=widget, max_length=20)


class CodeForm(base.BaseAuthenticateForm):
    """A code, good once."""

    code = code_field(_("The six digits of your application, or one of your recovery codes."))

    def clean_code(self):
        code = super().clean_code()
        digits = "".join(filter(str.isdigit, code))
        if not cache.add(f"code-used:{self.user.pk}:{digits}", True, timeout=USED_SECONDS):
            raise ValidationError(_("This code has been used: wait for the next one."))
        return code


class AuthenticateForm(CodeForm, base.AuthenticateForm):
    pass


class ReauthenticateForm(CodeForm, base.ReauthenticateForm):
    pass


class ActivateTOTPForm(totp.ActivateTOTPForm):
    code = code_field(_("The six digits that the application shows now."))


def name_field() -> forms.CharField:
    help_text = _("To tell your keys apart: “my phone”, “the office’s key”.")
    return forms.CharField(label=_("Name"), max_length=80, help_text=help_text)


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    name = name_field()
    passwordless = forms.BooleanField(
        label=_("Log in with it alone, without a password"),
        required=False,
        initial=True,
        help_text=_("The device then asks for your fingerprint, your face or its code."),
    )
    field_order = ["name", "passwordless"]


class RenamePasskeyForm(webauthn.EditWebAuthnForm):
    name = name_field()
