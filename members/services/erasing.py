"""A person erases their account: nothing names them any more, what they did stays."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.models import User
from members.personal_data import HOLDINGS


@transaction.atomic
def erase_account(user: User) -> User:
    """Take out everything that names `user`, who can no longer log in.

    What was written for an organisation stays the organisation's, under “former representative”.
    `ValidationError` when an organisation would be left with people and nobody who manages them.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    placeholder = f"erased-{user.pk}@erased.invalid"
    for holding in HOLDINGS.values():
        holding.erase(user, placeholder)
    _empty(user, placeholder)
    return user


def _empty(user: User, placeholder: str) -> None:
    user.groups.clear()
    user.user_permissions.clear()
    user.name, user.email, user.last_login = "", placeholder, None
    user.is_active = user.is_staff = user.is_superuser = user.wants_news = False
    user.set_unusable_password()
    user.erased_at = timezone.now()
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            user.save()
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    except IntegrityError as error:
        words = _("Somebody must first take over who may act for your organisation.")
        raise ValidationError(words) from error
