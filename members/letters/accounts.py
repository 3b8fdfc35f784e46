"""Letters about one's account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.addresses import absolute
from members.letters.registry import Kind, Withheld
from members.models import Letter, User


def reader_of(letter: Letter) -> User:
    """The person a letter is for. `Withheld` when they may no longer log in."""
    if letter.user is None or not letter.user.is_active:
        raise Withheld(_("This person may no longer log in."))
    return letter.user


def password_link(user: User) -> str:
    """The address where `user` chooses a password, once, for `PASSWORD_RESET_TIMEOUT` seconds."""
    key = default_token_generator.make_token(user)
    arguments = {"uidb36": user_pk_to_url_str(user), "key": key}
    return absolute(reverse("account_reset_password_from_key", kwargs=arguments))


def _choose_password(letter: Letter) -> dict:
    user = reader_of(letter)
    return {
        "user": user,
        "link": password_link(user),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        "again": absolute(reverse("account_reset_password")),
    }


CHOOSE_PASSWORD = Kind(
    "choose_password", _("choosing a password"), _choose_password, holds_secret=True
)
