"""What a person follows, how often they are told, and the address of their calendar."""

from typing import Any

from django.db import IntegrityError, transaction

from forum.models import DeadlineKey, Obstacle, Reader, Subscription, Topic
from forum.models.kinds import Frequency
from members.models import User
from partnerships.models.exchange import new_key
from territories.models import Border, Theme

KINDS: dict[str, Any] = {"topic": Topic, "obstacle": Obstacle, "border": Border, "theme": Theme}


def choices(user: User, kind: str) -> Any:
    """The rows of `kind` that `user` can follow: those they may read. `KeyError` for another."""
    rows = KINDS[kind]._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def follow(user: User, kind: str, row: Any, frequency: str = Frequency.DAILY) -> None:
    """Follow `row`, or be told about it as often as `frequency` says from now on."""
    try:
        with transaction.atomic():
            Subscription.objects.update_or_create(
                user=user, **{kind: row}, defaults={"frequency": frequency}
            )
    except IntegrityError:  # the same at the same moment
        Subscription.objects.filter(user=user, **{kind: row}).update(frequency=frequency)


def stop(user: User, kind: str, row: Any) -> None:
    Subscription.objects.filter(user=user, **{kind: row}).delete()


def set_languages(user: User, codes: list[str]) -> None:
    Reader.objects.update_or_create(user=user, defaults={"languages": codes})


def make_key(user: User) -> DeadlineKey:
    """A new address for the calendar; the one before no longer works."""
    key, _new = DeadlineKey.objects.update_or_create(user=user, defaults={"key": new_key()})
    return key


def revoke_key(user: User) -> None:
    DeadlineKey.objects.filter(user=user).delete()
