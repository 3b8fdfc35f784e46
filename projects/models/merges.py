"""Two rows for one project: what is remembered of those that staff compared."""

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from projects.models.project import Project


class NotDuplicate(models.Model):
    """Two projects that look alike and are two; `first` has the smaller key."""

    first = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="distinct_after"
    )
    second = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("other project"), related_name="distinct_before"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("said by"), null=True,
        related_name="+",
    )  # fmt: skip
    at = models.DateTimeField(_("said on"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("pair that is no duplicate")
        verbose_name_plural = _("pairs that are no duplicates")
        ordering = ["-at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="not_duplicate_once"),
            models.CheckConstraint(
                name="not_duplicate_in_order", condition=Q(first__lt=F("second"))
            ),
        ]

    def __str__(self):
        return f"{self.first} / {self.second}"


class Merge(models.Model):
    """One project merged into another. `snapshot` is all that undoing it needs.

    `kept` may be gone since (merged in its turn): its key stays, as undoing that brings it back.
    """

    kept = models.ForeignKey(
        Project, models.DO_NOTHING, verbose_name=_("project kept"), related_name="merges",
        db_constraint=False,
    )  # fmt: skip
    kept_title = models.CharField(_("project kept"), max_length=300)
    lost_id = models.PositiveBigIntegerField(_("number of the merged project"))
    lost_title = models.CharField(_("project merged into it"), max_length=300)
    lost_slug = models.SlugField(_("former address"), max_length=120)
    snapshot = models.JSONField(encoder=DjangoJSONEncoder)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("merged by"), null=True,
        related_name="+",
    )  # fmt: skip
    at = models.DateTimeField(_("merged on"), db_default=Now(), editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name=_("undone by"), null=True,
        related_name="+",
    )  # fmt: skip
    undone_at = models.DateTimeField(_("undone on"), null=True)

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.lost_title} → {self.kept_title}"
