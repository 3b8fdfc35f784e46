"""A post in another language, by a person: whose it is, and of which words."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from forum.models import Post, PostTranslation
from forum.models.kinds import State, TranslationOrigin
from members.models import User


@transaction.atomic
def translate(
    post: Post,
    language: str,
    title: str,
    text: str,
    *,
    origin: str,
    seen: tuple[str, str],
    by: User,
) -> PostTranslation:
    """Keep the translation of a post, instead of the one there was in this language.

    `seen` is the title and the text that were translated; `ValidationError` when the post says
    something else by now. Without an `origin` of a machine it is its author's, or another person's.
    """
    row = Post.objects.select_for_update(of=["self"]).select_related("topic").get(pk=post.pk)
    if row.state != State.SHOWN:
        raise ValidationError(_("This post is not shown now."))
    if (row.title, row.text) != seen:
        raise ValidationError(
            _("Its author changed it meanwhile: look at what it says now, then send again.")
        )
    if language == row.language:
        raise ValidationError(_("The post itself is in this language."))
    person = TranslationOrigin.AUTHOR if row.author_id == by.pk else TranslationOrigin.PERSON
    found, _new = PostTranslation.objects.update_or_create(
        post=row,
        language=language,
        defaults={
            "title": title if row.is_first else "",
            "text": text,
            "origin": origin or person,
            "by": by,
            "of_text": row.text,
            "of_title": row.title,
            "made_at": timezone.now(),
        },
    )
    return found
