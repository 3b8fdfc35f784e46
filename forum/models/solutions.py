"""What worked somewhere, so that it can be done again elsewhere."""

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.codes import keep_codes
from core.directory.tally import tally_triggers
from core.models import Sourced, Versioned, codes, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import WordsQuery, exact_names, names_text, near, search_vector, sort_key
from forum.models.kinds import UseState
from forum.models.obstacles import Obstacle
from forum.models.tally import SOLUTION_LINES
from members.models import Organisation, User
from partnerships.models.partnership import filled
from projects.models import Project
from territories.models import Border, Territory, Theme

TITLES = [f"title_{language}" for language in settings.CONTENT_LANGUAGES]
SUMMARIES = [f"summary_{language}" for language in settings.CONTENT_LANGUAGES]
COMPUTED = ["search", "names_text", "exact_names", "sort_fr", "sort_en", "is_published"]


class SolutionQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published ones; staff see all."""
        return self if user.is_staff else self.filter(is_published=True)

    def editable_by(self, user):
        return self if user.is_staff else self.none()

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))

    def near(self, words: str):
        """Rows where each word resembles one of a title."""
        return self.filter(near("names_text", words))

    def placed(self):
        return self.filter(lat__isnull=False)

    def for_points(self):
        return self.only("slug", "lat", "lon", *TITLES)

    def for_links(self):
        return self.only("slug", "border_codes", *TITLES)

    def for_cards(self):
        return self.only(
            "slug", "border_codes", "theme_codes", "is_draft", "cost", *TITLES, *SUMMARIES
        )


@tracked(*COMPUTED)
class Solution(Versioned, Sourced):
    """A way round an obstacle or out of it: on what basis, when it can be done, at what cost.

    `cost` is euros: null is not published, 0 is none. `contact` is an office, never a person.
    """

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = translated(models.CharField(_("title"), max_length=200, blank=True))
    summary = translated(models.TextField(_("summary"), blank=True))
    legal_basis = translated(models.TextField(_("legal basis"), blank=True))
    conditions = translated(models.TextField(_("conditions"), blank=True))
    cost = models.DecimalField(
        _("cost (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    cost_note = translated(models.CharField(_("what the cost covers"), max_length=300, blank=True))
    contact = models.TextField(
        _("whom to call"), blank=True, help_text=_("The office, not a person.")
    )
    contact_organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        verbose_name=_("organisation to call"),
        related_name="+",
        null=True,
        blank=True,
    )
    obstacles = models.ManyToManyField(
        Obstacle, verbose_name=_("obstacles"), related_name="solutions", blank=True
    )
    projects = models.ManyToManyField(
        Project, verbose_name=_("projects"), related_name="solutions", blank=True
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="solutions", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="solutions", blank=True
    )
    border_codes = codes(5, verbose_name=_("borders"), editable=False)
    theme_codes = codes(50, verbose_name=_("themes"), editable=False)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    is_draft = models.BooleanField(_("draft"), default=True)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    is_published = models.GeneratedField(
        expression=Case(When(is_draft=False, then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=search_vector([], ["title"], ["summary", "legal_basis", "conditions"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = names_text(*TITLES)
    exact_names = exact_names(*TITLES)
    sort_fr = sort_key(TITLES, "fr")
    sort_en = sort_key(TITLES, "en")

    objects = SolutionQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("solution")
        verbose_name_plural = _("solutions")
        ordering = ["sort_fr", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            *tally_triggers("forum_solutiontally", SOLUTION_LINES),
        ]
        indexes = [
            GinIndex("search", name="solution_search"),
            GinIndex(OpClass("names_text", "gin_trgm_ops"), name="solution_near"),
            GinIndex("exact_names", name="solution_exact"),
            models.Index("sort_fr", "id", name="solution_sort_fr", include=["is_published"]),
            models.Index("sort_en", "id", name="solution_sort_en", include=["is_published"]),
        ]
        constraints = [
            partial_date_check("facts_on"),
            models.CheckConstraint(
                name="solution_has_a_title",
                condition=filled("title"),
                violation_error_message=_("Give the title in one language at least."),
            ),
            models.CheckConstraint(
                name="solution_cost_not_negative",
                condition=Q(cost=None) | Q(cost__gte=0),
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                name="solution_place_is_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message=_("Give both a latitude and a longitude, in degrees."),
            ),
        ]

    def __str__(self):
        return self.title or self.slug

    def get_absolute_url(self):
        return reverse("forum:solution_detail", args=[self.slug])


class SolutionBorder(Solution.borders.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Solution.borders.through, "border_codes", "border")


class SolutionTheme(Solution.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Solution.themes.through, "theme_codes", "theme")


class ReuseQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(withdrawn_at=None)

    def shown(self):
        """Those that everyone may read: an organisation is named once its page is published."""
        return self.in_force().filter(Q(organisation=None) | Q(organisation__is_published=True))


@tracked()
class Reuse(Versioned):
    """Where a solution is applied, since when, how it goes: said by a member, or by staff."""

    State = UseState

    solution = models.ForeignKey(
        Solution, models.CASCADE, verbose_name=_("solution"), related_name="uses"
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation"),
        related_name="reuses",
        null=True,
        blank=True,
    )
    body = models.CharField(_("or a body outside the network"), max_length=200, blank=True)
    border = models.ForeignKey(
        Border, models.PROTECT, verbose_name=_("border"), related_name="+", null=True, blank=True
    )
    territory = models.ForeignKey(
        Territory,
        models.SET_NULL,
        verbose_name=_("territory"),
        related_name="+",
        null=True,
        blank=True,
    )
    since = PartialDateField(_("since"))
    state = models.CharField(_("how far"), max_length=10, choices=UseState, default="running")
    text = translated(models.TextField(_("how it goes"), max_length=2000, blank=True))
    source = models.TextField(_("source"), blank=True)
    by = models.ForeignKey(
        User,
        models.PROTECT,
        verbose_name=_("said by"),
        related_name="+",
        null=True,
        blank=True,
        editable=False,
    )
    function = models.CharField(_("function"), max_length=150, blank=True, editable=False)
    said_at = models.DateTimeField(_("said"), db_default=Now(), editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)

    objects = ReuseQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("use of a solution")
        verbose_name_plural = _("uses of solutions")
        ordering = ["since", "pk"]
        constraints = [
            partial_date_check("since"),
            models.UniqueConstraint(
                fields=["solution", "organisation"],
                condition=Q(withdrawn_at=None),
                name="reuse_once",
                violation_error_message=_("Your organisation says so already."),
            ),
            models.CheckConstraint(
                name="reuse_by_somebody",
                condition=Q(organisation__isnull=False, body="")
                | Q(organisation=None) & ~Q(body=""),
                violation_error_message=_(
                    "Choose an organisation, or name a body: one of the two."
                ),
            ),
        ]

    def __str__(self):
        return str(self.organisation or self.body)
