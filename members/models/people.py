from datetime import date, timedelta

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked

DAY = timedelta(days=1)
# Both end days are in it. Empty when the last day is the eve of the first: it never began.
PERIOD = Func(
    "starts_on",
    "ends_on",
    template="daterange(%(expressions)s::date + 1, '[)')",
    output_field=DateRangeField(),
)


# On each day to come on which somebody acts for an organisation, somebody manages its people. The
# lock makes those who leave at the same moment wait for each other: each sees who left before.
CHECK_MANAGER = """
PERFORM FROM members_organisation WHERE id = {organisation} FOR NO KEY UPDATE;
IF EXISTS (
    SELECT FROM members_mandate m JOIN members_user u ON u.id = m.user_id,
        daterange(m.starts_on, m.ends_on + 1, '[)') period,
        daterange((now() AT TIME ZONE 'Europe/Paris')::date, NULL) from_today
    WHERE m.organisation_id = {organisation} AND u.is_active
    HAVING NOT coalesce(range_agg(period) FILTER (WHERE m.manages_people), '{{}}')
        @> coalesce(range_agg(period * from_today), '{{}}')
) THEN
    RAISE EXCEPTION 'An organisation keeps one person who manages its people.'
        USING ERRCODE = 'check_violation', CONSTRAINT = 'organisation_keeps_a_manager';
END IF;
"""


class KeepAManager(pgtrigger.Trigger):
    """Refuse, at the end of the transaction, to leave an organisation's people without manager."""

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    timing = pgtrigger.Deferred

    def get_func(self, model):
        return f"""
            IF TG_OP <> 'INSERT' THEN
                {CHECK_MANAGER.format(organisation="OLD.organisation_id")}
            END IF;
            IF TG_OP <> 'DELETE' THEN
                {CHECK_MANAGER.format(organisation="NEW.organisation_id")}
            END IF;
            RETURN NULL;
        """


class KeepAManagerOfEach(pgtrigger.Trigger):
    """The same, when a person may no longer log in, or may again."""

    when = pgtrigger.After
    operation = pgtrigger.UpdateOf("is_active")
    condition = pgtrigger.Q(old__is_active__df=pgtrigger.F("new__is_active"))
    timing = pgtrigger.Deferred
    declare = [("place", "bigint")]

    def get_func(self, model):
        return f"""
            FOR place IN SELECT DISTINCT organisation_id FROM members_mandate
                WHERE user_id = NEW.id ORDER BY organisation_id
            LOOP
                {CHECK_MANAGER.format(organisation="place")}
            END LOOP;
            RETURN NULL;
        """


