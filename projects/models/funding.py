from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from projects.models.kinds import FundingSource
from projects.models.project import Project


@tracked()
class Funding(Versioned):
    """Who pays: one line a source. `amount` is euros, null when not published."""

    Source = FundingSource

    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="fundings"
    )
    source = models.CharField(_("source"), max_length=20, choices=FundingSource)
    label = models.CharField(_("in detail"), max_length=200, blank=True)
    amount = models.DecimalField(
        _("amount (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: not published."),
    )
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1950), MaxValueValidator(2100)],
    )

    class Meta(Versioned.Meta):
        verbose_name = _("funding")
        verbose_name_plural = _("fundings")
        ordering = ["source", "year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="funding_amount_is_not_negative",
                condition=Q(amount=None) | Q(amount__gte=0),
                violation_error_message=_("An amount cannot be negative."),
            )
        ]

    def __str__(self):
        return self.label or self.get_source_display()
