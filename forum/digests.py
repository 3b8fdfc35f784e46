"""The letters on what people follow: one a day or one a week, never an empty one."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from forum.followed import News, news
from forum.models import Subscription
from forum.models.kinds import Frequency
from members.letters.outbox import write
from members.models import Letter, User

PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
# A run a few minutes early, or of a day of 23 hours, still counts as a day later.
SLACK = timedelta(hours=2)
# What was written just before the last letter, and committed after it, is looked for again.
OVERLAP = timedelta(minutes=10)
DIGEST = "forum_digest"


def write_digests() -> int:
    """A letter to each person in whose followed things something is new.

    News begin where the last letter of that rhythm ended, and never before one follows. One that
    was withheld told nothing and does not count; another is written at the next run of another day.
    """
    rows = Subscription.objects.filter(frequency__in=PERIODS)
    pairs = rows.order_by().values_list("user", "frequency").distinct()
    return sum(_write(user, Frequency(frequency)) for user, frequency in pairs)


def _write(user_pk: int, frequency: Frequency) -> int:
    user = User.objects.get(pk=user_pk)
    if not (user.is_active and user.wants_news):
        return 0
    now = timezone.now()
    letters = Letter.objects.filter(kind=DIGEST, user=user, subject_key__startswith=frequency)
    key = f"{frequency}:{timezone.localdate(now):%Y-%m-%d}"
    last = letters.filter(withheld_because="").order_by("-written_at").first()
    if last and last.written_at > now - PERIODS[frequency] + SLACK:
        return 0
    if letters.filter(subject_key=key).exists():
        return 0
    mine = Subscription.objects.filter(user=user, frequency=frequency)
    found = _found(user, mine, last)
    if not found:
        return 0
    write(DIGEST, key, user, facts=found.keys())
    return 1


def _found(user: User, mine: QuerySet[Subscription], last: Letter | None) -> News:
    """What is new under each of `mine`, from the moment on that nobody told it yet."""
    moments: dict[datetime, list[int]] = {}
    for key, since in mine.values_list("pk", "since"):
        at = max(since, last.written_at - OVERLAP) if last else since
        moments.setdefault(at, []).append(key)
    parts = (news(user, mine.filter(pk__in=keys), at) for at, keys in moments.items())
    found = News.joined(parts)
    return found.without(last.facts, last.written_at) if last else found
