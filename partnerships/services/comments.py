"""Officers comment and ask, staff answer; each is told of what is said to them."""

from django.db import transaction

from members.letters.outbox import write
from members.models import User
from partnerships.models import Action, Comment, Investment, Workstream

ABOUT = {Action: "action", Investment: "investment", Workstream: "workstream"}


@transaction.atomic
def say(
    about: Action | Investment | Workstream,
    author: User,
    text: str,
    answers: Comment | None = None,
) -> Comment:
    """Keep what `author` says about a row; tell the staff, or the person who is answered.

    The same words of the same person, sent twice, are kept once. The caller has checked that the
    author may read the row.
    """
    values = {ABOUT[type(about)]: about, "author": author, "text": text, "answers": answers}
    type(about).objects.select_for_update().get(pk=about.pk)
    comment = Comment.objects.filter(**values).first()
    if comment:
        return comment
    comment = Comment.objects.create(**values)
    for reader in _told(comment):
        write("partnership_comment", comment.pk, reader)
    return comment


def _told(comment: Comment) -> list[User]:
    """Staff read what an officer says; who was answered, or began, reads what staff say."""
    if not comment.author.is_staff:
        return list(User.objects.filter(is_staff=True, is_active=True))
    return [comment.answers.author] if comment.answers else []
