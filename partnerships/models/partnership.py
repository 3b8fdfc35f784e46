"""A partnership: with whom, on what convention, along which axes, with what programme a year."""

from decimal import Decimal

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.models import Sourced, Versioned, tracked, translated
from core.search import WordsQuery, search_vector
from members.models import Mandate, Organisation
from partnerships.models.kinds import Nature, Side
from territories.models import Border

FIRST_YEAR = 1997  # the association was founded then
NOT_NEGATIVE = [MinValueValidator(Decimal(0))]
YEARS = [MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)]


def filled(field: str) -> Q:
    """Condition: a translated field says something in one language at least."""
    return ~Q(**dict.fromkeys((f"{field}_{code}" for code in settings.CONTENT_LANGUAGES), ""))


PERIOD = Func(
    "starts_on",
    "ends_on",
    template="daterange(%(expressions)s::date + 1, '[)')",
    output_field=DateRangeField(),
)


def euros(label, **kwargs) -> models.DecimalField:
    """An amount in euros: null is not published, 0 is zero."""
    return models.DecimalField(
        label,
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
        **kwargs,
    )


def days(label, **kwargs) -> models.DecimalField:
    """Days of expertise, in tenths: null is unknown, 0 is none."""
    return models.DecimalField(
        label,
        max_digits=6,
        decimal_places=1,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
        **kwargs,
    )


def not_negative(name: str, *fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{field: None}) | Q(**{f"{field}__gte": 0})
    return models.CheckConstraint(
        name=name,
        condition=condition,
        violation_error_message=_("An amount or a number of days cannot be negative."),
    )


class Coded(Sourced):
    """A row that files name by a code; what is entered by hand has none."""

    code = models.SlugField(  # noqa: DJ001
        _("code"),
        max_length=120,
        unique=True,
        null=True,
        blank=True,
        help_text=_("By which files find it again. Empty for what is entered here."),
    )

    class Meta:
        abstract = True


class PartnershipQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published partnerships, and those at whose partner `user` acts; staff see all."""
        if user.is_staff:
            return self
        published = Q(is_published=True)
        return self.filter(published | Q(partner__in=partners_of(user)) if user.pk else published)

    def worked_on_by(self, user):
        """Those whose workspace `user` may enter: officers of the partner, and staff."""
        if user.is_staff:
            return self
        return self.filter(partner__in=partners_of(user)) if user.pk else self.none()

    def matching(self, words: str):
        """Rows that match `words` in any language; they are few, so nothing is kept for it."""
        return self.annotate(words=search_vector([], ["title"], ["purpose"])).filter(
            words=WordsQuery(words)
        )


def partners_of(user) -> models.QuerySet:
    """The organisations for which `user` acts today, as keys."""
    return Mandate.objects.in_force().filter(user_id=user.pk).values("organisation")


@tracked()
class Partnership(Versioned, Sourced):
    """What binds the MOT and a partner over the years; conventions give it its periods."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    partner = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("partner"), related_name="partnerships"
    )
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    purpose = translated(models.TextField(_("what it is for"), blank=True))
    is_published = models.BooleanField(_("published"), default=False)

    objects = PartnershipQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["title_fr", "pk"]
        constraints = [
            models.CheckConstraint(
                name="partnership_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("partnerships:detail", args=[self.slug])


@tracked()
class Convention(Versioned, Sourced):
    """A signed convention; the names of the schema SCDL “Subventions” stand in `scdl`.

    Both end days are in the period; without an end it runs. Two conventions of one partnership
    never run at once.
    """

    partnership = models.ForeignKey(
        Partnership, models.PROTECT, verbose_name=_("partnership"), related_name="conventions"
    )
    reference = models.CharField(_("reference of the decision"), max_length=100, blank=True)
    signed_on = models.DateField(_("signed on"), null=True, blank=True)
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    purpose = translated(models.TextField(_("purpose"), blank=True))
    amount = euros(_("amount (€)"), help_text=_("Empty: not published."))
    nature = models.CharField(_("nature of the support"), max_length=40, choices=Nature, blank=True)
    payment_terms = models.TextField(_("terms of payment"), blank=True)
    payment_dates = models.CharField(
        _("dates or period of payment"),
        max_length=100,
        blank=True,
        help_text=_("A date, or a period as 2026-01-01/2026-12-31."),
    )
    rae_number = models.CharField(_("number in the RAE register"), max_length=50, blank=True)
    is_notified_to_eu = models.BooleanField(
        _("de minimis aid notified to the EU"), null=True, blank=True
    )
    share_percent = models.DecimalField(
        _("share of the beneficiary’s budget (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    scheme_of_aid = models.CharField(_("scheme of aid"), max_length=200, blank=True)

    class Meta(Versioned.Meta):
        verbose_name = _("convention")
        verbose_name_plural = _("conventions")
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="convention_ends_after_start",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day cannot come before the first."),
            ),
            ExclusionConstraint(
                name="convention_one_at_a_time",
                expressions=[("partnership", RangeOperators.EQUAL), (PERIOD, "&&")],
                violation_error_message=_("Another convention runs in this period."),
            ),
            not_negative("convention_amount_is_not_negative", "amount"),
        ]

    def __str__(self):
        return self.reference or f"{self.starts_on:%Y}–{self.ends_on or ''}"[:9]


@tracked()
class Contact(Versioned):
    """Who to call, on either side; read in the workspace alone."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="contacts"
    )
    side = models.CharField(_("side"), max_length=10, choices=Side)
    name = models.CharField(_("name"), max_length=150)
    function = models.CharField(_("function"), max_length=150, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("telephone"), max_length=30, blank=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta(Versioned.Meta):
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["side", "position", "pk"]

    def __str__(self):
        return self.name


@tracked()
class YearlyProgramme(Versioned):
    """What a year has: days of expertise, money, an intention; the actions are planned in it."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="programmes"
    )
    year = models.PositiveSmallIntegerField(_("year"), validators=YEARS)
    text = translated(models.TextField(_("programme of the year"), blank=True))
    days_available = days(_("days of expertise available"), help_text=_("Empty: not said."))
    forecast_cost = euros(_("forecast cost (€)"))

    class Meta(Versioned.Meta):
        verbose_name = _("yearly programme")
        verbose_name_plural = _("yearly programmes")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "year"],
                name="programme_once_a_year",
                violation_error_message=_("This year has its programme already."),
            ),
            not_negative("programme_is_not_negative", "days_available", "forecast_cost"),
        ]

    def __str__(self):
        return str(self.year)


@tracked()
class Directorate(Versioned, Sourced):
    """A regional directorate of a partner, and the borders that it touches."""

    partner = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name=_("partner"), related_name="directorates"
    )
    code = models.SlugField(_("code"), max_length=60)
    name = translated(models.CharField(_("name"), max_length=150, blank=True))
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="directorates", blank=True
    )

    class Meta(Versioned.Meta):
        verbose_name = _("regional directorate")
        verbose_name_plural = _("regional directorates")
        ordering = ["name_fr", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["partner", "code"],
                name="directorate_once",
                violation_error_message=_("This partner has a directorate with this code."),
            )
        ]

    def __str__(self):
        return self.name


@tracked()
class Axis(Versioned, Coded):
    """One of the fields of a partnership, numbered as in its convention."""

    partnership = models.ForeignKey(
        Partnership, models.CASCADE, verbose_name=_("partnership"), related_name="axes"
    )
    number = models.PositiveSmallIntegerField(_("number"), validators=[MinValueValidator(1)])
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    summary = translated(models.TextField(_("summary"), blank=True))

    class Meta(Versioned.Meta):
        verbose_name = _("axis")
        verbose_name_plural = _("axes")
        ordering = ["partnership", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "number"],
                name="axis_number_once",
                violation_error_message=_("Another axis has this number."),
            )
        ]

    def __str__(self):
        return f"{self.number}. {self.title}"
