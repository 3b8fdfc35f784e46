"""The adhesion of an organisation to the association."""

from datetime import date

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from core.partial_dates import FirstDay, PartialDateField, first_day, partial_date_check
from members.models.contributions import FIRST_YEAR, Contribution
from members.models.kinds import MembershipKind

TOO_EARLY = _("The association was founded in 1997: nobody joined or left before.")
PERIOD = Func(
    FirstDay("joined_on"),
    "left_on",
    Value("[]"),
    function="daterange",
    output_field=DateRangeField(),
)


class MembershipQuerySet(models.QuerySet):
    def begun(self, on=None):
        """Those that began by a day, today unless said, or on a day that nobody knows."""
        day = on or timezone.localdate()
        began = self.annotate(begins_on=FirstDay("joined_on"))
        return began.filter(Q(begins_on__isnull=True) | Q(begins_on__lte=day))

    def running(self, on=None):
        """Those that run on a day, today unless said; both end days are included."""
        day = on or timezone.localdate()
        return self.begun(day).filter(Q(left_on__isnull=True) | Q(left_on__gte=day))

    def with_status(self, on=None):
        """Add `status_now`, the twin of `Membership.status`."""
        day = on or timezone.localdate()
        owed = Contribution.objects.overdue(day).filter(membership=OuterRef("pk"))
        return self.annotate(begins_on=FirstDay("joined_on")).annotate(
            status_now=Case(
                When(left_on__lt=day, then=Value("left")),
                When(begins_on__gt=day, then=Value("to_come")),
                When(suspended_on__lte=day, suspended_until__gte=day, then=Value("suspended")),
                When(Exists(owed), then=Value("overdue")),
                default=Value("running"),
                output_field=models.CharField(),
            )
        )

    def deciding_first(self, on=None):
        """With `status_now`; the one that runs, else one to come, else the last that ended."""
        rank = Case(
            When(status_now="left", then=2),
            When(status_now="to_come", then=1),
            default=0,
            output_field=models.IntegerField(),
        )
        return self.with_status(on).order_by(rank, F("left_on").desc(nulls_first=True), "pk")

    def ended_last(self):
        """Those that began, without what they owe; the one that runs, then the last that ended."""
        return self.begun().order_by(F("left_on").desc(nulls_first=True), "pk")


@tracked()
class Membership(Versioned):
    """A continuous adhesion: from the day one joined to the day one left. Renewals add no row."""

    Kind = MembershipKind
    named_by = ["organisation__name_fr", "organisation__name_en"]  # in lists of what changed

    class Status(models.TextChoices):
        TO_COME = "to_come", _("to come")
        RUNNING = "running", _("running")
        OVERDUE = "overdue", _("contribution overdue")
        SUSPENDED = "suspended", _("suspended")
        LEFT = "left", _("left")

    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="memberships",
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, default=Kind.MEMBER)
    joined_on = PartialDateField(
        _("joined on"), help_text=_("2019, 2019-12 or 2019-12-05; empty when nobody knows.")
    )
    left_on = models.DateField(_("left on"), null=True, blank=True, help_text=_("Last day."))
    leaving_reason = models.TextField(_("why it left"), blank=True)
    suspended_on = models.DateField(_("suspended from"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    suspension_reason = models.TextField(_("why it is suspended"), blank=True)
    decided_on = models.DateField(_("decision of the Board"), null=True, blank=True)
    language = models.CharField(
        _("language of calls and letters"),
        max_length=5,
        choices=settings.LANGUAGES,
        default=settings.LANGUAGE_CODE,
    )

    objects = MembershipQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-joined_on", "pk"]
        constraints = [
            partial_date_check("joined_on"),
            models.CheckConstraint(
                name="membership_not_before_the_association",
                condition=(Q(joined_on="") | Q(joined_on__gte=str(FIRST_YEAR)))
                & (Q(left_on__isnull=True) | Q(left_on__gte=date(FIRST_YEAR, 1, 1))),
                violation_error_message=TOO_EARLY,
            ),
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=[("organisation", "="), (PERIOD, "&&")],
                violation_error_message=_(
                    "This organisation has another membership in part of this period."
                ),
            ),
            models.CheckConstraint(
                name="membership_leaves_after_joining",
                condition=Q(left_on__isnull=True)
                | Q(joined_on="")
                | Q(left_on__gte=FirstDay("joined_on")),
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                name="membership_left_with_a_reason",
                condition=Q(left_on__isnull=True) | ~Q(leaving_reason=""),
                violation_error_message=_("Say why the organisation left."),
            ),
            models.CheckConstraint(
                name="membership_suspension_is_whole",
                condition=Q(
                    suspended_on__isnull=True, suspended_until__isnull=True, suspension_reason=""
                )
                | Q(
                    suspended_on__isnull=False,
                    suspended_until__isnull=False,
                    suspended_until__gte=F("suspended_on"),
                )
                & ~Q(suspension_reason=""),
                violation_error_message=_(
                    "A suspension has a first day, a last day that does not come before, a reason."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.organisation}, {self.get_kind_display()}"

    def clean(self):
        """Say beside the field what the database refuses too."""
        if self.joined_on and self.joined_on < str(FIRST_YEAR):
            raise ValidationError({"joined_on": TOO_EARLY})
        if self.left_on and self.left_on.year < FIRST_YEAR:
            raise ValidationError({"left_on": TOO_EARLY})
        if self.left_on:
            if not self.leaving_reason:
                raise ValidationError({"leaving_reason": _("Say why the organisation left.")})
            if (begun := first_day(self.joined_on)) and self.left_on < begun:
                raise ValidationError({"left_on": _("The last day cannot come before the first.")})

    def has_ended(self, on=None) -> bool:
        return self.left_on is not None and self.left_on < (on or timezone.localdate())

    def status(self, on=None) -> str:
        """A `Status`, computed from dates and contributions on a day, today unless said."""
        day = on or timezone.localdate()
        begun = first_day(self.joined_on)
        if self.has_ended(day):
            return self.Status.LEFT
        if begun and begun > day:
            return self.Status.TO_COME
        if (
            self.suspended_on
            and self.suspended_until
            and self.suspended_on <= day <= self.suspended_until
        ):
            return self.Status.SUSPENDED
        if any(one.is_overdue(day) for one in self.contributions.all()):
            return self.Status.OVERDUE
        return self.Status.RUNNING


class Standing(models.TextChoices):
    """Where an organisation stands towards the association, on a day."""

    RUNNING = "running", _("member")
    OVERDUE = "overdue", _("member, contribution overdue")
    SUSPENDED = "suspended", _("suspended")
    TO_COME = "to_come", _("accepted, joins later")
    APPLICANT = "applicant", _("applicant")
    LEFT = "left", _("former member")
    NONE = "none", _("never a member")

    @classmethod
    def of_memberships(cls) -> list["Standing"]:
        """Those that are the status of a membership in force, then of one to come."""
        return [cls.RUNNING, cls.OVERDUE, cls.SUSPENDED, cls.TO_COME]
