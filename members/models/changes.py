"""Changes of a page that staff look at before visitors see them."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from members.models.people import Mandate, User

# What an organisation proposes and staff decide; everything else on its page changes at once.
SENSITIVE = [
    *(f"name_{language}" for language in ("fr", "en", "de", "nl", "it", "es")),
    "acronym",
    "kind",
    "legal_form",
    "has_legal_personality",
    "country",
    "logo",
    "borders",
    "territory",
]


class ProfileChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decision="")

    def visible_to(self, user):
        """Those of the organisations whose page `user` keeps; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk, edits_profile=True)
        return self.filter(organisation__in=mine.values("organisation"))


@tracked()
class ProfileChange(Versioned):
    """One sensitive field of an organisation: what stands, what is proposed, what was decided.

    `old` and `new` are JSON, as `members.profile.stored` makes it: text, a list of border codes,
    the slug of a territory or null, the name of a stored picture. `old` is what the proposer saw.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        "members.Organisation",
        models.CASCADE,
        verbose_name=_("organisation"),
        related_name="profile_changes",
    )
    batch = models.UUIDField(default=uuid.uuid4, editable=False)
    field = models.CharField(_("field"), max_length=30)
    old = models.JSONField(_("what stood"), null=True)
    new = models.JSONField(_("what is proposed"), null=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("proposed by"), related_name="+"
    )
    proposed_under = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name=_("under the mandate"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now(), editable=False)
    decision = models.CharField(_("decision"), max_length=10, choices=Decision, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)

    objects = ProfileChangeQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "field"],
                condition=Q(decision=""),
                name="profile_change_waits_once",
            ),
            models.CheckConstraint(
                name="profile_change_refused_with_a_reason",
                condition=~Q(decision="refused", reason=""),
                violation_error_message=_("Say why: the organisation reads it."),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.field}"
