from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from members.models import User
from partnerships.models.partnership import YEARS, Partnership


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Frozen ones of the partnerships that `user` works on; staff see drafts too."""
        if user.is_staff:
            return self
        mine = Partnership.objects.worked_on_by(user)
        return self.filter(partnership__in=mine.values("pk"), frozen_at__isnull=False)


@tracked("pdf_fr", "pdf_en")
class Report(Versioned):
    """The report of a year: a draft drawn from what is recorded, until it is frozen.

    `sections` holds the texts that staff corrected: `{"fr": {"axis-1": "…"}, "en": {…}}`.
    A frozen report keeps its `snapshot` (all that it says, as JSON) and its documents whole.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="reports"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    sections = models.JSONField(_("texts"), default=dict, blank=True)
    snapshot = models.JSONField(null=True, blank=True, editable=False)
    pdf_fr = models.BinaryField(null=True, editable=False)
    pdf_en = models.BinaryField(null=True, editable=False)
    frozen_at = models.DateTimeField(_("frozen"), null=True, blank=True, editable=False)
    frozen_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("frozen by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )

    objects = ReportQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("yearly report")
        verbose_name_plural = _("yearly reports")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "year"],
                name="report_once_a_year",
                violation_error_message=_("This year has its report already."),
            ),
            models.CheckConstraint(
                name="report_frozen_whole",
                condition=Q(frozen_at=None)
                | Q(
                    snapshot__isnull=False,
                    frozen_by__isnull=False,
                    pdf_fr__isnull=False,
                    pdf_en__isnull=False,
                ),
            ),
        ]

    def __str__(self):
        return f"{self.partnership} {self.year}"

    @property
    def is_frozen(self) -> bool:
        return self.frozen_at is not None
