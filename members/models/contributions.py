"""What an organisation owes the association each year, what came, and when it is reminded."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Sum, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from members.models.kinds import MembershipKind

NOTHING = Value(Decimal(0), output_field=models.DecimalField())
FIRST_YEAR = 1997  # the association was founded then


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

    named_by = ["membership__organisation__name_fr", "membership__organisation__name_en"]

    class Status(models.TextChoices):
        TO_CALL = "to_call", _("not called yet")
        CALLED = "called", _("called")
        PARTLY_PAID = "partly_paid", _("partly paid")
        PAID = "paid", _("paid")
        OVERDUE = "overdue", _("overdue")
        WAIVED = "waived", _("waived")

    membership = models.ForeignKey(
        "members.Membership",
        models.PROTECT,
        verbose_name=_("membership"),
        related_name="contributions",
    )
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]
    )
    amount = models.DecimalField(
        _("amount called (€)"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(0))],
    )
    called_on = models.DateField(_("called on"), null=True, blank=True, editable=False)
    calls = models.PositiveSmallIntegerField(_("calls made"), default=0, editable=False)
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
                name="contribution_amount_is_not_negative",
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                violation_error_message=_("An amount is not negative."),
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

    def clean(self):
        """Say beside the field what the database refuses too."""
        if self.waived_on and not self.waiver_decision:
            raise ValidationError({"waiver_decision": _("Name the decision that waives it.")})
        if self.waiver_decision and not self.waived_on:
            raise ValidationError({"waived_on": _("Give the day of this decision.")})
        if self.called_on and self.due_on and self.due_on < self.called_on:
            raise ValidationError({"due_on": _("It was called after this day.")})

    @property
    def reference(self) -> str:
        """What a payment names: `MOT-2026-12`, or `MOT-2026-12-2` for the second call."""
        again = f"-{self.calls}" if self.calls > 1 else ""
        return f"MOT-{self.year}-{self.pk}{again}"

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

    def clean(self):
        if self.received_on and self.received_on > timezone.localdate():
            raise ValidationError({"received_on": _("This day is still to come.")})


class ReminderRule(models.Model):
    """When a letter reminds of a contribution: days from the due day, before it when negative."""

    days = models.SmallIntegerField(
        _("days from the due day"), help_text=_("-30 is a month before, 0 the day itself.")
    )
    kind = models.CharField(
        _("kind of membership"),
        max_length=20,
        choices=MembershipKind,
        blank=True,
        help_text=_("Empty: all."),
    )
    is_active = models.BooleanField(_("in use"), default=True)
    since = models.DateField(
        _("in use since"),
        default=timezone.localdate,
        editable=False,
        help_text=_("Days before that are not written for afterwards."),
    )

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
