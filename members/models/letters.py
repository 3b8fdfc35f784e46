from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from post_office.models import Email

from members.models.people import User


class Letter(models.Model):
    """That a letter is due, once: its kind, what it is about, and to whom.

    It is written in the transaction of the fact it tells (`members.letters.write`). When it is
    sent, its subject is read again; a reader who may no longer see it gets nothing
    (`withheld_because`). The text that left is in `email`, until that is forgotten.
    """

    kind = models.CharField(_("kind"), max_length=30)
    subject_key = models.CharField(_("subject"), max_length=100)
    recipient = models.EmailField(_("recipient"))
    user = models.ForeignKey(
        User, models.SET_NULL, verbose_name=_("person"), related_name="letters", null=True
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        models.SET_NULL,
        verbose_name=_("organisation"),
        related_name="letters",
        null=True,
    )
    language = models.CharField(
        _("language"), max_length=5, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    facts = models.JSONField(_("what only the letter knows"), default=dict)
    written_at = models.DateTimeField(_("written"), db_default=Now(), editable=False)
    handled_at = models.DateTimeField(_("handled"), null=True, editable=False)
    withheld_because = models.CharField(_("why it was not sent"), max_length=200, blank=True)
    email = models.OneToOneField(Email, models.SET_NULL, null=True, verbose_name=_("text"))

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-written_at", "-pk"]
        indexes = [
            models.Index(
                fields=["written_at"],
                condition=models.Q(handled_at__isnull=True),
                name="letter_to_handle",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_key", "recipient"], name="letter_leaves_once"
            )
        ]

    def __str__(self):
        return f"{self.kind} {self.subject_key}"
