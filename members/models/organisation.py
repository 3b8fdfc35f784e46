from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Case, Count, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from core.codes import keep_codes
from core.directory.tally import tally_triggers
from core.models import Sourced, Versioned, codes, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import WordsQuery, exact_names, has_any, names_text, near, search_vector, sort_key
from members.identifiers import validate_pic, validate_siren, validate_siret, validate_vat
from members.models.applications import Application
from members.models.kinds import Kind
from members.models.membership import Membership, Standing
from members.models.people import Mandate
from members.models.tally import LINES, Tally
from territories.models import Border, Territory, Theme

NAMES = [f"name_{language}" for language in settings.CONTENT_LANGUAGES]
DESCRIPTIONS = [f"description_{language}" for language in settings.CONTENT_LANGUAGES]
# What the directory filters by: its indexes hold these too, so that rows are counted or skipped
# without being read.
FILTERED = ["is_published", "kind", "country", "border_codes", "theme_codes"]
IDENTIFIERS = ["siren", "siret", "vat", "pic"]
COMPUTED = ["search", "names_text", "exact_names", "sort_fr", "sort_en"]


def acted_for_by(user, **capabilities) -> Exists:
    """Condition on organisations: `user` has a mandate in force there, with these capabilities."""
    mandates = Mandate.objects.in_force().filter(organisation=OuterRef("pk"), **capabilities)
    return Exists(mandates.filter(user_id=user.pk))


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Published organisations, and those `user` acts for; staff see all."""
        if user.is_staff:
            return self
        if user.is_anonymous:
            return self.filter(is_published=True)
        return self.filter(Q(is_published=True) | acted_for_by(user))

    def editable_by(self, user):
        """Organisations whose page `user` keeps; staff keep all."""
        if user.is_staff:
            return self
        return self.filter(acted_for_by(user, edits_profile=True)) if user.pk else self.none()

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))

    def near(self, words: str):
        """Rows where each word resembles one of a name, acronym or city."""
        return self.filter(near("names_text", words))

    def search(self, words: str):
        """Rows that match `words`, else those with a near spelling."""
        found = self.matching(words)
        return found if has_any(found) else self.near(words)

    def on_border(self, code: str):
        return self.filter(border_codes__contains=[code])

    def count_by_border(self, user) -> dict[str, int]:
        """How many of those `user` may see are on each border; a border without any is absent."""
        if user.is_anonymous:
            return Tally.objects.counts().get("border", {})
        code = Func(F("border_codes"), function="unnest", output_field=models.TextField())
        rows = self.visible_to(user).order_by().annotate(code=code).values_list("code")
        return dict(rows.annotate(Count("pk")))

    def for_links(self):
        """Load what a link to the page shows: name, kind, city, country."""
        shown = ["slug", "acronym", "kind", "city", "country", "ended_on", *NAMES]
        return self.only(*shown, "territory", "successor")

    def for_cards(self):
        """Load what the directory's cards and table show."""
        shown = ["slug", "acronym", "kind", "city", "country", "ended_on", *NAMES, *DESCRIPTIONS]
        return self.only(*shown, "border_codes", "theme_codes")

    def for_points(self):
        """Load what a point of a map tells."""
        return self.only("slug", "kind", "city", "country", "lat", "lon", *NAMES)

    def placed(self):
        return self.filter(lat__isnull=False)

    def with_standing(self, on=None):
        """Add `standing_now`, the twin of `Organisation.standing`."""
        deciding = Membership.objects.filter(organisation=OuterRef("pk")).deciding_first(on)
        waiting = Application.objects.waiting().filter(organisation=OuterRef("pk"))
        rows = self.annotate(_status=Subquery(deciding.values("status_now")[:1]))
        return rows.annotate(
            standing_now=Case(
                When(_status__in=Standing.of_memberships(), then=F("_status")),
                When(Exists(waiting), then=Value("applicant")),
                When(_status="left", then=Value("left")),
                default=Value("none"),
                output_field=models.CharField(),
            )
        )