class KeepAddressKnown(pgtrigger.Trigger):
    """The address with which a person logs in is the one that allauth knows, and holds as checked.

    Nobody types their own: it is the address that an invitation reached, or that staff gave, and a
    password is chosen from its mailbox. Who is erased has none.
    """

    when = pgtrigger.After
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("email", "erased_at")
    func = """
        DELETE FROM account_emailaddress WHERE user_id = NEW.id
            AND (email <> lower(NEW.email) OR NEW.erased_at IS NOT NULL);
        IF NEW.erased_at IS NULL THEN
            INSERT INTO account_emailaddress (user_id, email, verified, "primary")
            VALUES (NEW.id, lower(NEW.email), true, true)
            ON CONFLICT (user_id, email) DO UPDATE SET verified = true, "primary" = true;
        END IF;
        RETURN NULL;
    """


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def create_user(self, email, password=None, **fields):
        """Save a person who may log in. `ValueError` without an address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, who logs in by e-mail. What they may do comes from their mandates in force."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(
        _("language of letters"), max_length=5, choices=settings.LANGUAGES, default="fr"
    )
    wants_news = models.BooleanField(
        _("letters that can be done without"),
        default=True,
        help_text=_("Reminders and news; letters that a right or a decision hangs on always come."),
    )
    is_active = models.BooleanField(_("may log in"), default=True)
    is_staff = models.BooleanField(_("MOT staff"), default=False)
    joined_at = models.DateTimeField(_("account made"), db_default=Now(), editable=False)
    erased_at = models.DateTimeField(_("erased"), null=True, editable=False)

    USERNAME_FIELD = "email"
    objects = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["email"]
        triggers = [
            KeepAManagerOfEach(name="keep_a_manager_of_each"),
            KeepAddressKnown(name="keep_address_known"),
        ]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_once",
                violation_error_message=_("Somebody already uses this address."),
            )
        ]

    def __str__(self):
        if self.erased_at:
            return str(_("former representative"))
        return self.name or self.email

    @property
    def shown_name(self) -> str:
        """The name for pages and letters that others read: never the address."""
        if self.erased_at:
            return str(_("former representative"))
        return self.name or str(_("somebody without name"))


CAPABILITIES = [
    "manages_people",
    "edits_profile",
    "speaks_for",
    "proposes_projects",
    "receives_dues",
]


class Capable(models.Model):
    """What one may do for an organisation, now (`Mandate`) or once one accepts (`Invitation`)."""

    function = models.CharField(_("function"), max_length=150)
    manages_people = models.BooleanField(
        _("say who may act"),
        default=False,
        help_text=_(
            "Invite people, end mandates, answer requests. Asks for a second factor at login."
        ),
    )
    edits_profile = models.BooleanField(
        _("keep the page"),
        default=False,
        help_text=_("Change the organisation’s page and confirm that it is right."),
    )
    speaks_for = models.BooleanField(
        _("speak for the organisation"),
        default=False,
        help_text=_("Write in discussions and on obstacles in its name."),
    )
    proposes_projects = models.BooleanField(
        _("propose projects"),
        default=False,
        help_text=_("Describe its projects and the part it takes in others’."),
    )
    receives_dues = models.BooleanField(
        _("receive calls for contribution"),
        default=False,
        help_text=_("Get the letters about the yearly contribution."),
    )
    is_public = models.BooleanField(
        _("shown on the public page"), default=False, help_text=_("Name and function, no address.")
    )

    class Meta:
        abstract = True

    @property
    def capabilities(self) -> dict[str, bool]:
        """`{"manages_people": True, …}`, all five."""
        return {name: getattr(self, name) for name in CAPABILITIES}

    @property
    def capability_labels(self) -> list[str]:
        """The capabilities that are given, in words; empty when there is none."""
        return [label for label, _help in self.capability_words]

    @property
    def capability_words(self) -> list[tuple[str, str]]:
        """The name of each capability that is given, and what it lets one do."""
        fields = [self._meta.get_field(name) for name in CAPABILITIES if getattr(self, name)]
        return [(str(field.verbose_name), str(field.help_text)) for field in fields]  # type: ignore[union-attr]


class MandateQuerySet(models.QuerySet):
    def in_force(self, on: date | None = None):
        """Mandates that give rights on a day, today unless said; both end days are included."""
        day = on or timezone.localdate()
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day, user__is_active=True
        )

    def not_ended(self, on: date | None = None):
        """Mandates in force on a day, today unless said, and those to come."""
        day = on or timezone.localdate()
        lasts = Q(ends_on__gte=day) & Q(ends_on__gte=F("starts_on"))
        return self.filter(Q(ends_on__isnull=True) | lasts, user__is_active=True)

    def visible_to(self, user):
        """Those of the organisations where `user` acts, and one's own; staff see all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk)
        return self.filter(Q(organisation__in=mine.values("organisation")) | Q(user_id=user.pk))

    def editable_by(self, user):
        """Those of the organisations whose people `user` manages; staff keep all."""
        if user.is_staff:
            return self
        mine = Mandate.objects.in_force().filter(user_id=user.pk, manages_people=True)
        return self.filter(organisation__in=mine.values("organisation"))


@tracked()
class Mandate(Capable, Versioned):
    """What a person does for an organisation, what they may do for it, from when to when.

    One that ends the day before it starts was called off: it gives rights on no day.
    """

    class EndReason(models.TextChoices):
        LEFT = "left", _("left the organisation")
        TERM_OVER = "term_over", _("the term of office is over")
        HANDED_OVER = "handed_over", _("handed over to a successor")
        ENDED = "ended", _("ended by the organisation")
        ENDED_BY_STAFF = "ended_by_staff", _("ended by MOT’s staff")
        ERASED = "erased", _("the person erased their account")

    user = models.ForeignKey(
        User, models.PROTECT, verbose_name=_("person"), related_name="mandates"
    )
    organisation = models.ForeignKey(
        "members.Organisation",
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="mandates",
    )
    starts_on = models.DateField(_("first day"), default=timezone.localdate)
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    end_reason = models.CharField(_("why ended"), max_length=20, choices=EndReason, blank=True)

    objects = MandateQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("mandate")
        verbose_name_plural = _("mandates")
        ordering = ["organisation", "starts_on"]
        triggers = [*Versioned.Meta.triggers, KeepAManager(name="keep_a_manager")]
        constraints = [
            models.CheckConstraint(
                name="mandate_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on") - DAY),
                violation_error_message=_("The last day cannot come before the first."),
            ),
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("user", "="),
                    ("organisation", "="),
                    (Lower("function"), "="),
                    (PERIOD, "&&"),
                ],
                violation_error_message=_(
                    "This person already has this function there in part of the period."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.function}"

    def clean(self):
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on - DAY:
            raise ValidationError({"ends_on": _("The last day cannot come before the first.")})

    @property
    def is_called_off(self) -> bool:
        return self.ends_on is not None and self.ends_on < self.starts_on

    def is_in_force(self, on: date | None = None) -> bool:
        """The twin of `MandateQuerySet.in_force` for one row."""
        day = on or timezone.localdate()
        return (
            self.user.is_active
            and self.starts_on <= day
            and (self.ends_on is None or self.ends_on >= day)
        )

    def has_ended(self, on: date | None = None) -> bool:
        """The twin of `MandateQuerySet.not_ended` for one row, the other way round."""
        day = on or timezone.localdate()
        last = self.ends_on
        return not self.user.is_active or (
            last is not None and (last < day or last < self.starts_on)
        )
