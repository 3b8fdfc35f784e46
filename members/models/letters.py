from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from post_office.models import STATUS, Email

from members.models.people import User


class LetterQuerySet(models.QuerySet):
    def with_status(self):
        """Add `status_now`, the twin of `Letter.status`."""
        return self.annotate(
            status_now=Case(
                When(~Q(withheld_because=""), then=Value("withheld")),
                When(~Q(error=""), then=Value("broken")),
                When(sent_at__isnull=False, then=Value("sent")),
                When(handled_at=None, then=Value("waiting")),
                When(email__status=STATUS.queued, then=Value("waiting")),
                When(email__status=STATUS.requeued, then=Value("delayed")),
                default=Value("given_up"),
                output_field=models.CharField(),
            )
        )

    def unsent(self):
        """Those that should still leave: their status is `waiting` or `delayed`."""
        queued = Q(email__status__in=[STATUS.queued, STATUS.requeued])
        return self.filter(Q(handled_at=None) | queued)


class Letter(models.Model):
    """That a letter is due, once: its kind, what it is about, and to whom.

    It is written in the transaction of the fact it tells (`members.letters.outbox.write`). When it
    is sent, its subject is read again; a reader who may no longer see it gets nothing
    (`withheld_because`). The text that left is in `email`, until that is forgotten; the row stays,
    so that the letter is not sent again.
    """

    class Status(models.TextChoices):
        WAITING = "waiting", _("waits")
        DELAYED = "delayed", _("will be tried again")
        SENT = "sent", pgettext_lazy("letter", "sent")
        WITHHELD = "withheld", _("withheld")
        GIVEN_UP = "given_up", _("given up")
        BROKEN = "broken", _("could not be written")

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
    error = models.CharField(_("why it could not be written"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    email = models.OneToOneField(Email, models.SET_NULL, null=True, verbose_name=_("text"))

    objects = LetterQuerySet.as_manager()

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

    @property
    def status(self) -> str:
        """A `Status`. One whose text was forgotten before it could leave was given up."""
        if self.withheld_because:
            return self.Status.WITHHELD
        if self.error:
            return self.Status.BROKEN
        if self.sent_at:
            return self.Status.SENT
        if self.handled_at is None:
            return self.Status.WAITING
        waiting = {STATUS.queued: self.Status.WAITING, STATUS.requeued: self.Status.DELAYED}
        return waiting.get(self.email.status if self.email else None, self.Status.GIVEN_UP)
