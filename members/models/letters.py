from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from post_office.models import Email


class Letter(models.Model):
    """That a letter was written, once: what it is about, and to whom. Its text is in `email`."""

    kind = models.CharField(_("kind"), max_length=30)
    subject_key = models.CharField(_("subject"), max_length=100)
    recipient = models.EmailField(_("recipient"))
    email = models.OneToOneField(Email, models.SET_NULL, null=True, verbose_name=_("text"))
    written_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "recipient"], name="letter_leaves_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_key}"
