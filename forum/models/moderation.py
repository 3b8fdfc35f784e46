"""What keeps the forum worth reading: what readers report, what staff decide."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.models.kinds import FlagReason
from forum.models.topics import Post, Topic
from members.models import User


class FlagQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(handled_at=None)


class Flag(models.Model):
    """A reader reports a post to the staff, who alone see by whom."""

    Reason = FlagReason

    post = models.ForeignKey(Post, models.CASCADE, verbose_name=_("post"), related_name="flags")
    by = models.ForeignKey(User, models.CASCADE, verbose_name=_("reported by"), related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason)
    words = models.TextField(_("in your words"), max_length=1000, blank=True)
    at = models.DateTimeField(_("reported"), db_default=Now(), editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        User,
        models.SET_NULL,
        verbose_name=_("handled by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    answer = models.CharField(_("what was decided"), max_length=500, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a post")
        verbose_name_plural = _("reports of posts")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(handled_at=None), name="flag_waits_once"
            )
        ]

    def __str__(self):
        return str(self.post)


class Decision(models.Model):
    """What a moderator did to a topic or to one of its posts, and why: it can be read again."""

    class Kind(models.TextChoices):
        SHOW = "show", _("shown")
        HIDE = "hide", _("hidden")
        LOCK = "lock", _("locked")
        UNLOCK = "unlock", _("unlocked")
        MOVE = "move", _("moved")
        MERGE = "merge", _("merged")
        UNMERGE = "unmerge", _("taken apart again")

    topic = models.ForeignKey(
        Topic, models.CASCADE, verbose_name=_("topic"), related_name="decisions"
    )
    post = models.ForeignKey(
        Post,
        models.CASCADE,
        verbose_name=_("post"),
        related_name="decisions",
        null=True,
        blank=True,
    )
    kind = models.CharField(_("decision"), max_length=10, choices=Kind)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+")
    at = models.DateTimeField(_("on"), db_default=Now())

    class Meta:
        verbose_name = _("decision of a moderator")
        verbose_name_plural = _("decisions of moderators")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.topic}: {self.get_kind_display()}"
