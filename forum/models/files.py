import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.models.kinds import FileKind
from forum.models.obstacles import Obstacle
from forum.models.topics import language_field
from members.models import User


class CrossBorderFileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those sent in a step that `user` may read, of what they carry all; staff all."""
        if user.is_staff:
            return self
        from forum.models.routes import Step

        rows = Step.objects.visible_to(user).filter(sent_on__isnull=False)
        mine = Obstacle.objects.editable_by(user).values("pk")
        return self.filter(models.Q(pk__in=rows.values("file")) | models.Q(obstacle__in=mine))


class CrossBorderFile(models.Model):
    """A file as it was made: its facts as JSON, its document in one language. It never changes."""

    Kind = FileKind

    obstacle = models.ForeignKey(
        Obstacle, models.PROTECT, verbose_name=_("obstacle"), related_name="files"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=FileKind)
    language = language_field()
    facts = models.JSONField(_("facts"))
    pdf = models.BinaryField(_("document"))
    made_at = models.DateTimeField(_("made"), db_default=Now())
    made_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("made by"), related_name="+", null=True
    )

    objects = CrossBorderFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("cross-border file")
        verbose_name_plural = _("cross-border files")
        ordering = ["-made_at", "-pk"]
        triggers = [pgtrigger.ReadOnly(name="file_stays")]

    def __str__(self):
        return f"{self.obstacle.reference} ({self.language})"
