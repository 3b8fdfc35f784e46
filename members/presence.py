"""Who has the form of a page open now: a notice, never a lock. It is kept in the cache alone."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from members.models import User

# A page says every 30 seconds that it is open; one that has said nothing for long is closed.
SILENCE = timedelta(seconds=90)


def announce(row: Model, user: User) -> None:
    """Remember that `user` has the form of `row` open."""
    here, now = _here(row), timezone.now()
    since, _last = here.get(user.pk, (now, now))
    here[user.pk] = (since, now)
    cache.set(_key(row), here, SILENCE.total_seconds())


def leave(row: Model, user: User) -> None:
    """Forget that `user` has the form open."""
    here = _here(row)
    if here.pop(user.pk, None):
        cache.set(_key(row), here, SILENCE.total_seconds())


def others(row: Model, user: User) -> list[str]:
    """A sentence for each other person who has the form open, in the reader's language."""
    here = _here(row)
    people = User.objects.in_bulk([pk for pk in here if pk != user.pk])
    return [
        _("%(name)s has this form open too, since %(time)s.")
        % {"name": person.shown_name, "time": time_format(localtime(here[pk][0]), "TIME_FORMAT")}
        for pk, person in people.items()
    ]


def _here(row: Model) -> dict[int, tuple[datetime, datetime]]:
    """Since when, and last when, by person; those who are silent are left out."""
    limit = timezone.now() - SILENCE
    found = cache.get(_key(row), {})
    return {pk: (since, last) for pk, (since, last) in found.items() if last > limit}


def _key(row: Model) -> str:
    return f"editing:{row._meta.label_lower}:{row.pk}"
