import pgtrigger
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The scoreboard as it stood at the end of a year. It never changes."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    figures = models.JSONField(_("figures"))
    made_at = models.DateTimeField(_("made"), db_default=Now())

    class Meta:
        verbose_name = _("scoreboard of a year")
        verbose_name_plural = _("scoreboards of years")
        ordering = ["-year"]
        triggers = [pgtrigger.ReadOnly(name="snapshot_stays")]

    def __str__(self):
        return str(self.year)
