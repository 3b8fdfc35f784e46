"""The adhesion of an organisation to the association, and what it owes each year."""

from decimal import Decimal

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked

PERIOD = Func(
    "joined_on", "left_on", Value("[]"), function="daterange", output_field=DateRangeField()
)
NOTHING = Value(Decimal(0), output_field=models.DecimalField())


class MembershipQuerySet(models.QuerySet):
    def running(self, on=None):
        """Those that run on a day, today unless said; both end days are included."""
        day = on or timezone.localdate()
        return self.filter(Q(left_on__isnull=True) | Q(left_on__gte=day), joined_on__lte=day)

    def with_status(self, on=None):
        """Add `status_now`, the twin of `Membership.status`."""
        day = on or timezone.localdate()
        owed = Contribution.objects.overdue(day).filter(membership=OuterRef("pk"))
        return self.annotate(
            status_now=Case(
                When(left_on__lt=day, then=Value("left")),
                When(joined_on__gt=day, then=Value("to_come")),
                When(suspended_on__lte=day, suspended_until__gte=day, then=Value("suspended")),
                When(Exists(owed), then=Value("overdue")),
                default=Value("running"),
                output_field=models.CharField(),
            )
        )


@tracked()
class Membership(Versioned):
    """A continuous adhesion: from the day one joined to the day one left. Renewals add no row."""

    class Kind(models.TextChoices):
        MEMBER = "member", _("member")
        ASSOCIATE = "associate", _("associate member")
        SUPPORTER = "national_supporter", _("national supporter")

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
    joined_on = models.DateField(_("joined on"), default=timezone.localdate)
    left_on = models.DateField(_("left on"), null=True, blank=True, help_text=_("Last day."))
    leaving_reason = models.TextField(_("why it left"), blank=True)
    suspended_on = models.DateField(_("suspended from"), null=True, blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    suspension_reason = models.TextField(_("why it is suspended"), blank=True)
    decided_on = models.DateField(_("decision of the Board"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["-joined_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="membership_one_at_a_time",
                expressions=[("organisation", "="), (PERIOD, "&&")],
                violation_error_message=_(
                    "This organisation has another membership in part of this period."
                ),
            ),
            models.CheckConstraint(
                name="membership_leaves_after_joining",
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")),
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

    def status(self, on=None) -> str:
        """A `Status`, computed from dates and contributions on a day, today unless said."""
        day = on or timezone.localdate()
        if self.left_on and self.left_on < day:
            return self.Status.LEFT
        if self.joined_on > day:
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


class ContributionQuerySet(models.QuerySet):
    def with_paid(self):
        """Add `paid_sum`, the twin of `Contribution.paid`, in euros; 0 when nothing came."""
        sums = (
            Payment.objects.filter(contribution=OuterRef("pk"))
            .order_by()
            .values("contribution")
            .annotate(total=Sum("amount"))
            .values("total")
        )
        return self.annotate(paid_sum=Coalesce(models.Subquery(sums), NOTHING))

    def with_status(self, on=None):
        """Add `paid_sum` and `status_now`, the twin of `Contribution.status`."""
        day = on or timezone.localdate()
        return self.with_paid().annotate(
            status_now=Case(
                When(waived_on__isnull=False, then=Value("waived")),
                When(called_on__isnull=True, then=Value("to_call")),
                When(paid_sum__gte=F("amount"), then=Value("paid")),
                When(due_on__lt=day, then=Value("overdue")),
                When(paid_sum__gt=0, then=Value("partly_paid")),
                default=Value("called"),
                output_field=models.CharField(),
            )
        )

    def outstanding(self, on=None):
        """Called, not waived and not fully paid."""
        return self.with_status(on).filter(status_now__in=["called", "partly_paid", "overdue"])

    def overdue(self, on=None):
        return self.with_status(on).filter(status_now="overdue")


@tracked()
class Contribution(Versioned):
    """What a member owes for a year, in euros. No amount is known before it is called."""

    class Status(models.TextChoices):
        TO_CALL = "to_call", _("not called yet")
        CALLED = "called", _("called")
        PARTLY_PAID = "partly_paid", _("partly paid")
        PAID = "paid", _("paid")
        OVERDUE = "overdue", _("overdue")
        WAIVED = "waived", _("waived")

    membership = models.ForeignKey(
        Membership, models.PROTECT, verbose_name=_("membership"), related_name="contributions"
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1997), MaxValueValidator(2100)]
    )
    amount = models.DecimalField(
        _("amount called (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    called_on = models.DateField(_("called on"), null=True, blank=True)
    due_on = models.DateField(_("due on"), null=True, blank=True)
    purchase_order = models.CharField(_("purchase-order number"), max_length=60, blank=True)
    chorus_reference = models.CharField(_("Chorus Pro reference"), max_length=60, blank=True)
    waived_on = models.DateField(_("waived on"), null=True, blank=True)
    waiver_decision = models.CharField(_("decision of the waiver"), max_length=200, blank=True)

    objects = ContributionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["-year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "year"],
                name="contribution_once_a_year",
                violation_error_message=_("The contribution of this year exists already."),
            ),
            models.CheckConstraint(
                name="contribution_called_with_amount_and_day",
                condition=Q(called_on__isnull=True)
                | Q(amount__isnull=False, due_on__isnull=False, due_on__gte=F("called_on")),
                violation_error_message=_(
                    "A call has an amount, and a due day that does not come before it."
                ),
            ),
            models.CheckConstraint(
                name="contribution_waived_by_a_decision",
                condition=Q(waived_on__isnull=True) | ~Q(waiver_decision=""),
                violation_error_message=_("Name the decision that waives it."),
            ),
        ]

    def __str__(self):
        return f"{self.membership.organisation}, {self.year}"

    @property
    def paid(self) -> Decimal:
        """What came so far, in euros."""
        return sum((payment.amount for payment in self.payments.all()), Decimal(0))

    @property
    def outstanding(self) -> Decimal:
        """What is still owed, in euros; 0 when it is not called, waived or paid."""
        if self.waived_on or not self.called_on or self.amount is None:
            return Decimal(0)
        return max(self.amount - self.paid, Decimal(0))

    def is_overdue(self, on=None) -> bool:
        return self.status(on) == self.Status.OVERDUE

    def status(self, on=None) -> str:
        """A `Status`, computed from dates and payments on a day, today unless said."""
        day = on or timezone.localdate()
        if self.waived_on:
            return self.Status.WAIVED
        if not self.called_on or self.amount is None or self.due_on is None:
            return self.Status.TO_CALL
        paid = self.paid
        if paid >= self.amount:
            return self.Status.PAID
        if self.due_on < day:
            return self.Status.OVERDUE
        return self.Status.PARTLY_PAID if paid else self.Status.CALLED


@tracked()
class Payment(models.Model):
    """Money that came for a contribution, all or part of it."""

    contribution = models.ForeignKey(
        Contribution, models.CASCADE, verbose_name=_("contribution"), related_name="payments"
    )
    amount = models.DecimalField(
        _("amount (€)"),
        max_digits=12,
        decimal_places=2,
        validators=[MinValueValidator(Decimal("0.01"))],
    )
    received_on = models.DateField(_("received on"), default=timezone.localdate)
    reference = models.CharField(_("reference"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["received_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="payment_is_more_than_nothing",
                condition=Q(amount__gt=0),
                violation_error_message=_("A payment is more than nothing."),
            )
        ]

    def __str__(self):
        return f"{self.amount} €, {self.received_on}"


class ReminderRule(models.Model):
    """When a letter reminds of a contribution: days from the due day, before it when negative."""

    days = models.SmallIntegerField(
        _("days from the due day"), help_text=_("-30 is a month before, 0 the day itself.")
    )
    kind = models.CharField(
        _("kind of membership"),
        max_length=20,
        choices=Membership.Kind,
        blank=True,
        help_text=_("Empty: all."),
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("reminder rule")
        verbose_name_plural = _("reminder rules")
        ordering = ["days", "kind"]
        constraints = [
            models.UniqueConstraint(
                fields=["days", "kind"],
                name="reminder_rule_once",
                violation_error_message=_("This rule exists already."),
            )
        ]

    def __str__(self):
        return f"{self.days:+d}"
