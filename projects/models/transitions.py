from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from members.models import Mandate, User
from projects.models.kinds import Publication
from projects.models.project import Project


class Transition(models.Model):
    """A step of a project's publication: from one state to another, by whom, with which words."""

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="transitions"
    )
    old = models.CharField(_("from"), max_length=10, choices=Publication)
    new = models.CharField(_("to"), max_length=10, choices=Publication)
    comment = models.TextField(_("comment"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, verbose_name=_("by"), related_name="+", null=True)
    under = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name=_("under the mandate"),
        related_name="+",
        null=True,
    )
    at = models.DateTimeField(_("at"), db_default=Now())

    class Meta:
        verbose_name = _("step of publication")
        verbose_name_plural = _("steps of publication")
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="transition_refused_with_words",
                condition=~Q(new="refused", comment=""),
                violation_error_message=_("Say why: the organisation reads it."),
            )
        ]

    def __str__(self):
        return f"{self.project}: {self.old} → {self.new}"
