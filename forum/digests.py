"""The letters on what people follow: one a day or one a week, never an empty one."""

from datetime import timedelta

from django.utils import timezone

from forum.followed import news
from forum.models import Subscription
from forum.models.kinds import Frequency
from members.letters.outbox import write
from members.models import Letter, User

PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
# A run a few minutes early still counts as a day later.
SLACK = timedelta(hours=1)
DIGEST = "forum_digest"


def write_digests() -> int:
    """A letter to each person in whose followed things something is new.

    News begin where the last letter of that rhythm ended. One that was withheld told nothing and
    does not count; another is written at the next run of another day.
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
    since = last.written_at if last else mine.earliest("since").since
    found = news(user, mine, since)
    if not found:
        return 0
    write(DIGEST, key, user, facts=found.keys())
    return 1
