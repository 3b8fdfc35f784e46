"""Posts in other languages, by people."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from forum.models.kinds import TranslationOrigin
from forum.models.topics import Post
from forum.models.written import MAX_TEXT, language_field
from members.models import User


class PostTranslationQuerySet(models.QuerySet):
    def readable(self):
        """Those of what a post says, or said since a moderator showed it last: what was taken out
        of it before that is in none of them."""
        same_title = Q(post__is_first=False) | Q(of_title=F("post__topic__title"))
        return self.filter(
            Q(of_text=F("post__text")) & same_title
            | Q(post__shown_at=None)
            | Q(made_at__gte=F("post__shown_at"))
        ).exclude(language=F("post__language"))  # the author may have changed that


@tracked()
class PostTranslation(Versioned):
    """A post in another language. `of_text`, `of_title` are what was translated: stale once that
    changed.

    `title` is the topic's, for its first post; empty for others.
    """

    Origin = TranslationOrigin
    named_by = ["post__topic__title"]

    post = models.ForeignKey(
        Post, models.CASCADE, verbose_name=_("post"), related_name="translations"
    )
    language = language_field()
    title = models.CharField(_("title"), max_length=200, blank=True)
    text = models.TextField(_("text"), max_length=MAX_TEXT)
    origin = models.CharField(
        _("origin"), max_length=10, choices=TranslationOrigin, default=TranslationOrigin.PERSON
    )
    by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("translated by"), related_name="+", editable=False
    )
    of_text = models.TextField(editable=False)
    of_title = models.CharField(max_length=200, blank=True, editable=False)
    made_at = models.DateTimeField(_("translated"), db_default=Now(), editable=False)

    objects = PostTranslationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(fields=["post", "language"], name="translation_once"),
            models.CheckConstraint(name="translation_says_something", condition=~Q(text="")),
        ]

    def __str__(self):
        return f"{self.post} ({self.language})"

    @property
    def is_stale(self) -> bool:
        """Whether the post changed since."""
        retitled = self.post.is_first and self.of_title != self.post.title
        return retitled or self.of_text != self.post.text

    def clean(self):
        if self.post_id and self.language == self.post.language:
            raise ValidationError({"language": _("The post itself is in this language.")})
