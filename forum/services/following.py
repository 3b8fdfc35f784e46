"""What a person follows, how often they are told, and the address of their calendar."""

from typing import Any

from django.db.models import Max

from forum.digests import DIGEST
from forum.models import DeadlineKey, Obstacle, Reader, Subscription, Topic
from forum.models.kinds import Frequency
from members.models import Letter, User
from partnerships.models.exchange import new_key
from territories.models import Border, Theme

KINDS: dict[str, Any] = {"topic": Topic, "obstacle": Obstacle, "border": Border, "theme": Theme}


def choices(user: User, kind: str) -> Any:
    """The rows of `kind` that `user` can follow: those they may read. `KeyError` for another."""
    rows = KINDS[kind]._default_manager.all()
    return rows.visible_to(user) if hasattr(rows, "visible_to") else rows


def follow(user: User, kind: str, row: Any, frequency: str = "") -> None:
    """Follow `row`, or be told about it as often as `frequency` says from now on.

    Without it: once a day, or as before for who follows it already.
    """
    one, is_new = Subscription.objects.get_or_create(
        user=user, **{kind: row}, defaults={"frequency": frequency or Frequency.DAILY}
    )
    if frequency and not is_new and frequency != one.frequency:
        told = Letter.objects.filter(
            kind=DIGEST, user=user, subject_key__startswith=one.frequency, withheld_because=""
        ).aggregate(last=Max("written_at"))["last"]
        one.since = max(one.since, told or one.since)  # what was told is not told again
        one.frequency = frequency
        one.save(update_fields=["frequency", "since"])


def stop(user: User, kind: str, pk: int) -> None:
    """Follow it no longer, even when it may no longer be read."""
    Subscription.objects.filter(user=user, **{f"{kind}_id": pk}).delete()


def followed(user: User) -> list[tuple[str, Subscription, Any]]:
    """What `user` follows: its kind and the row itself, None when it may no longer be read."""
    rows = list(
        Subscription.objects.filter(user=user).select_related(
            "topic", "obstacle", "border", "theme"
        )
    )
    found = []
    for kind in KINDS:
        mine = [one for one in rows if getattr(one, f"{kind}_id")]
        keys = [getattr(one, f"{kind}_id") for one in mine]
        seen = set(choices(user, kind).filter(pk__in=keys).values_list("pk", flat=True))
        for one, pk in zip(mine, keys, strict=True):
            found.append((kind, one, getattr(one, kind) if pk in seen else None))
    return sorted(found, key=lambda found_one: found_one[1].pk)


def set_languages(user: User, codes: list[str]) -> None:
    Reader.objects.update_or_create(user=user, defaults={"languages": codes})


def make_key(user: User) -> DeadlineKey:
    """A new address for the calendar; the one before no longer works."""
    key, _new = DeadlineKey.objects.update_or_create(user=user, defaults={"key": new_key()})
    return key


def revoke_key(user: User) -> None:
    DeadlineKey.objects.filter(user=user).delete()
