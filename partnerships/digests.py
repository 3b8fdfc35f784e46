"""The weekly letters on what people follow in partnerships."""

from datetime import timedelta

from django.utils import timezone

from members.letters.outbox import write
from members.models import Letter, User
from partnerships import followed
from partnerships.models import Follow, Partnership

WEEK = timedelta(days=7)
DIGEST = "partnership_digest"


def write_digests() -> int:
    """A letter to each person in whose followed things something changed: weekly at most.

    News begin where the last letter ended. One that was withheld told nothing and does not count;
    another is written the next day.
    """
    pairs = Follow.objects.order_by().values_list("user", "partnership").distinct()
    return sum(_write_digest(user, partnership) for user, partnership in pairs)


def _write_digest(user_pk: int, partnership_pk: int) -> int:
    user = User.objects.get(pk=user_pk)
    rows = Partnership.objects.worked_on_by(user).filter(pk=partnership_pk)
    partnership = rows.select_related("partner").first()
    if partnership is None or not (user.is_active and user.wants_news):
        return 0
    now = timezone.now()
    letters = Letter.objects.filter(
        kind=DIGEST, user=user, subject_key__startswith=f"{partnership_pk}:"
    )
    key = f"{partnership_pk}:{timezone.localdate(now):%Y-%m-%d}"
    last = letters.filter(withheld_because="").order_by("-written_at").first()
    if last and last.written_at > now - WEEK or letters.filter(subject_key=key).exists():
        return 0
    first = Follow.objects.filter(user=user, partnership=partnership).earliest("since").since
    since = last.written_at if last else first
    news = followed.news(user, partnership, since)
    if not news:
        return 0
    write(DIGEST, key, user, facts={"partnership": partnership_pk} | news.keys())
    return 1
