"""What moderators do: show, hide, lock, move, merge and take apart again.

Each step reads the rows again under a lock, topics before their posts; it is kept as a `Decision`
and told by letter to the author whom it concerns. One already taken is as once. `ValidationError`
says why one cannot be taken. The caller has checked that it acts for the staff.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Decision, Post, Subscription, Topic
from forum.models.kinds import Audience, State
from forum.services import flags, writing
from members.letters.outbox import write
from members.models import User

Kind = Decision.Kind
STATE = writing.STATE


@transaction.atomic
def show(post: Post, *, by: User) -> Post:
    """Show what waits or is hidden; with the post that opens it, the topic."""
    row = _locked(post)
    if row.state == State.SHOWN:
        return row
    if row.state == State.DRAFT:
        raise ValidationError(_("This is a draft: its author has not sent it."))
    writing.show(row)
    _decide(Kind.SHOW, row.topic, by, post=row)
    return row


@transaction.atomic
def hide(post: Post, reason: str, *, by: User) -> Post:
    """Hide a post, and with the one that opens it the topic; what readers reported is settled."""
    row = _locked(post)
    if row.state == State.HIDDEN:
        return row
    if row.state == State.DRAFT:
        raise ValidationError(_("This is a draft: its author has not sent it."))
    row.state, row.hidden_because = State.HIDDEN, _said(reason)
    row.save()
    if row.is_first:
        row.topic.state, row.topic.hidden_because = State.HIDDEN, row.hidden_because
        row.topic.save(update_fields=STATE)
    flags.settle(row, _("hidden"), by=by)
    _decide(Kind.HIDE, row.topic, by, reason, post=row)
    return row


@transaction.atomic
def lock(topic: Topic, reason: str, *, by: User) -> Topic:
    """Take no more answers, nor changes by authors."""
    row = _locked_topic(topic)
    if not row.is_locked:
        row.is_locked = True
        row.save(update_fields=["is_locked"])
        _decide(Kind.LOCK, row, by, _said(reason))
    return row


@transaction.atomic
def unlock(topic: Topic, *, by: User) -> Topic:
    row = _locked_topic(topic)
    if row.is_locked:
        row.is_locked = False
        row.save(update_fields=["is_locked"])
        _decide(Kind.UNLOCK, row, by)
    return row


@transaction.atomic
def move(post: Post, to: Topic, reason: str, *, by: User) -> Post:
    """Take an answer into another topic, where it keeps its date."""
    target = _locked_pair(post.topic_id, to.pk)[1]
    row = _locked(post)
    if row.topic_id == target.pk:
        return row
    if row.is_first:
        raise ValidationError(_("This post opens its topic: merge the topic instead."))
    _check_place(row.topic, target, row)
    row.came_from, row.topic = row.topic, target
    row.is_accepted = row.was_accepted = False
    row.save()
    _decide(Kind.MOVE, target, by, reason, post=row)
    return row


@transaction.atomic
def merge(topic: Topic, into: Topic, reason: str, *, by: User) -> Topic:
    """Take all that was written in `topic` into an older one; its address leads there.

    Who followed it follows the older one. `unmerge` takes both apart again.
    """
    lost, kept = _locked_pair(topic.pk, into.pk)
    if lost.state == State.MERGED and lost.merged_into_id == kept.pk:
        return kept
    if lost.state not in (State.SHOWN, State.WAITING):
        raise ValidationError(_("Only a topic that is shown, or waits, is merged."))
    _check_place(lost, kept, lost)
    lost.posts.exclude(came_from__in=_merged_into(lost)).update(came_from=lost)
    lost.posts.filter(is_accepted=True).update(was_accepted=True)
    lost.posts.update(topic=kept, is_first=False, is_accepted=False)
    lost.state, lost.merged_into = State.MERGED, kept
    lost.save(update_fields=[*STATE, "merged_into"])
    _follow(lost, kept)
    _decide(Kind.MERGE, lost, by, reason)
    return kept


@transaction.atomic
def unmerge(topic: Topic, *, by: User) -> Topic:
    """Take a merged topic out again, with what was written in it and the answer it had accepted."""
    if topic.merged_into_id is None:
        return topic
    lost, kept = _locked_pair(topic.pk, topic.merged_into_id)
    if lost.state != State.MERGED:
        return lost
    if kept.state == State.MERGED:
        raise ValidationError(_("Take the topic apart first into which it was merged."))
    ours = kept.posts.filter(came_from__in=[lost, *_merged_into(lost)])
    ours.update(topic=lost, is_accepted=False)
    own = lost.posts.filter(came_from=lost)
    own.filter(was_accepted=True).update(is_accepted=True)
    own.update(came_from=None, was_accepted=False)
    opening = lost.posts.order_by("created_at", "pk").first()
    if opening is None:
        raise ValidationError(_("Nothing that was written in it is there any more."))
    opening.is_first, opening.is_accepted = True, False
    opening.save()
    lost.merged_into, lost.state = None, opening.state
    lost.hidden_because = opening.hidden_because
    lost.save(update_fields=[*STATE, "merged_into"])
    _decide(Kind.UNMERGE, lost, by)
    return lost


def _said(reason: str) -> str:
    if not reason.strip():
        raise ValidationError(_("Say why: its author reads it."))
    return reason.strip()


def _merged_into(topic: Topic) -> list[Topic]:
    """The topics that were merged into it, and those that were merged into them before."""
    found = list(topic.merged.all())
    return [*found, *(one for row in found for one in _merged_into(row))]


def _locked_topic(topic: Topic) -> Topic:
    return Topic.objects.select_for_update(of=["self"]).get(pk=topic.pk)


def _locked_pair(first: int, second: int) -> tuple[Topic, Topic]:
    """Both topics, always locked in the same order."""
    if first == second:
        raise ValidationError(_("A topic cannot be merged into itself."))
    rows = Topic.objects.select_for_update(of=["self"]).filter(pk__in=[first, second])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[first], found[second]


def _locked(post: Post) -> Post:
    """The post with its topic, as they are now."""
    topic = Topic.objects.select_for_update(of=["self"]).get(posts=post.pk)
    row = Post.objects.select_for_update(of=["self"]).get(pk=post.pk)
    if row.topic_id != topic.pk:  # moved while this waited
        return _locked(row)
    row.topic = topic
    return row


def _check_place(source: Topic, target: Topic, what: Topic | Post) -> None:
    """`ValidationError` unless what is written in `source` may be read in `target`, after its
    first post."""
    if target.state != State.SHOWN:
        raise ValidationError(_("The topic to go to is not shown."))
    if source.audience == Audience.MEMBERS and target.audience == Audience.PUBLIC:
        raise ValidationError(
            _("It was written for members alone: it cannot go where everyone reads it.")
        )
    if what.created_at < target.created_at:
        raise ValidationError(
            _("“%s” was begun later: this would come before its first post.") % target
        )


def _follow(lost: Topic, kept: Topic) -> None:
    """Who follows `lost` follows `kept`, as often."""
    known = Subscription.objects.filter(topic=kept).values("user")
    for one in Subscription.objects.filter(topic=lost).exclude(user__in=known):
        Subscription.objects.get_or_create(
            user_id=one.user_id, topic=kept, defaults={"frequency": one.frequency}
        )


def _decide(
    kind: Kind, topic: Topic, by: User, reason: str = "", *, post: Post | None = None
) -> None:
    decision = Decision.objects.create(
        topic=topic, post=post, kind=kind, reason=reason.strip(), by=by, at=timezone.now()
    )
    author = post.author if post else topic.author
    if author != by:
        write("forum_decision", decision.pk, author)
