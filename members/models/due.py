from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DueRun(models.Model):
    """One run of `run_due`. `ended_at` is empty while it runs, and for ever when it was killed.

    `report` has one line a step: `{"step": "lapse_invitations", "done": 3, "error": ""}`; `done` is
    the sum of what they did.
    """

    started_at = models.DateTimeField(_("began"), default=timezone.now, editable=False)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    report = models.JSONField(_("what was done"), default=list, editable=False)
    done = models.PositiveIntegerField(_("done"), default=0, editable=False)
    failures = models.PositiveSmallIntegerField(_("steps that failed"), default=0, editable=False)

    class Meta:
        verbose_name = _("run")
        verbose_name_plural = _("timed tasks")
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.started_at:%Y-%m-%d %H:%M}"
