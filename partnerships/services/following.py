"""What a person follows in a partnership, and the secret address of their calendar."""

from typing import Any

from django.db import IntegrityError, transaction

from members.models import User
from partnerships.models import Axis, CalendarKey, Directorate, Follow, Partnership
from partnerships.models.exchange import new_key
from territories.models import Border

KINDS = {"axis": Axis, "directorate": Directorate, "border": Border}


def choices(partnership: Partnership, kind: str) -> Any:
    """The rows of `kind` that can be followed in `partnership`. `KeyError` for another kind."""
    rows: Any = KINDS[kind]._default_manager.all()
    if kind == "axis":
        return rows.filter(partnership=partnership)
    return rows.filter(partner=partnership.partner) if kind == "directorate" else rows


def follow(user: User, partnership: Partnership, kind: str, row: Axis | Directorate | Border):
    """Follow `row`; twice is as once."""
    try:
        with transaction.atomic():
            Follow.objects.create(user=user, partnership=partnership, **{kind: row})
    except IntegrityError:
        pass


def stop(user: User, partnership: Partnership, kind: str, row: Axis | Directorate | Border):
    Follow.objects.filter(user=user, partnership=partnership, **{kind: row}).delete()


def make_key(user: User, partnership: Partnership) -> CalendarKey:
    """A new address for the calendar; the one before no longer works."""
    key, _new = CalendarKey.objects.update_or_create(
        user=user, partnership=partnership, defaults={"key": new_key()}
    )
    return key


def revoke_key(user: User, partnership: Partnership) -> None:
    CalendarKey.objects.filter(user=user, partnership=partnership).delete()
