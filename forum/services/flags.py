"""Readers report a post; the staff answer, or hide it."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from forum.models import Flag, Post
from members.letters.outbox import write
from members.models import User


@transaction.atomic
def report(post: Post, reason: str, words: str, *, by: User) -> Flag:
    """Tell the staff about a post; once, as long as they have not answered.

    The caller has checked that `by` may read it.
    """
    Post.objects.select_for_update(of=["self"], no_key=True).get(pk=post.pk)
    waiting = Flag.objects.waiting().filter(post=post, by=by).first()
    if waiting:
        return waiting
    flag = Flag.objects.create(post=post, by=by, reason=reason, words=words)
    write("post_reported", flag.pk, settings.CONTACT_EMAIL)
    return flag


def settle(post: Post, answer: str, *, by: User) -> int:
    """Close what readers reported about a post, with what was decided; how many it was."""
    rows = Flag.objects.waiting().filter(post=post)
    return rows.update(handled_at=timezone.now(), handled_by=by, answer=answer)
