"""Investments that the partner may help to finance, and the consent under which it sees them."""

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from members.models import Mandate, Organisation, User
from partnerships.models.kinds import InvestmentStage
from partnerships.models.partnership import (
    Directorate,
    Partnership,
    euros,
    not_negative,
    partners_of,
)
from projects.models import Project

# What a consent may open, field by field; without it the partner sees what a visitor sees.
SHARED = ["shares_contact", "shares_budget", "shares_gap", "shares_documents"]


class ConsentQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None):
        """Given, not withdrawn, and not past its last day."""
        day = on or timezone.localdate()
        return self.filter(withdrawn_at=None, ends_on__gte=day)

    def visible_to(self, user):
        """Those of the organisations `user` acts for; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk)
        return self.filter(organisation__in=mine.values("organisation"))

    def editable_by(self, user):
        """Those of the organisations `user` speaks for: nobody else gives or withdraws."""
        mine = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
        return self.filter(organisation__in=mine.values("organisation"))


@tracked()
class Consent(Versioned):
    """An organisation lets a partner see one of its projects and what is ticked, until a day.

    One consent a project and partnership is open at once: a new one withdraws the one before.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="consents"
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("organisation"), related_name="consents"
    )
    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="consents"
    )
    shares_contact = models.BooleanField(_("the person to call"), default=False)
    contact = models.CharField(
        _("name, function, telephone or address"), max_length=300, blank=True
    )
    shares_budget = models.BooleanField(_("budget and plan of financing"), default=False)
    shares_gap = models.BooleanField(_("what is still to be financed"), default=False)
    shares_documents = models.BooleanField(_("documents for members"), default=False)
    given_at = models.DateTimeField(_("given"), db_default=Now(), editable=False)
    given_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("given by"), related_name="+", editable=False
    )
    ends_on = models.DateField(_("until"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("withdrawn by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ConsentQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "project", "organisation"],
                condition=Q(withdrawn_at=None),
                name="consent_one_open",
            ),
            models.CheckConstraint(
                name="consent_withdrawn_by_somebody",
                condition=Q(withdrawn_at=None, withdrawn_by=None)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_contact_is_said",
                condition=Q(shares_contact=False) | ~Q(contact=""),
                violation_error_message=_("Say whom the partner may call."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.project}"

    @property
    def is_in_force(self) -> bool:
        """The twin of `ConsentQuerySet.in_force`, today."""
        return self.withdrawn_at is None and self.ends_on >= timezone.localdate()


class ConsentAccess(models.Model):
    """An officer saw what a consent opens: who, when, where and which of its parts.

    Written at each look; the member reads it, and nobody changes it.
    """

    class Where(models.TextChoices):
        PAGE = "page", _("page")
        EXPORT = "export", _("export")
        FEED = "feed", _("calendar")
        LETTER = "letter", _("letter")
        REPORT = "report", _("yearly report")

    consent = models.ForeignKey(
        Consent, models.CASCADE, verbose_name=_("consent"), related_name="accesses"
    )
    user = models.ForeignKey(User, models.PROTECT, verbose_name=_("person"), related_name="+")
    where = models.CharField(_("where"), max_length=10, choices=Where)
    parts = models.CharField(_("what was shown"), max_length=100, blank=True)
    at = models.DateTimeField(_("when"), db_default=Now())

    class Meta:
        verbose_name = _("access")
        verbose_name_plural = _("accesses")
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.user} – {self.get_where_display()}"


def _consented(**fields) -> Exists:
    """Condition on investments: the organisation consents now, to `fields` too."""
    return Exists(
        Consent.objects.in_force().filter(
            partnership=OuterRef("partnership"),
            project=OuterRef("project"),
            organisation=OuterRef("organisation"),
            **fields,
        )
    )


class InvestmentQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Staff see all; officers those of their partner that the organisation opens to it."""
        if user.is_staff:
            return self
        if not user.pk:
            return self.none()
        return self.filter(_consented(), partnership__partner__in=partners_of(user))

    def with_shared(self):
        """Add `shares_budget`, `shares_gap`…: what the consent in force opens to the partner."""
        return self.annotate(**{name: _consented(**{name: True}) for name in SHARED})


@tracked()
class Investment(Versioned):
    """A project in the pipeline of a partnership. Amounts are euros: null is not known.

    `amount` is what is to be invested and `gap` what is still to be financed. The organisation is
    the one that carries the project, and whose consent opens it to the partner.
    """

    Stage = InvestmentStage

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="investments"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, verbose_name=_("project"), related_name="investments"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation that carries it"),
        related_name="investments",
    )
    stage = models.CharField(
        _("stage"), max_length=12, choices=InvestmentStage, default=InvestmentStage.IDENTIFIED
    )
    amount = euros(_("amount (€)"), help_text=_("Empty: not known."))
    gap = euros(_("still to be financed (€)"), help_text=_("Empty: not known."))
    vehicle = models.CharField(_("vehicle"), max_length=200, blank=True)
    blocking_obstacle = translated(models.TextField(_("obstacle that blocks it"), blank=True))
    directorate = models.ForeignKey(
        Directorate,
        models.PROTECT,
        verbose_name=_("regional directorate"),
        related_name="investments",
        null=True,
        blank=True,
    )
    next_step = translated(models.CharField(_("next step"), max_length=300, blank=True))
    next_step_on = models.DateField(_("its date"), null=True, blank=True)
    partner_role = models.TextField(_("role of the partner"), blank=True)
    notes = models.TextField(_("notes for the staff"), blank=True)

    objects = InvestmentQuerySet.as_manager()
    named_by = ["project__title_fr", "project__title_en"]  # in lists of what changed

    class Meta(Versioned.Meta):
        verbose_name = _("investment")
        verbose_name_plural = _("investments")
        ordering = ["next_step_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "project"],
                name="investment_once",
                violation_error_message=_("This project is in the pipeline already."),
            ),
            not_negative("investment_is_not_negative", "amount", "gap"),
            models.CheckConstraint(
                name="investment_gap_within_amount",
                condition=Q(amount=None) | Q(gap=None) | Q(gap__lte=F("amount")),
                violation_error_message=_("What is to be financed cannot pass the amount."),
            ),
        ]

    def __str__(self):
        return str(self.project)

    @property
    def workspace_url(self) -> str:
        return reverse("partnerships:investment", args=[self.partnership.slug, self.pk])
