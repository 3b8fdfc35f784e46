from datetime import date

import pgtrigger
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import Versioned, tracked

PERIOD = Func(
    "starts_on", "ends_on", Value("[]"), function="daterange", output_field=DateRangeField()
)


# An organisation that people act for keeps, as long as any of them, one who `manages_people`.
CHECK_MANAGER = """
IF EXISTS (
    SELECT FROM members_mandate m JOIN members_user u ON u.id = m.user_id
    WHERE m.organisation_id = %s AND u.is_active
        AND coalesce(m.ends_on, 'infinity') >= (now() AT TIME ZONE 'Europe/Paris')::date
    HAVING max(coalesce(m.ends_on, 'infinity')) > coalesce(
        max(coalesce(m.ends_on, 'infinity')) FILTER (WHERE m.manages_people), '-infinity'
    )
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
            IF TG_OP <> 'INSERT' THEN {CHECK_MANAGER % "OLD.organisation_id"} END IF;
            IF TG_OP <> 'DELETE' THEN {CHECK_MANAGER % "NEW.organisation_id"} END IF;
            RETURN NULL;
        """


class KeepAManagerOfEach(pgtrigger.Trigger):
    """The same, when a person may no longer log in."""

    when = pgtrigger.After
    operation = pgtrigger.UpdateOf("is_active")
    timing = pgtrigger.Deferred
    declare = [("place", "bigint")]

    def get_func(self, model):
        return f"""
            FOR place IN SELECT organisation_id FROM members_mandate WHERE user_id = NEW.id LOOP
                {CHECK_MANAGER % "place"}
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
    manages_people = models.BooleanField(_("says who may act"), default=False)
    edits_profile = models.BooleanField(_("keeps the page"), default=False)
    speaks_for = models.BooleanField(_("speaks for the organisation"), default=False)
    proposes_projects = models.BooleanField(_("proposes projects"), default=False)
    receives_dues = models.BooleanField(_("receives calls for contribution"), default=False)
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
        fields = [self._meta.get_field(name) for name in CAPABILITIES if getattr(self, name)]
        return [str(field.verbose_name) for field in fields]  # type: ignore[union-attr]


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
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), user__is_active=True)


@tracked()
class Mandate(Capable, Versioned):
    """What a person does for an organisation, what they may do for it, from when to when."""

    class EndReason(models.TextChoices):
        LEFT = "left", _("left the organisation")
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
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day cannot come before the first."),
            ),
            ExclusionConstraint(
                name="mandate_once_at_a_time",
                expressions=[
                    ("user", "="),
                    ("organisation", "="),
                    ("function", "="),
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
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot come before the first.")})

    def is_in_force(self, on: date | None = None) -> bool:
        """The twin of `MandateQuerySet.in_force` for one row."""
        day = on or timezone.localdate()
        return (
            self.user.is_active
            and self.starts_on <= day
            and (self.ends_on is None or self.ends_on >= day)
        )
