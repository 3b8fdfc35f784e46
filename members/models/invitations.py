"""How a person comes to act for an organisation: invited by it, or having asked it."""

import secrets
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked
from members.models.people import Capable, Mandate, User

INVITATION_DAYS = 14
REQUEST_DAYS = 10
MOST_WAITING = 20


def make_token() -> str:
    """43 characters that nobody guesses."""
    return secrets.token_urlsafe(32)


def lapse_day():
    return timezone.now() + timedelta(days=INVITATION_DAYS)


def can_be_accepted() -> Q:
    """The link is valid, the mandate would have a day left, and who invites still acts there."""
    mandates = Mandate.objects.not_ended().filter(pk=models.OuterRef("invited_under"))
    return (
        Q(outcome="", expires_at__gt=timezone.now())
        & (Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))
        & (Q(invited_under__isnull=True) | Q(models.Exists(mandates)))
    )


class InvitationQuerySet(models.QuerySet):
    def with_status(self):
        """Add `status_now`, the twin of `Invitation.status`."""
        waiting = When(can_be_accepted(), then=Value("waiting"))
        lapsed = When(outcome="", then=Value("lapsed"))
        return self.annotate(
            status_now=Case(waiting, lapsed, default=F("outcome"), output_field=models.CharField())
        )

    def waiting(self):
        """Those that can still be accepted."""
        return self.filter(can_be_accepted())

    def overdue(self):
        """Those that can no longer be accepted and are still to be closed."""
        return self.filter(~can_be_accepted(), outcome="")

    def visible_to(self, user):
        """Those of the organisations where `user` acts; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk)
        return self.filter(organisation__in=mine.values("organisation"))

    def editable_by(self, user):
        """Those of the organisations whose people `user` manages; staff keep all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk, manages_people=True)
        return self.filter(organisation__in=mine.values("organisation"))


@tracked("token", "email")
class Invitation(Capable, Versioned):
    """A mandate that waits for the person's yes. Who holds the link sees it; the address accepts.

    `replaces` is the mandate that ends the day before this one starts, once it is accepted.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("withdrawn")
        LAPSED = "lapsed", _("lapsed")

    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="invitations",
    )
    token = models.CharField(max_length=60, unique=True, default=make_token, editable=False)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language of the letter"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    replaces = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name=_("takes over from"),
        related_name="handovers",
        null=True,
        blank=True,
    )
    invited_by = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("invited by"), related_name="+", null=True, blank=True
    )
    invited_under = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name=_("under the mandate"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    created_at = models.DateTimeField(_("made"), db_default=Now(), editable=False)
    sendings = models.PositiveSmallIntegerField(_("letters sent"), default=1, editable=False)
    expires_at = models.DateTimeField(_("valid until"), default=lapse_day, editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    mandate = models.OneToOneField(
        Mandate,
        models.SET_NULL,
        verbose_name=_("mandate"),
        related_name="invitation",
        null=True,
        blank=True,
        editable=False,
    )

    objects = InvitationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                Lower("function"),
                condition=Q(outcome=""),
                name="invitation_waits_once",
                violation_error_message=_("An invitation for this function already waits there."),
            ),
            models.CheckConstraint(
                name="invitation_ends_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day cannot come before the first."),
            ),
            models.CheckConstraint(
                name="invitation_closed_with_an_outcome",
                condition=Q(outcome="", closed_at__isnull=True)
                | ~Q(outcome="") & Q(closed_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.email}, {self.function}"

    def get_absolute_url(self):
        return reverse("members:invitation", args=[self.token])

    @property
    def status(self) -> str:
        """`waiting`, or an `Outcome`: one whose time is over has lapsed before it is closed."""
        if self.outcome:
            return self.outcome
        is_valid = (
            self.expires_at > timezone.now()
            and (self.ends_on is None or self.ends_on >= timezone.localdate())
            and (self.invited_under is None or not self.invited_under.has_ended())
        )
        return "waiting" if is_valid else "lapsed"

    @property
    def masked_email(self) -> str:
        """`a…@ville.example`: enough for who has the address, nothing for who has not."""
        name, _at, host = self.email.partition("@")
        return f"{name[:1]}…@{host}"


class JoinRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(outcome="")

    def late(self):
        """Those that wait for longer than `REQUEST_DAYS`."""
        day = timezone.now() - timedelta(days=REQUEST_DAYS)
        return self.waiting().filter(created_at__lte=day)

    def for_staff(self):
        """Those that staff decide: the managers let `REQUEST_DAYS` pass, or there is none."""
        managers = Mandate.objects.in_force().filter(
            organisation=models.OuterRef("organisation"), manages_people=True
        )
        return self.late() | self.waiting().filter(~models.Exists(managers))

    def visible_to(self, user):
        """Those that `user` decides as a manager, and one's own; staff see all."""
        if user.is_staff:
            return self
        return self.filter(Q(pk__in=self.editable_by(user).values("pk")) | Q(user_id=user.pk))

    def editable_by(self, user):
        """Those that `user` decides as a manager; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk, manages_people=True)
        return self.filter(organisation__in=mine.values("organisation"))

    def decidable_by(self, user):
        """Those that `user` may answer today: managers theirs, staff when it has come to them."""
        return self.for_staff() if user.is_staff else self.editable_by(user).waiting()


@tracked("name", "email", "message")
class JoinRequest(Versioned):
    """Somebody asks an organisation to act for it. Its managers decide; after ten days, staff.

    `user` is None when the person has no account yet: accepted, they get an invitation.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")
        WITHDRAWN = "withdrawn", _("withdrawn")

    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="join_requests",
    )
    user = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("person"),
        related_name="join_requests",
        null=True,
        blank=True,
    )
    name = models.CharField(_("name"), max_length=150)
    email = models.EmailField(_("e-mail address"))
    language = models.CharField(
        _("language of letters"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    function = models.CharField(_("function"), max_length=150)
    message = models.TextField(_("message"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("asked"), db_default=Now(), editable=False)
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True, editable=False)
    decided_by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("decided by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    staff_told_at = models.DateTimeField(_("come to staff"), null=True, editable=False)
    decided_under = models.ForeignKey(
        Mandate,
        models.SET_NULL,
        verbose_name=_("under the mandate"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    invitation = models.OneToOneField(
        Invitation,
        models.SET_NULL,
        verbose_name=_("invitation it led to"),
        related_name="join_request",
        null=True,
        blank=True,
        editable=False,
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("request to act for an organisation")
        verbose_name_plural = _("requests to act for an organisation")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                "organisation",
                Lower("email"),
                condition=Q(outcome=""),
                name="join_request_waits_once",
                violation_error_message=_("You have already asked; the answer is to come."),
            ),
            models.CheckConstraint(
                name="join_request_refused_with_a_reason",
                condition=~Q(outcome="refused", reason=""),
                violation_error_message=_("Say why: the person reads it."),
            ),
            models.CheckConstraint(
                name="join_request_decided_with_an_outcome",
                condition=Q(outcome="", decided_at__isnull=True)
                | ~Q(outcome="") & Q(decided_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.name}, {self.function}"

    @property
    def staff_decide_on(self) -> date:
        """The day from which MOT's staff answer in the managers' place."""
        return timezone.localtime(self.created_at).date() + timedelta(days=REQUEST_DAYS)
