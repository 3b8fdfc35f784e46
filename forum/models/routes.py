"""To whom an obstacle can go at a border, and under which rules."""

import pgtrigger
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Sourced, Versioned, codes, tracked, translated
from core.partial_dates import partial_date_check
from forum.models.kinds import Level, Nature, StepKind
from partnerships.models.partnership import filled
from territories.models import Border

ONLY_INTERNAL = """
IF EXISTS (
    SELECT FROM territories_border border WHERE border.id = NEW.border_id
        AND NOT border.is_internal_eu
) THEN
    RAISE EXCEPTION 'Only an internal border of the Union has a coordination point.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'point_at_an_internal_border';
END IF;
RETURN NEW;
"""
STAYS_INTERNAL = """
IF EXISTS (SELECT FROM forum_coordinationpoint point WHERE point.border_id = NEW.id) THEN
    RAISE EXCEPTION 'Only an internal border of the Union has a coordination point.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'point_at_an_internal_border';
END IF;
RETURN NEW;
"""


class InForceQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Those that exist on a day, today unless said."""
        day = on or timezone.localdate()
        return self.filter(
            Q(starts_on=None) | Q(starts_on__lte=day), Q(ends_on=None) | Q(ends_on__gte=day)
        )


class Addressed(Versioned, Sourced):
    """Somebody to whom an obstacle can be sent, from a day until another; empty: always."""

    name = translated(models.CharField(_("name"), max_length=200, blank=True))
    competence = translated(models.TextField(_("competence"), blank=True))
    contact = models.TextField(
        _("contact"), blank=True, help_text=_("Of the office: address, e-mail, telephone.")
    )
    website = models.URLField(_("website"), max_length=500, blank=True)
    languages = codes(3, verbose_name=_("languages in which it reads"))
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = InForceQuerySet.as_manager()

    class Meta(Versioned.Meta):
        abstract = True

    def __str__(self):
        return self.name


@tracked()
class CoordinationPoint(Addressed):
    """A cross-border coordination point of Regulation (EU) 2025/925, for one internal border."""

    border = models.ForeignKey(
        Border, models.PROTECT, verbose_name=_("border"), related_name="coordination_points"
    )
    country = models.CharField(
        _("country"), max_length=2, blank=True, help_text=_("Empty: a joint point of both.")
    )

    class Meta(Addressed.Meta):
        verbose_name = _("coordination point")
        verbose_name_plural = _("coordination points")
        ordering = ["border", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            pgtrigger.Trigger(
                name="only_internal",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("border_id"),
                func=ONLY_INTERNAL,
            ),
        ]
        constraints = [
            partial_date_check("facts_on"),
            models.CheckConstraint(
                name="point_has_a_name",
                condition=filled("name"),
                violation_error_message=_("Give the name in one language at least."),
            ),
            models.CheckConstraint(
                name="point_ends_after_start",
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The end cannot come before the start."),
            ),
        ]

    def clean(self):
        if self.border_id and not self.border.is_internal_eu:
            raise ValidationError(
                {"border": _("Only an internal border of the Union has a coordination point.")}
            )


class BorderOfPoints(Border):
    """A border that leaves the Union cannot keep its coordination points."""

    class Meta:
        proxy = True
        triggers = [
            pgtrigger.Trigger(
                name="stays_internal",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("is_internal_eu"),
                condition=pgtrigger.Q(new__is_internal_eu=False),
                func=STAYS_INTERNAL,
            )
        ]


@tracked("border_codes")
class Addressee(Addressed):
    """A body or an authority at one of the levels, other than a coordination point.

    It is proposed for its `borders` (empty: for all), and for its `natures` (empty: for all).
    """

    code = models.SlugField(  # noqa: DJ001
        _("code"), max_length=120, unique=True, null=True, blank=True
    )
    level = models.CharField(
        _("level"),
        max_length=10,
        choices=[(one.value, one.label) for one in Level if one is not Level.POINT],
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="addressees", blank=True
    )
    natures = codes(20, verbose_name=_("for which natures"))
    is_for_outer = models.BooleanField(
        _("also for borders with countries outside the Union"), default=True
    )

    class Meta(Addressed.Meta):
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["level", "pk"]
        constraints = [
            partial_date_check("facts_on"),
            models.CheckConstraint(
                name="addressee_has_a_name",
                condition=filled("name"),
                violation_error_message=_("Give the name in one language at least."),
            ),
            models.CheckConstraint(name="addressee_is_no_point", condition=~Q(level=Level.POINT)),
        ]

    def clean(self):
        if unknown := set(self.natures) - set(Nature.values):
            raise ValidationError(
                {"natures": _("Unknown nature: %s.") % ", ".join(sorted(unknown))}
            )


@tracked()
class CommitteeDate(Versioned):
    """A day on which a body meets, so that a file reaches it in time."""

    named_by = ["addressee__name_fr", "addressee__name_en"]  # in lists of what changed
    addressee = models.ForeignKey(
        Addressee, models.CASCADE, verbose_name=_("addressee"), related_name="dates"
    )
    date = models.DateField(_("date"))
    title = models.CharField(_("title"), max_length=200, blank=True)
    link = models.URLField(_("address"), max_length=500, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("date of a committee")
        verbose_name_plural = _("dates of committees")
        ordering = ["date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["addressee", "date"], name="committee_date_once")
        ]

    def __str__(self):
        return f"{self.addressee}, {self.date}"


@tracked()
class ClockRule(Versioned, Sourced):
    """How long somebody has: `months` then `days` after a step of a kind, at a level.

    An empty `level` is for all levels. Reminders leave so many days before and after the day.
    """

    code = models.SlugField(_("code"), max_length=60, unique=True)
    name = translated(models.CharField(_("name"), max_length=200, blank=True))
    kind = models.CharField(_("after"), max_length=12, choices=StepKind)
    level = models.CharField(_("at the level"), max_length=10, choices=Level, blank=True)
    months = models.PositiveSmallIntegerField(
        _("months"), default=0, validators=[MaxValueValidator(120)]
    )
    days = models.PositiveSmallIntegerField(
        _("days"), default=0, validators=[MaxValueValidator(3650)]
    )
    remind_before = models.PositiveSmallIntegerField(_("reminder, days before"), default=14)
    remind_after = models.PositiveSmallIntegerField(_("reminder, days after"), default=7)
    is_active = models.BooleanField(_("in force"), default=True)

    class Meta(Versioned.Meta):
        verbose_name = _("rule of a deadline")
        verbose_name_plural = _("rules of deadlines")
        ordering = ["kind", "level", "pk"]
        constraints = [
            partial_date_check("facts_on"),
            models.CheckConstraint(
                name="clock_rule_lasts",
                condition=Q(months__gt=0) | Q(days__gt=0),
                violation_error_message=_("Give a number of months or of days."),
            ),
            models.UniqueConstraint(
                fields=["kind", "level"],
                condition=Q(is_active=True),
                name="clock_rule_once",
                violation_error_message=_("Another rule is in force for this."),
            ),
        ]

    def __str__(self):
        return self.name or self.code