@tracked(*COMPUTED)
class Organisation(Versioned, Sourced):
    """A member of the network: a legal body, or a grouping that acts as one."""

    Kind = Kind

    class LegalForm(models.TextChoices):
        EGTC = "egtc", _("European grouping of territorial cooperation (EGTC)")
        EEIG = "eeig", _("European economic interest grouping (EEIG)")
        GLCT = "glct", _("local grouping of cross-border cooperation (GLCT)")
        EURODISTRICT = "eurodistrict", _("Eurodistrict without legal personality")
        CONVENTION = "convention", _("convention")
        WORKING_COMMUNITY = "working_community", _("working community")
        ASSOCIATION = "association", _("association")
        LOCAL_AUTHORITY = "local_authority", _("local authority or public grouping")
        STATE = "state", _("State")
        PUBLIC_BODY = "public_body", _("public body")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = translated(models.CharField(_("name"), max_length=200, blank=True))
    acronym = models.CharField(_("acronym"), max_length=40, blank=True)
    kind = models.CharField(_("kind"), max_length=30, choices=Kind)
    legal_form = models.CharField(_("legal form"), max_length=20, choices=LegalForm, blank=True)
    has_legal_personality = models.BooleanField(_("legal personality"), null=True, blank=True)
    country = CountryField(_("country"))
    address = models.TextField(_("postal address"), blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    city = models.CharField(_("city"), max_length=100, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    contact_email = models.EmailField(
        _("address for letters"), blank=True, help_text=_("Never shown: visitors write by a form.")
    )
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    siret = models.CharField("SIRET", max_length=14, blank=True, validators=[validate_siret])
    vat = models.CharField(_("VAT number"), max_length=20, blank=True, validators=[validate_vat])
    pic = models.CharField("PIC", max_length=9, blank=True, validators=[validate_pic])
    checked_identifiers = codes(
        10,
        verbose_name=_("identifiers that are checked"),
        help_text=_(
            "Compared with the register by the staff: the organisation changes them no more."
        ),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="logos/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    description = translated(models.TextField(_("description"), blank=True))
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="organisations", blank=True
    )
    themes = models.ManyToManyField(
        Theme, verbose_name=_("themes"), related_name="organisations", blank=True
    )
    border_codes = codes(5, verbose_name=_("borders"), editable=False)
    theme_codes = codes(50, verbose_name=_("themes"), editable=False)
    territory = models.ForeignKey(
        Territory,
        models.PROTECT,
        verbose_name=_("territory it governs"),
        related_name="organisations",
        null=True,
        blank=True,
    )
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        verbose_name=_("successor"),
        related_name="predecessors",
        null=True,
        blank=True,
    )
    ended_on = PartialDateField(_("ceased to exist on"))
    is_published = models.BooleanField(_("published"), default=False)
    confirmed_on = models.DateField(_("facts last confirmed on"), null=True, blank=True)
    search = models.GeneratedField(
        expression=search_vector(["acronym", "city"], ["name"], ["description"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = names_text("acronym", *NAMES, "city")
    exact_names = exact_names("acronym", *NAMES)
    sort_fr = sort_key(NAMES, "fr")
    sort_en = sort_key(NAMES, "en")

    objects = OrganisationQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_fr", "pk"]
        triggers = [*Versioned.Meta.triggers, *tally_triggers("members_tally", LINES)]
        indexes = [
            GinIndex("search", name="organisation_search"),
            GinIndex(OpClass("names_text", "gin_trgm_ops"), name="organisation_near"),
            GinIndex("exact_names", name="organisation_exact"),
            GinIndex("border_codes", name="organisation_borders"),
            GinIndex("theme_codes", name="organisation_themes"),
            models.Index("country", name="organisation_country"),
            models.Index("sort_fr", "id", name="organisation_sort_fr", include=FILTERED),
            models.Index("sort_en", "id", name="organisation_sort_en", include=FILTERED),
            models.Index(
                F("updated_at").desc(), "id", name="organisation_updated", include=FILTERED
            ),
            models.Index(
                fields=["lon", "lat"], name="organisation_place", condition=Q(is_published=True)
            ),
            models.Index(
                fields=["kind", "country", "border_codes", "theme_codes"],
                name="organisation_facets",
                include=["lon", "lat"],
                condition=Q(is_published=True),
            ),
        ]
        constraints = [
            partial_date_check("ended_on"),
            partial_date_check("facts_on"),
            models.CheckConstraint(
                name="organisation_has_a_name",
                condition=~Q(**dict.fromkeys(NAMES, "")),
                violation_error_message=_("Give the name in one language at least."),
            ),
            models.CheckConstraint(
                name="organisation_place_is_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message=_("Give both a latitude and a longitude, in degrees."),
            ),
            models.CheckConstraint(
                name="organisation_does_not_succeed_itself",
                condition=~Q(successor=F("pk")),
                violation_error_message=_("An organisation cannot succeed itself."),
            ),
            *(
                models.UniqueConstraint(
                    fields=[number],
                    condition=~Q(**{number: ""}),
                    name=f"organisation_{number}_once",
                    violation_error_code="unique",  # so that Django puts it beside the field
                    violation_error_message=_("Another organisation has this number."),
                )
                for number in ("siren", "siret", "pic")
            ),
            *(
                models.CheckConstraint(
                    name=f"organisation_checked_{number}_is_there",
                    condition=~Q(**{number: "", "checked_identifiers__contains": [number]}),
                    violation_error_message=_("Only a number that is there can be checked."),
                )
                for number in IDENTIFIERS
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("members:organisation_detail", args=[self.slug])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]
        """As Django's own, which translates every kind to name one."""
        return str(KINDS.get(self.kind, self.kind))

    @property
    def is_placed(self) -> bool:
        return self.lat is not None

    def standing(self, on=None) -> str:
        """A `Standing`, from its memberships and applications on a day, today unless said."""
        statuses = {membership.status(on) for membership in self.memberships.all()}
        for status in Standing.of_memberships():
            if status in statuses:
                return status
        if any(application.is_waiting for application in self.applications.all()):
            return Standing.APPLICANT
        return Standing.LEFT if Membership.Status.LEFT in statuses else Standing.NONE


KINDS = dict(Organisation.Kind.choices)


class OrganisationBorder(Organisation.borders.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Organisation.borders.through, "border_codes", "border")


class OrganisationTheme(Organisation.themes.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = keep_codes(Organisation.themes.through, "theme_codes", "theme")
