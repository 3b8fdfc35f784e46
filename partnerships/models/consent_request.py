from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from members.models import User
from partnerships.models.investment import Investment


class ConsentRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(answered_at=None)


@tracked()
class ConsentRequest(Versioned):
    """The staff ask the organisation that carries an investment to open it to the partner.

    A consent answers it, and so does a no (`is_refused`). One waits at once for an investment.
    """

    investment = models.ForeignKey(
        Investment, models.CASCADE, verbose_name=_("investment"), related_name="requests"
    )
    asked_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    asked_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("asked by"), related_name="+", editable=False
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True, editable=False)
    answered_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("answered by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    is_refused = models.BooleanField(_("refused"), default=False, editable=False)

    objects = ConsentRequestQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("request for consent")
        verbose_name_plural = _("requests for consent")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["investment"],
                condition=Q(answered_at=None),
                name="consent_request_one_waits",
            ),
            models.CheckConstraint(
                name="consent_request_answered_by_somebody",
                condition=Q(answered_at=None, answered_by=None, is_refused=False)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
            ),
        ]

    def __str__(self):
        return str(self.investment)
