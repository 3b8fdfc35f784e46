"""Accounts are made by invitation, by an accepted application or by staff; never by a visitor."""

import secrets

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from members.letters.outbox import write
from members.models import Letter, User
from members.services.sessions import end_sessions


@transaction.atomic
def create_account(
    email: str,
    name: str,
    language: str = settings.LANGUAGE_CODE,
    *,
    password: str | None = None,
    is_staff: bool = False,
) -> User:
    """Make the account of a person whose mailbox is known to be `email`.

    Without a password nobody logs in until one is chosen (`send_password_letter`).
    `ValidationError` by field: an address that is none or is somebody's, a weak password.
    """
    user = User(email=email.strip().lower(), name=name.strip(), language=language)
    user.is_staff = is_staff
    user.set_password(password)
    errors = {}
    if password is not None:
        try:
            validate_password(password, user)
        except ValidationError as error:
            errors["password"] = error.messages
    try:
        user.full_clean()
    except ValidationError as error:
        errors |= error.message_dict
    if errors:
        raise ValidationError(errors)
    user.save()
    return user


@transaction.atomic
def invite_person(
    email: str, name: str, language: str = settings.LANGUAGE_CODE, *, is_staff: bool = False
) -> User:
    """Make an account without password and write the letter to choose one."""
    user = create_account(email, name, language, is_staff=is_staff)
    send_password_letter(user)
    return user


def send_password_letter(user: User) -> Letter:
    """Write the letter in which a person finds the link to choose a password.

    Every call is another letter. The link is made when it leaves, and is kept nowhere.
    """
    return write("choose_password", f"{user.pk}:{secrets.token_hex(8)}", user)


@transaction.atomic
def remove_second_factors(user: User) -> Letter:
    """Take away what a person lost, once staff made sure who they are; log them out everywhere.

    The password stays. The next login asks for a new factor where one is required.
    """
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user)
    facts = {"event": "factors_removed", "at": timezone.now().isoformat()}
    return write("security", secrets.token_hex(8), user, facts=facts)
