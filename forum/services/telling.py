"""Telling those who follow what changed: at once to who wants it so, else in their digests."""

from django.db.models import Q

from forum.models import Obstacle, Post, StatusChange, Step, Subscription
from forum.models.kinds import Audience, Frequency, State
from members.letters.outbox import write
from members.models import User


def topic_changed(post: Post) -> None:
    """A post of a topic is shown. Who asked follows their own question from then on."""
    topic = post.topic
    if post.is_first:
        Subscription.objects.get_or_create(
            user=topic.author, topic=topic, defaults={"frequency": Frequency.AT_ONCE}
        )
    if topic.state != State.SHOWN or post.state != State.SHOWN:
        return
    wider = Q(border__in=topic.borders.all()) | Q(theme__in=topic.themes.all())
    for user in _readers(Q(topic=topic) | wider & _reads(post), but=post.author_id):
        write("forum_post", post.pk, user)


def obstacle_changed(row: StatusChange | Step, *, by: User | None = None) -> None:
    """An obstacle has another status, or a step of it was sent or answered.

    `by` did it, and is not told; without it, who is recorded in the row.
    """
    obstacle = row.obstacle
    if isinstance(row, Step) and (row.audience == Audience.STAFF or row.sent_on is None):
        return
    wider = Q(border__in=obstacle.borders.all()) | Q(theme__in=obstacle.themes.all())
    for user in _readers(Q(obstacle=obstacle) | wider, but=by.pk if by else row.by_id):
        if Obstacle.objects.visible_to(user).filter(pk=obstacle.pk).exists():
            write("obstacle_news", key_of(row), user)


def key_of(row: StatusChange | Step) -> str:
    """What tells the letters apart: an answer to a step is other news than its sending."""
    if isinstance(row, Step):
        return f"step:{row.pk}:{row.answered_on or ''}"
    return f"change:{row.pk}"


def _reads(post: Post) -> Q:
    """Subscriptions of who reads the language of `post`, or one in which it is translated."""
    codes = [post.language, *post.translations.values_list("language", flat=True)]
    return (
        Q(user__reader=None)
        | Q(user__reader__languages=[])
        | Q(user__reader__languages__overlap=codes)
    )


def _readers(followed: Q, *, but: int | None) -> list[User]:
    """Those who follow it and want to know at once, each once."""
    rows = Subscription.objects.filter(followed, frequency=Frequency.AT_ONCE)
    people = User.objects.filter(pk__in=rows.values("user"), is_active=True, wants_news=True)
    return list(people.exclude(pk=but or 0).order_by("pk"))
