"""The second factor: who must have one, and how its secrets are kept."""

import logging
from base64 import urlsafe_b64encode
from hashlib import sha256

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.models import Mandate, User

logger = logging.getLogger(__name__)
FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def factors_of(user: User):
    """The second factors of a person; recovery codes are none, they replace a lost one."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS)


def passkeys_of(user: User):
    return factors_of(user).filter(type=Authenticator.Type.WEBAUTHN)


def is_expected(user: User) -> bool:
    """Whether a second factor is expected of `user`: of staff, and of who manages people."""
    managed = Mandate.objects.in_force().filter(user_id=user.pk, manages_people=True)
    return user.is_staff or managed.exists()


def is_required(user: User) -> bool:
    """Whether `user` may do nothing without a second factor."""
    return settings.MFA_REQUIRED and is_expected(user)


def is_missing(user: User) -> bool:
    """Whether a second factor is required of `user`, who has none."""
    return settings.MFA_REQUIRED and not factors_of(user).exists() and is_required(user)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are sealed in the database; the last factor stays where one is required."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("This code or key is not the right one."),
        "cannot_delete_authenticator": gettext_lazy(
            "This is your only second factor, and you need one: add another first."
        ),
    }

    def encrypt(self, text):
        return _seal().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """What was sealed. With another SECRET_KEY, a secret that no code matches."""
        try:
            return _seal().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.exception("A second factor was sealed with a key that is not known any more.")
            return generate_totp_secret()

    def can_delete_authenticator(self, authenticator):
        others = factors_of(authenticator.user).exclude(pk=authenticator.pk)
        return others.exists() or not is_required(authenticator.user)

    def generate_authenticator_name(self, user, type):
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return _("Passkey %d") % (count + 1)

    def get_public_key_credential_rp_entity(self):
        """The name of the host, without port: keys are bound to it."""
        return {"id": context.request.get_host().partition(":")[0], "name": "MOT"}


def _seal() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [sha256(f"second factor {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
