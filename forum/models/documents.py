"""Files about an obstacle."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from forum.models.kinds import Audience
from forum.models.obstacles import Obstacle
from forum.models.written import is_member


class ObstacleDocumentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those of obstacles that `user` may read, for everyone or for members; staff all."""
        if user.is_staff:
            return self
        rows = self.filter(obstacle__in=Obstacle.objects.visible_to(user).values("pk"))
        if user.is_anonymous:
            return rows.filter(audience=Audience.PUBLIC)
        return rows.filter(
            Q(audience=Audience.PUBLIC)
            | Q(is_member(user), audience=Audience.MEMBERS)
            | Q(obstacle__in=Obstacle.objects.editable_by(user).values("pk"))
        )


@tracked()
class ObstacleDocument(Versioned):
    """A file about an obstacle, or the address of one."""

    obstacle = models.ForeignKey(
        Obstacle, models.CASCADE, verbose_name=_("obstacle"), related_name="documents"
    )
    title = models.CharField(_("title"), max_length=200)
    language = models.CharField(_("language"), max_length=3, blank=True)
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.STAFF
    )
    file = models.FileField(_("file"), upload_to="obstacles/", blank=True)
    file_name = models.CharField(max_length=200, blank=True, editable=False)
    size_bytes = models.PositiveIntegerField(null=True, blank=True, editable=False)
    link = models.URLField(_("or its address"), max_length=500, blank=True)
    added_at = models.DateTimeField(_("added"), db_default=Now(), editable=False)

    objects = ObstacleDocumentQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-added_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="obstacle_document_is_file_or_link",
                condition=Q(file="") & ~Q(link="") | ~Q(file="") & Q(link=""),
                violation_error_message=_("Send a file, or give its address: one of the two."),
            )
        ]

    def __str__(self):
        return self.title
