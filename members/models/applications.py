"""Applications of organisations that ask to join the association."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.models import Versioned, tracked
from members.identifiers import validate_siren
from members.models.invitations import make_token
from members.models.kinds import Kind
from members.models.people import User

# In the time of the association, whatever a connection says: a constraint may not depend on that.
SENT_ON = Func(
    "submitted_at",
    template="(%(expressions)s AT TIME ZONE 'Europe/Paris')::date",
    output_field=models.DateField(),
)


class ApplicationQuerySet(models.QuerySet):
    def waiting(self):
        """Sent, and not decided yet; the oldest first."""
        return self.filter(submitted_at__isnull=False, outcome="").order_by("submitted_at", "pk")

    def drafts(self):
        return self.filter(submitted_at__isnull=True)


@tracked("token", "contact_name", "contact_function", "contact_email")
class Application(Versioned):
    """An organisation asks to join; filled in step by step without an account, then sent.

    Every field may be empty until it is sent.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    token = models.CharField(max_length=60, unique=True, default=make_token, editable=False)
    language = models.CharField(
        _("language of letters"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    name = models.CharField(_("name of the organisation"), max_length=200, blank=True)
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind, blank=True)
    country = CountryField(_("country"), blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    website = models.URLField(_("website"), blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    borders = models.ManyToManyField(
        "territories.Border", verbose_name=_("borders"), related_name="+", blank=True
    )
    motivation = models.TextField(_("why it wishes to join"), max_length=5000, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_function = models.CharField(_("function of the contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("e-mail address of the contact"), blank=True)
    consented_at = models.DateTimeField(_("consent"), null=True, blank=True, editable=False)
    started_at = models.DateTimeField(_("started"), db_default=Now(), editable=False)
    submitted_at = models.DateTimeField(_("sent"), null=True, blank=True, editable=False)
    notes = models.TextField(_("notes of the staff"), blank=True)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    board_decided_on = models.DateField(_("decision of the Board on"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        verbose_name=_("organisation of the directory"),
        related_name="applications",
        null=True,
        blank=True,
        help_text=_("The one that applies, or that it became. Empty: a new one."),
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-submitted_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="application_decided_once_sent",
                condition=Q(outcome="") | Q(submitted_at__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="application_refused_with_a_reason",
                condition=~Q(outcome="refused")
                | (~Q(reason="") & Q(board_decided_on__isnull=False)),
                violation_error_message=_("A refusal has a reason and the day of the decision."),
            ),
            models.CheckConstraint(
                name="application_decided_after_it_was_sent",
                condition=Q(board_decided_on__isnull=True) | Q(board_decided_on__gte=SENT_ON),
                violation_error_message=_("The Board cannot decide before it was sent."),
            ),
            models.CheckConstraint(
                name="application_sent_with_consent",
                condition=Q(submitted_at__isnull=True) | Q(consented_at__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name or f"{self.pk}"

    @property
    def is_waiting(self) -> bool:
        """The twin of `ApplicationQuerySet.waiting` for one row."""
        return bool(self.submitted_at) and not self.outcome

    @property
    def sent_on(self) -> date | None:
        """The day of its sending in France, the twin of `SENT_ON`."""
        return timezone.localtime(self.submitted_at).date() if self.submitted_at else None

    @property
    def days_waiting(self) -> int:
        """Whole days from its sending to the decision, or to now; 0 for a draft."""
        if self.submitted_at is None:
            return 0
        return ((self.decided_at or timezone.now()) - self.submitted_at).days
