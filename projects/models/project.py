import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import FileExtensionValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.codes import keep_codes
from core.directory.tally import tally_triggers
from core.models import Sourced, Versioned, codes, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import WordsQuery, exact_names, has_any, names_text, near, search_vector, sort_key
from members.models import Mandate, Organisation
from projects.models.kinds import Kind, LegalTool, Publication, Stage
from projects.models.tally import LINES
from territories.models import Border, Programme, Territory, Theme

TITLES = [f"title_{language}" for language in settings.CONTENT_LANGUAGES]
SUMMARIES = [f"summary_{language}" for language in settings.CONTENT_LANGUAGES]
# What lists filter by: their indexes hold these too.
FILTERED = ["is_published", "kind", "stage", "programme_key", "border_codes", "theme_codes"]
# What the choices and the figures of the list count.
COUNTED = [
    "kind", "programme_key", "border_codes", "theme_codes", "partner_countries", "has_documents",
    "lat", "start", "total_budget",
]  # fmt: skip
COMPUTED = ["search", "names_text", "exact_names", "sort_fr", "sort_en", "is_published"]


class KeepProgrammeKey(pgtrigger.Trigger):
    """Write in the row the code of its programme, or the name that its source gives."""

    name = "programme_key"
    when = pgtrigger.Before
    operation = pgtrigger.Insert | pgtrigger.UpdateOf("programme_id", "programme_name")
    func = """
        NEW.programme_key = COALESCE(
            (SELECT cci FROM territories_programme WHERE id = NEW.programme_id),
            NEW.programme_name
        );
        RETURN NEW;
    """


def proposed_by(user) -> Exists:
    """Condition on projects: `user` may propose for the organisation that keeps them."""
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, proposes_projects=True)
    return Exists(mandates.filter(organisation=OuterRef("owner")))


class ProjectQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published projects, and those of the organisations `user` proposes for; staff see all."""
        if user.is_staff:
            return self
        if user.is_anonymous:
            return self.filter(is_published=True)
        return self.filter(Q(is_published=True) | proposed_by(user))

    def editable_by(self, user):
        """Projects of the organisations `user` proposes for; staff edit all."""
        if user.is_staff:
            return self
        return self.filter(proposed_by(user)) if user.pk else self.none()

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))

    def near(self, words: str):
        """Rows where each word resembles one of a title, the acronym or the city."""
        return self.filter(near("names_text", words))

    def search(self, words: str):
        """Rows that match `words`, else those with a near spelling."""
        found = self.matching(words)
        return found if has_any(found) else self.near(words)

    def placed(self):
        return self.filter(lat__isnull=False)

    def of(self, organisation: Organisation):
        """Projects that name `organisation` among their participants, the last begun first."""
        return self.filter(participant_slugs__contains=[organisation.slug]).order_by("-start", "pk")

    def for_points(self):
        """Load what a point of the map tells."""
        return self.only("slug", "stage", "city", "place_is_seat", "lat", "lon", *TITLES)

    def for_links(self):
        """Load what a link to the page shows."""
        return self.only("slug", "acronym", "stage", "start", "end", "border_codes", *TITLES)

    def for_cards(self):
        """Load what the cards and the table of the list show."""
        return self.only(
            "slug", "acronym", "kind", "stage", "start", "end", "city", "total_budget",
            "programme_key", "border_codes", "theme_codes", "partner_countries", "is_published",
            *TITLES, *SUMMARIES,
        )  # fmt: skip


@tracked(*COMPUTED)
class Project(Versioned, Sourced):
    """What is built or done across a border.

    Amounts are euros: null is not published, 0 is zero. `total_budget` is the whole project's;
    what one partner pays stands in its `Participation`.
    """

    Kind = Kind
    Stage = Stage
    Publication = Publication
    LegalTool = LegalTool

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = translated(models.CharField(_("title"), max_length=300, blank=True))
    acronym = models.CharField(_("acronym"), max_length=60, blank=True)
    summary = translated(models.TextField(_("summary"), max_length=1000, blank=True))
    description = translated(models.TextField(_("description"), blank=True))
    results = translated(models.TextField(_("results"), blank=True))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    stage = models.CharField(_("stage"), max_length=20, choices=Stage, blank=True)
    start = PartialDateField(_("start"))
    end = PartialDateField(_("end"))
    total_budget = models.DecimalField(
        _("total budget (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Of the whole project. Empty: not published. 0: it costs nothing."),
    )
    eu_funding = models.DecimalField(
        _("EU funding (€)"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("Empty: not published. 0: none."),
    )
    programme = models.ForeignKey(
        Programme,
        models.PROTECT,
        verbose_name=_("programme"),
        related_name="projects",
        null=True,
        blank=True,
    )
    programme_name = models.CharField(
        _("programme, as its source writes it"),
        max_length=200,
        blank=True,
        help_text=_("For a programme that is not in the list, such as one of a past period."),
    )
    programme_key = models.CharField(
        _("programme, by code or name"), max_length=200, blank=True, editable=False
    )
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="projects", blank=True
    )
    territories = models.ManyToManyField(
        Territory, verbose_name=_("territories"), related_name="projects", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="projects", blank=True
    )
    border_codes = codes(5, verbose_name=_("borders"), editable=False)
    theme_codes = codes(50, verbose_name=_("themes"), editable=False)
    participant_slugs = codes(120, verbose_name=_("organisations of the network"), editable=False)
    partner_countries = codes(2, verbose_name=_("countries of the partners"), editable=False)
    partner_names = models.TextField(_("names of the partners"), blank=True, editable=False)
    has_documents = models.BooleanField(_("has public documents"), default=False, editable=False)
    city = models.CharField(_("place"), max_length=100, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    place_is_seat = models.BooleanField(
        _("only the seat of a partner"),
        default=False,
        help_text=_("The place is where a partner sits, not where the project happens."),
    )
    legal_tool = models.CharField(_("legal tool"), max_length=20, choices=LegalTool, blank=True)
    obstacles_met = translated(models.TextField(_("obstacles met"), blank=True))
    mot_role = translated(models.TextField(_("MOT's role"), blank=True))
    bdt_role = translated(models.TextField(_("role of Banque des Territoires"), blank=True))
    website = models.URLField(_("website"), max_length=500, blank=True)
    keep_id = models.CharField(_("keep.eu number"), max_length=120, blank=True)
    kohesio_id = models.CharField(_("Kohesio number"), max_length=120, blank=True)
    image = models.ImageField(
        _("picture"),
        upload_to="projects/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    image_credit = models.CharField(_("credit of the picture"), max_length=200, blank=True)
    licence = models.CharField(_("licence of the source"), max_length=200, blank=True)
    retrieved_on = models.DateField(_("retrieved on"), null=True, blank=True)
    raw = models.JSONField(
        _("other columns of the source"), default=dict, blank=True, editable=False
    )
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        verbose_name=_("organisation that keeps the page"),
        related_name="kept_projects",
        null=True,
        blank=True,
    )
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication, default=Publication.DRAFT
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)
    confirmed_on = models.DateField(_("facts last confirmed on"), null=True, blank=True)
    is_published = models.GeneratedField(
        expression=Case(When(publication="published", then=Value(True)), default=Value(False)),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    search = models.GeneratedField(
        expression=search_vector(
            ["acronym", "city", "partner_names"], ["title"], ["summary", "description"]
        ),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = names_text("acronym", *TITLES, "city")
    exact_names = exact_names("acronym", *TITLES)
    sort_fr = sort_key(TITLES, "fr")
    sort_en = sort_key(TITLES, "en")

    objects = ProjectQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["sort_fr", "pk"]
        triggers = [
            *Versioned.Meta.triggers,
            KeepProgrammeKey(),
            *tally_triggers("projects_projecttally", LINES),
        ]
        indexes = [
            GinIndex("search", name="project_search"),
            GinIndex(OpClass("names_text", "gin_trgm_ops"), name="project_near"),
            GinIndex("exact_names", name="project_exact"),
            GinIndex("border_codes", name="project_borders"),
            GinIndex("theme_codes", name="project_themes"),
            GinIndex("participant_slugs", name="project_participants"),
            models.Index("sort_fr", "id", name="project_sort_fr", include=FILTERED),
            models.Index("sort_en", "id", name="project_sort_en", include=FILTERED),
            models.Index(F("updated_at").desc(), "id", name="project_updated", include=FILTERED),
            models.Index(F("start").desc(), "id", name="project_start", include=FILTERED),
            models.Index(
                F("total_budget").desc(nulls_last=True),
                "id",
                name="project_budget",
                include=FILTERED,
            ),
            models.Index(  # counting reads it alone, a seventh of the rows in size
                "stage", name="project_counted", include=COUNTED, condition=Q(is_published=True)
            ),
            models.Index(
                fields=["lon", "lat"], name="project_place", condition=Q(is_published=True)
            ),
        ]
        constraints = [
            *(partial_date_check(field) for field in ("start", "end", "facts_on")),
            models.CheckConstraint(
                name="project_has_a_title",
                condition=~Q(**dict.fromkeys(TITLES, "")),
                violation_error_message=_("Give the title in one language at least."),
            ),
            models.CheckConstraint(
                name="project_ends_after_start",
                condition=Q(start="")
                | Q(end="")
                | Q(end__gte=F("start"))
                | Q(start__startswith=F("end")),
                violation_error_message=_("The end cannot come before the start."),
            ),
            models.CheckConstraint(
                name="project_amounts_are_not_negative",
                condition=(Q(total_budget=None) | Q(total_budget__gte=0))
                & (Q(eu_funding=None) | Q(eu_funding__gte=0)),
                violation_error_message=_("An amount cannot be negative."),
            ),
            models.CheckConstraint(
                name="project_eu_funding_within_budget",
                condition=Q(total_budget=None)
                | Q(eu_funding=None)
                | Q(eu_funding__lte=F("total_budget")),
                violation_error_message=_("EU funding cannot be more than the total budget."),
            ),
            models.CheckConstraint(
                name="project_place_is_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message=_("Give both a latitude and a longitude, in degrees."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[number],
                    condition=~Q(**{number: ""}),
                    name=f"project_{number}_once",
                    violation_error_code="unique",
                    violation_error_message=_("Another project has this number."),
                )
                for number in ("keep_id", "kohesio_id")
            ),
        ]

    def __str__(self):
        return self.title or self.slug

    def get_absolute_url(self):
        return reverse("projects:project_detail", args=[self.slug])

    @property
    def is_placed(self) -> bool:
        return self.lat is not None

    @property
    def place_label(self) -> str:
        """What a point of the map stands for."""
        return str(_("seat of a partner") if self.place_is_seat else _("project"))


class FormerAddress(models.Model):
    """An address that leads to a project since another was merged into it, or it was renamed."""

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    project = models.ForeignKey(
        Project, models.CASCADE, verbose_name=_("project"), related_name="former_addresses"
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self):
        return self.slug


class ProjectBorder(Project.borders.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Project.borders.through, "border_codes", "border")


class ProjectTheme(Project.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Project.themes.through, "theme_codes", "theme")
