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


class ProposedChangeQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(decision="")


class ProfileChangeQuerySet(ProposedChangeQuerySet):
    def visible_to(self, user):
        """Those of the organisations whose page `user` keeps; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk, edits_profile=True)
        return self.filter(organisation__in=mine.values("organisation"))


class ProposedChange(Versioned):
    """One field of a row: what stands, what is proposed, what was decided.

    `old` and `new` are JSON; `old` is what the proposer saw. Those made at once share a `batch`.
    """

    class Decision(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

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

    class Meta(Versioned.Meta):
        abstract = True
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="%(class)s_refused_with_a_reason",
                condition=~Q(decision="refused", reason=""),
                violation_error_message=_("Say why: the organisation reads it."),
            ),
        ]


@tracked()
class ProfileChange(ProposedChange):
    """One sensitive field of an organisation, as `members.profile.stored` makes it JSON.

    Text, a list of border codes, the slug of a territory or null, the name of a stored picture.
    """

    organisation = models.ForeignKey(
        "members.Organisation",
        models.CASCADE,
        verbose_name=_("organisation"),
        related_name="profile_changes",
    )

    objects = ProfileChangeQuerySet.as_manager()

    class Meta(ProposedChange.Meta):
        verbose_name = _("proposed change")
        verbose_name_plural = _("proposed changes")
        constraints = [
            *ProposedChange.Meta.constraints,
            models.UniqueConstraint(
                fields=["organisation", "field"],
                condition=Q(decision=""),
                name="profile_change_waits_once",
            ),
        ]

    def __str__(self):
        return f"{self.organisation}: {self.field}"
