"""What became of an obstacle, one status after the other."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from forum.models.kinds import Outcome, Status
from forum.models.obstacles import Obstacle
from members.models import Mandate, User


class StatusChange(models.Model):
    """A step from one status to the next, by whom, under which mandate, and why."""

    obstacle = models.ForeignKey(
        Obstacle, models.CASCADE, verbose_name=_("obstacle"), related_name="changes"
    )
    old = models.CharField(_("from"), max_length=20, choices=Status, blank=True)
    new = models.CharField(_("to"), max_length=20, choices=Status)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    comment = models.TextField(_("comment"), max_length=2000, blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+", null=True)
    under = models.ForeignKey(
        Mandate, models.SET_NULL, verbose_name=_("under the mandate"), related_name="+", null=True
    )
    at = models.DateTimeField(_("on"), db_default=Now())

    class Meta:
        verbose_name = _("change of status")
        verbose_name_plural = _("changes of status")
        ordering = ["at", "pk"]

    def __str__(self):
        return f"{self.obstacle.reference}: {self.get_new_display()}"
