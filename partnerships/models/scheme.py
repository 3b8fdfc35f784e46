from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from members.models import Organisation
from partnerships.models.kinds import SchemeBasis, SchemeState
from partnerships.models.partnership import Coded, Partnership
from territories.models import Border


@tracked()
class Scheme(Versioned, Coded):
    """The cross-border cooperation scheme (SCT) of a metropolis or another authority; public."""

    Basis = SchemeBasis
    State = SchemeState

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="schemes"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation of the network"),
        related_name="schemes",
        null=True,
        blank=True,
    )
    authority = models.CharField(
        _("or another authority"), max_length=200, blank=True, help_text=_("Outside the network.")
    )
    basis = models.CharField(_("basis"), max_length=10, choices=SchemeBasis)
    legal_basis = models.CharField(_("text that requires it"), max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SchemeState, blank=True)
    begun = PartialDateField(_("begun"))
    adopted = PartialDateField(_("adopted"))
    ends = PartialDateField(_("runs until"))
    financing = translated(models.CharField(_("financing"), max_length=300, blank=True))
    document = models.URLField(_("address of the document"), max_length=500, blank=True)
    note = translated(models.TextField(_("in short"), blank=True))
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="schemes", blank=True
    )

    named_by = ["authority", "organisation__name_fr"]  # in lists of what changed

    class Meta(Versioned.Meta):
        verbose_name = _("cross-border cooperation scheme")
        verbose_name_plural = _("cross-border cooperation schemes")
        ordering = ["adopted", "begun", "pk"]
        constraints = [
            *(partial_date_check(field) for field in ("begun", "adopted", "ends", "facts_on")),
            models.CheckConstraint(
                name="scheme_of_one_authority",
                condition=Q(organisation=None) & ~Q(authority="")
                | Q(organisation__isnull=False, authority=""),
                violation_error_message=_(
                    "Choose an organisation of the network, or name another body: not both."
                ),
            ),
        ]

    def __str__(self):
        return str(self.organisation) if self.organisation_id else self.authority
