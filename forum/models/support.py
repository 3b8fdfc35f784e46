"""“This affects us too”: what makes an obstacle weigh."""

import pgtrigger
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from forum.models.obstacles import Obstacle
from forum.models.written import language_field
from members.models import Organisation, User

COUNT_SUPPORT = """
PERFORM FROM forum_obstacle WHERE id IN (%s) ORDER BY id FOR NO KEY UPDATE;
UPDATE forum_obstacle one SET support_count = (
    SELECT count(*) FROM forum_endorsement given
    WHERE given.obstacle_id = one.id AND given.withdrawn_at IS NULL AND given.hidden_because = ''
)
WHERE one.id IN (%s);
RETURN NULL;
"""


def count_support(name: str, operation, obstacles: str, **referencing: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"count_support_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**referencing),
        func=COUNT_SUPPORT % (obstacles, obstacles),
    )


class EndorsementQuerySet(models.QuerySet):
    def in_force(self):
        """Given, not withdrawn, not hidden."""
        return self.filter(withdrawn_at=None, hidden_because="")


@tracked()
class Endorsement(Versioned):
    """An organisation says that an obstacle affects it too. Amounts are euros a year."""

    obstacle = models.ForeignKey(
        Obstacle, models.CASCADE, verbose_name=_("obstacle"), related_name="endorsements"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="endorsements",
    )
    place = models.CharField(_("where"), max_length=200, blank=True)
    people = models.PositiveIntegerField(_("people affected"), null=True, blank=True)
    cost = models.DecimalField(
        _("cost a year (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    text = models.TextField(_("how it affects us"), max_length=2000, blank=True)
    language = language_field()
    by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("given by"), related_name="+", editable=False
    )
    function = models.CharField(_("function"), max_length=150, blank=True, editable=False)
    given_at = models.DateTimeField(_("given"), db_default=Now(), editable=False)
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
    hidden_because = models.CharField(_("why it is hidden"), max_length=500, blank=True)

    objects = EndorsementQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("organisation affected too")
        verbose_name_plural = _("organisations affected too")
        ordering = ["given_at", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            count_support("insert", pgtrigger.Insert, "SELECT obstacle_id FROM added", new="added"),
            count_support(
                "delete", pgtrigger.Delete, "SELECT obstacle_id FROM removed", old="removed"
            ),
            count_support(
                "update",
                pgtrigger.Update,
                "SELECT obstacle_id FROM added UNION SELECT obstacle_id FROM removed",
                new="added",
                old="removed",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["obstacle", "organisation"],
                condition=Q(withdrawn_at=None),
                name="endorsement_once",
                violation_error_message=_("Your organisation says so already."),
            ),
            models.CheckConstraint(
                name="endorsement_withdrawn_after",
                condition=Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="endorsement_cost_not_negative",
                condition=Q(cost=None) | Q(cost__gte=0),
                violation_error_message=_("An amount cannot be negative."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation} – {self.obstacle.reference}"
