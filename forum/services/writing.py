"""Writing a topic or an answer: kept as a draft, sent, changed; answers are accepted.

What somebody sends is read by all at once, unless they are new here (`is_new`): then it waits for a
moderator. Each step reads the rows again under a lock, the topic before its posts.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, Topic
from forum.models.kinds import Audience, State
from forum.services import telling
from forum.voices import Voice
from members.acting import record_acting
from members.letters.outbox import write
from members.models import User

TRUSTED_AFTER = 2
# Columns that are written here: of others, such as counts, triggers know more than the row read.
HEAD = ["kind", "title", "audience", "language", "organisation", "function"]
STATE = ["state", "hidden_because", "shown_at", "created_at"]


@dataclass(frozen=True)
class Words:
    """What a form says of a post."""

    text: str
    language: str
    answers: Post | None = None


@dataclass(frozen=True)
class Heading:
    """What a form says of a topic beside its first post; `links` are its relations, by name."""

    kind: str
    title: str
    audience: str
    links: dict[str, Iterable[models.Model]] = field(default_factory=dict)


@dataclass(frozen=True)
class Written:
    """A post; `is_repeat` when the same form had been sent before, and nothing was done."""

    post: Post
    is_repeat: bool = False


def is_new(user: User) -> bool:
    """Whether what `user` sends waits for a moderator: until two of their posts are shown."""
    shown = Post.objects.filter(author=user, state=State.SHOWN)
    return not user.is_staff and shown.order_by()[:TRUSTED_AFTER].count() < TRUSTED_AFTER


@transaction.atomic
def write_topic(
    voice: Voice, heading: Heading, words: Words, *, key: uuid.UUID, sends: bool
) -> Written:
    """Keep a topic with the post that opens it as a draft; `sends` hands it over to its readers.

    `key` is the form's: a draft is found again by it, and what was sent is not sent twice.
    """
    mine = Topic.objects.select_for_update(of=["self"]).filter(key=key, author=voice.user)
    topic = mine.first() or _made(key, voice.user) or mine.first()
    if topic is None:  # somebody else's form has this key
        raise ValidationError(_("This form is out of date: open it again."))
    if topic.state != State.DRAFT:
        first = topic.posts.filter(is_first=True).first()
        if first is None:
            raise ValidationError(_("This topic was merged with another one meanwhile."))
        return Written(first, is_repeat=True)
    _sign(topic, voice)
    _head(topic, heading, words.language)
    post = topic.posts.filter(is_first=True).first()
    post = post or Post(topic=topic, is_first=True, author=voice.user)
    _put(post, words, voice)
    if sends:
        _send(post)
    return Written(post)


@transaction.atomic
def write_answer(
    voice: Voice, topic: Topic, words: Words, *, key: uuid.UUID, sends: bool
) -> Written:
    """Keep an answer in `topic` as a draft, or send it; `key` as for `write_topic`.

    `ValidationError` when the topic takes no answers now. The caller has checked that the author
    may read it.
    """
    topic = Topic.objects.select_for_update(of=["self"], no_key=True).get(pk=topic.pk)
    mine = topic.posts.select_for_update(of=["self"]).filter(key=key, author=voice.user)
    post = mine.first() or Post(key=key, topic=topic, author=voice.user)
    if post.pk and post.state != State.DRAFT:
        return Written(post, is_repeat=True)
    check_takes_answers(topic)
    try:
        with transaction.atomic():
            _put(post, words, voice)
    except IntegrityError:  # somebody else's form has this key
        raise ValidationError(_("This form is out of date: open it again.")) from None
    if sends:
        _send(post)
    return Written(post)


def check_takes_answers(topic: Topic) -> None:
    """`ValidationError` unless `topic` is shown and not locked."""
    if topic.is_locked:
        raise ValidationError(_("This topic is locked: it takes no more answers."))
    if topic.state != State.SHOWN:
        raise ValidationError(_("This topic is not shown now: it takes no answers."))


@transaction.atomic
def edit_post(
    post: Post,
    words: Words,
    *,
    by: User,
    heading: Heading | None = None,
    has_files: bool = False,
) -> Post:
    """Change a post that was sent, and with `heading` the topic that it opens.

    The history keeps what it said before. Of somebody new, the change waits for a moderator;
    `has_files` tells that its files, which the caller keeps, change too.
    """
    topic = Topic.objects.select_for_update(of=["self"]).get(pk=post.topic_id)
    row = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    row.topic = topic
    before = (row.text, row.title)
    row.text, row.language = words.text, words.language
    if row.is_first and heading:
        if _opens(topic, heading):
            _open(row, topic)
        _head(topic, heading, words.language)
    if has_files or before != (row.text, row.title):
        row.edited_at = timezone.now()
        if row.state == State.SHOWN and is_new(by):
            _set_state(row, topic, State.WAITING)
            _tell_staff(row)
    row.save()
    return row


def throw_away(post: Post) -> None:
    """Delete a draft; the topic with it when the post opens one."""
    with transaction.atomic():
        row = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
        if row.state != State.DRAFT:
            raise ValidationError(_("It was sent meanwhile: it is a draft no more."))
        (row.topic if row.is_first else row).delete()


@transaction.atomic
def accept(post: Post) -> Post:
    """Make it the accepted answer of its question, instead of any other."""
    topic = Topic.objects.select_for_update(of=["self"], no_key=True).get(pk=post.topic_id)
    row = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    if topic.kind != Topic.Kind.QUESTION or row.is_first or row.state != State.SHOWN:
        raise ValidationError(_("Only an answer to a question, shown to its readers, is accepted."))
    if not row.is_accepted:
        topic.posts.filter(is_accepted=True).update(is_accepted=False)
        row.is_accepted = True
        row.save(update_fields=["is_accepted"])
    return row


def take_back_acceptance(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(is_accepted=False)


def show(post: Post) -> None:
    """Show a post, locked with its topic by the caller, and tell who follows the topic."""
    _set_state(post, post.topic, State.SHOWN)
    post.save()
    telling.topic_changed(post)


def _made(key: uuid.UUID, author: User) -> Topic | None:
    """An empty draft; None when one with this key was made, perhaps at the same moment."""
    try:
        with transaction.atomic():
            return Topic.objects.create(key=key, author=author)
    except IntegrityError:
        return None


def _opens(topic: Topic, heading: Heading) -> bool:
    return topic.audience == Audience.MEMBERS and heading.audience == Audience.PUBLIC


def _open(first: Post, topic: Topic) -> None:
    """Open to everyone what was for members: nobody else reads what its posts said until now.

    `ValidationError` when others answered for members alone. The caller saves `first`.
    """
    if topic.posts.exclude(author=topic.author_id).exists():
        raise ValidationError(
            _("Others answered for members alone: it cannot be opened to everyone.")
        )
    first.shown_at = topic.shown_at = timezone.now()
    topic.save(update_fields=["shown_at"])
    topic.posts.filter(state=State.SHOWN).exclude(pk=first.pk).update(shown_at=first.shown_at)


def _head(topic: Topic, heading: Heading, language: str) -> None:
    topic.kind, topic.title, topic.audience = heading.kind, heading.title, heading.audience
    topic.language = language
    topic.save(update_fields=HEAD)
    for name, rows in heading.links.items():
        getattr(topic, name).set(rows)
    place = topic.borders.exclude(lat=None).first()
    topic.lat, topic.lon = (place.lat, place.lon) if place else (None, None)
    topic.save(update_fields=["lat", "lon"])


def _sign(row: Topic | Post, voice: Voice) -> None:
    mandate = voice.mandate
    record_acting(mandate)
    row.organisation = mandate.organisation if mandate else None
    row.function = mandate.function if mandate else ""


def _put(post: Post, words: Words, voice: Voice) -> None:
    post.text, post.language, post.answers = words.text, words.language, words.answers
    post.is_staff_answer = voice.is_staff_answer and not post.is_first
    _sign(post, voice)
    post.save()


def _send(post: Post) -> None:
    """Hand a draft over: it is written at this moment."""
    post.created_at = timezone.now()
    if post.is_first:
        post.topic.created_at = post.created_at
    if is_new(post.author):
        _set_state(post, post.topic, State.WAITING)
        post.save()
        _tell_staff(post)
    else:
        show(post)


def _set_state(post: Post, topic: Topic, state: State) -> None:
    """Set it on `post`, which the caller saves, and on the topic that it opens."""
    rows: list[Post | Topic] = [post, topic] if post.is_first else [post]
    for row in rows:
        if state == State.SHOWN:
            row.shown_at = timezone.now()
        row.state, row.hidden_because = state, ""
    if post.is_first:
        topic.save(update_fields=STATE)


def _tell_staff(post: Post) -> None:
    write("post_waits", f"{post.pk}:{post.version}", settings.CONTACT_EMAIL)
