"""What an axis is made of, and the figures that each piece aims at."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from partnerships.models.kinds import WITH_REASON, Audience, State
from partnerships.models.partnership import YEARS, Axis, Coded, Directorate, filled, partners_of
from territories.models import Border, Territory

REASON_NEEDED = _("Say why it is postponed or dropped.")


def readable_by(user, partnership: str, audience: str = "audience") -> Q:
    """Condition on rows of an audience: `partnership` is the way from them to their partnership."""
    if user.is_staff:
        return Q()
    public = Q(**{audience: Audience.PUBLIC, f"{partnership}__is_published": True})
    if not user.pk:
        return public
    shared = Q(**{f"{audience}__in": [Audience.PUBLIC, Audience.PARTNER]})
    return public | shared & Q(**{f"{partnership}__partner__in": partners_of(user)})


def reason_check(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=~Q(state__in=WITH_REASON) | ~Q(reason=""),
        violation_error_message=REASON_NEEDED,
    )


class WorkstreamQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those for everyone of published partnerships; officers read the shared ones of theirs."""
        return self.filter(readable_by(user, "axis__partnership"))


@tracked()
class Workstream(Versioned, Coded):
    """A lasting piece of work along an axis, led on both sides; its actions are dated."""

    State = State

    axis = models.ForeignKey(
        Axis, models.PROTECT, verbose_name=_("axis"), related_name="workstreams"
    )
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    summary = translated(models.TextField(_("summary"), blank=True))
    mot_lead = models.CharField(_("lead at the MOT"), max_length=150, blank=True)
    partner_lead = models.CharField(_("lead at the partner"), max_length=150, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    reason = models.TextField(_("reason"), blank=True, help_text=_("Of a delay or of an end."))
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    directorates = models.ManyToManyField(
        Directorate,
        verbose_name=_("regional directorates"),
        related_name="workstreams",
        blank=True,
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="workstreams", blank=True
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="workstreams", blank=True
    )
    audience = models.CharField(
        _("who may read it"), max_length=10, choices=Audience, default=Audience.PUBLIC
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = WorkstreamQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("workstream")
        verbose_name_plural = _("workstreams")
        ordering = ["axis", "position", "pk"]
        constraints = [
            *(partial_date_check(field) for field in ("start", "end", "facts_on")),
            models.CheckConstraint(
                name="workstream_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            ),
            models.CheckConstraint(
                name="workstream_ends_after_start",
                condition=Q(start="")
                | Q(end="")
                | Q(end__gte=F("start"))
                | Q(start__startswith=F("end")),
                violation_error_message=_("The end cannot come before the start."),
            ),
            reason_check("workstream_says_why"),
        ]

    def __str__(self):
        return self.title

    @property
    def workspace_url(self) -> str:
        """The actions of its axis, in the workspace."""
        url = reverse("partnerships:workspace_actions", args=[self.axis.partnership.slug])
        return f"{url}?axis={self.axis.number}"


@tracked()
class Target(Versioned):
    """A figure that a workstream aims at, in a year or over its whole life.

    `value` is what is aimed at and `reached` what was counted, both in `unit`; null is not known.
    """

    workstream = models.ForeignKey(
        Workstream, models.CASCADE, verbose_name=_("workstream"), related_name="targets"
    )
    label = translated(models.CharField(_("indicator"), max_length=200, blank=True))
    unit = translated(models.CharField(_("unit"), max_length=40, blank=True))
    year = models.PositiveSmallIntegerField(
        _("year"),
        null=True,
        blank=True,
        validators=YEARS,
        help_text=_("Empty: over the whole life of the workstream."),
    )
    value = models.DecimalField(
        _("target"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    reached = models.DecimalField(
        _("reached"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )

    class Meta(Versioned.Meta):
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ["year", "pk"]
        constraints = [
            models.CheckConstraint(
                name="target_has_a_label",
                condition=filled("label"),
                violation_error_message=_("Name the indicator in one language at least."),
            )
        ]

    def __str__(self):
        return self.label
