"""Letters about one's account. Those with a link make it when they leave: it is kept nowhere."""

from datetime import datetime

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.addresses import absolute
from members.letters.registry import Kind, Withheld
from members.models import Letter, User

# What was done to an account, as allauth calls it.
EVENTS = {
    "password_changed": _("Your password was changed."),
    "password_reset": _("Your password was changed through a letter."),
    "password_set": _("A password was chosen for your account."),
    "email_changed": _("Your account has another e-mail address: it is no longer this one."),
    "totp_activated": _("An application that gives codes was added as a second factor."),
    "totp_deactivated": _("The application that gives codes was removed as a second factor."),
    "webauthn_added": _("A passkey was added."),
    "webauthn_removed": _("A passkey was removed."),
    "recovery_codes_generated": _("New recovery codes were made; the former ones are void."),
    "account_connected": _("Another way to log in was linked to your account."),
    "account_disconnected": _("A way to log in was unlinked from your account."),
    "factors_removed": _("MOT’s staff removed your second factors, as you asked after a loss."),
}


def reader_of(letter: Letter) -> User:
    """The person a letter is for, whatever address it goes to. `Withheld` when they may not log in.

    A notice about an address goes to that address, which may be the person's no longer, or not yet.
    """
    user = letter.user or User.objects.filter(pk=letter.facts.get("user")).first()
    if user is None or not user.is_active:
        raise Withheld(_("This person may no longer log in."))
    return user


def password_link(user: User) -> str:
    """The address where `user` chooses a password, once, for `PASSWORD_RESET_TIMEOUT` seconds."""
    key = default_token_generator.make_token(user)
    arguments = {"uidb36": user_pk_to_url_str(user), "key": key}
    return absolute(reverse("account_reset_password_from_key", kwargs=arguments))


def _password(letter: Letter) -> dict:
    user = reader_of(letter)
    return {
        "user": user,
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "again": absolute(reverse("account_reset_password")),
    }


def _unknown_account(letter: Letter) -> dict:
    return {"email": letter.recipient, "again": absolute(reverse("account_reset_password"))}


def _confirm_address(letter: Letter) -> dict:
    user = reader_of(letter)
    address = EmailAddress.objects.filter(user=user, email=letter.recipient, verified=False).first()
    if address is None:
        raise Withheld(_("This address waits no longer to be confirmed."))
    key = EmailConfirmationHMAC(address).key
    return {"user": user, "link": absolute(reverse("account_confirm_email", args=[key]))}


def _security(letter: Letter) -> dict:
    return {
        "user": reader_of(letter),
        "event": EVENTS[letter.facts["event"]],
        "at": datetime.fromisoformat(letter.facts["at"]),
        "browser": letter.facts.get("browser", ""),
        "link": absolute(reverse("mfa_index")),
        "again": absolute(reverse("account_reset_password")),
    }


KINDS = [
    Kind("choose_password", _("choosing a password"), _password, holds_secret=True),
    Kind("password_reset", _("forgotten password"), _password, holds_secret=True),
    Kind("unknown_account", _("forgotten password, no account"), _unknown_account),
    Kind("confirm_address", _("new e-mail address"), _confirm_address, holds_secret=True),
    Kind("security", _("change of an account’s security"), _security),
]
