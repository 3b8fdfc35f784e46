import json
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from translated_fields import to_attribute

from core.models import Sourced, Versioned, codes, tracked, translated
from core.partial_dates import PartialDateField, partial_date_check
from core.search import Fold, WordsQuery, joined, near, search_vector


class LabelQuerySet(models.QuerySet):
    """Rows with a code and a name per language."""

    def for_labels(self, *columns: str):
        """Load what a list of choices shows, and `columns`, and nothing else."""
        names = [to_attribute("name", language) for language in settings.CONTENT_LANGUAGES]
        return self.only("code", *names, *columns)


class SearchableQuerySet(LabelQuerySet):
    """Rows with the generated columns `search` and `names_text`."""

    def matching(self, words: str):
        """Rows that match `words` in any language, whatever accents and endings."""
        return self.filter(search=WordsQuery(words))

    def near(self, words: str):
        """Rows where each word resembles one of a name."""
        return self.filter(near("names_text", words))

    def search(self, words: str):
        """Rows that match `words`, else those with a near spelling."""
        found = self.matching(words)
        return found if found.exists() else self.near(words)

    def for_pages(self):
        """Leave the columns of the search in the database."""
        return self.defer("search", "names_text")


class BorderQuerySet(SearchableQuerySet):
    def with_counts(self, user):
        """A list, with `territory_count`, and `organisation_count` of those `user` may see."""
        borders = list(self.annotate(territory_count=Count("territories")))
        organisation = self.model._meta.get_field("organisations").related_model
        counts = organisation.objects.count_by_border(user)  # type: ignore[union-attr]
        for border in borders:
            border.organisation_count = counts.get(border.code, 0)  # type: ignore[attr-defined]
        return borders


@tracked()
class Theme(Versioned, Sourced):
    """What a member or a project is about."""

    code = models.SlugField(_("code"), max_length=50, unique=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)
    name = translated(models.CharField(_("name"), max_length=100, blank=True))
    keep_topics = codes(100, verbose_name=_("keep.eu topics"))

    objects = LabelQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        ordering = ["position", "code"]

    def __str__(self):
        return self.name or self.code

    def get_absolute_url(self):
        return reverse("territories:theme_detail", args=[self.code])


@tracked("search", "names_text")
class Border(Versioned, Sourced):
    """A line between two countries, seen from the cooperation across it."""

    class Kind(models.TextChoices):
        LAND = "land", _("land border")
        SEA = "sea", _("sea border")
        OVERSEAS = "overseas", _("overseas border")

    code = models.CharField(
        _("code"),
        max_length=5,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2}-[A-Z]{2}\Z", _("Two country codes: FR-BE."))],
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.LAND)
    name = translated(models.CharField(_("name"), max_length=100, blank=True))
    countries = codes(2, verbose_name=_("countries"))
    is_internal_eu = models.BooleanField(_("internal border of the European Union"))
    languages = codes(3, verbose_name=_("languages"))
    agreement = translated(models.TextField(_("framework agreement"), blank=True))
    obstacle_note = translated(models.TextField(_("what it means for an obstacle"), blank=True))
    nuts3 = codes(5, verbose_name=_("French NUTS 3 codes on the line"))
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    search = models.GeneratedField(
        expression=search_vector(["code"], ["name"], ["agreement"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = models.GeneratedField(
        expression=Fold(joined("code", "name_fr", "name_en")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = BorderQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("border")
        verbose_name_plural = _("borders")
        ordering = ["code"]
        indexes = [GinIndex("search", name="border_search")]

    def __str__(self):
        return self.name or self.code

    def get_absolute_url(self):
        return reverse("territories:border_detail", args=[self.code])

    def clean(self):
        """A coordination point, which a room to the right ties to it, keeps a border internal."""
        points: Any = getattr(self, "coordination_points", None)
        if self.pk and not self.is_internal_eu and points and points.exists():
            words = _("It has a coordination point, which only an internal border has.")
            raise ValidationError({"is_internal_eu": words})

    @property
    def is_french(self) -> bool:
        return self.code.startswith("FR-")


@tracked()
class Programme(Versioned, Sourced):
    """An Interreg programme, under its CCI code."""

    cci = models.CharField(_("CCI code"), max_length=20, unique=True)
    acronym = models.CharField(_("short name"), max_length=60, blank=True)
    strand = models.CharField(_("strand"), max_length=10, blank=True, help_text="VI-A, VI-B, VI-D")
    period = models.CharField(
        _("period"),
        max_length=9,
        validators=[RegexValidator(r"^\d{4}-\d{4}\Z", _("Two years: 2021-2027."))],
    )
    name = translated(models.CharField(_("name"), max_length=200, blank=True))
    website = models.URLField(_("website"), blank=True)
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="programmes", blank=True
    )

    class Meta(Versioned.Meta):
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["strand", "cci"]

    def __str__(self):
        return f"{self.acronym or self.name or self.cci} ({self.period})"


# How many lists deep the positions of each kind of geometry lie.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


def _positions(value, depth: int):
    """Yield the positions that lie `depth` lists deep. `TypeError` if there is anything else."""
    if not isinstance(value, list) or not value:
        raise TypeError
    if depth:
        for part in value:
            yield from _positions(part, depth - 1)
    elif len(value) < 2 or not all(type(number) in (int, float) for number in value):
        raise TypeError
    else:
        yield value


def geometries(value):
    """The geometries of a GeoJSON value. `KeyError` or `TypeError` if it is not one."""
    kind = value["type"]
    if kind == "FeatureCollection":
        return [geometry for feature in value["features"] for geometry in geometries(feature)]
    return [value["geometry"]] if kind == "Feature" else [value]


def validate_geojson(value) -> None:
    """Raise `ValidationError` unless `value` is GeoJSON (RFC 7946) in degrees, at most 200 kB."""
    if len(json.dumps(value)) > 200_000:
        raise ValidationError(_("The footprint is larger than 200 kB: simplify it first."))
    try:
        positions = [
            point
            for geometry in geometries(value)
            for point in _positions(geometry["coordinates"], DEPTHS[geometry["type"]])
        ]
        if not positions:
            raise ValueError
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise ValidationError(_("This is not a GeoJSON geometry.")) from error
    if not all(-180 <= point[0] <= 180 and -90 <= point[1] <= 90 for point in positions):
        raise ValidationError(
            _("Coordinates must be degrees, longitude first (WGS 84): another projection was used.")
        )


@tracked("search", "names_text")
class Territory(Versioned, Sourced):
    """A space of cooperation across a border: EGTC, Eurodistrict, Euroregion, working community."""

    class LegalForm(models.TextChoices):
        EGTC = "egtc", _("European grouping of territorial cooperation (EGTC)")
        EEIG = "eeig", _("European economic interest grouping (EEIG)")
        ASSOCIATION = "association", _("association")
        CONVENTION = "convention", _("convention")
        WORKING_COMMUNITY = "working_community", _("working community")
        LOCAL_GROUPING = (
            "local_grouping_karlsruhe",
            _("local grouping of cross-border cooperation (GLCT)"),
        )
        NATIONAL_LAW_BODY = "national_law_body", _("body of national law")

    slug = models.SlugField(_("address"), max_length=120, unique=True)
    name = translated(models.CharField(_("name"), max_length=200, blank=True))
    legal_form = models.CharField(_("legal form"), max_length=30, choices=LegalForm, blank=True)
    countries = codes(2, verbose_name=_("countries"))
    borders = models.ManyToManyField(
        Border, verbose_name=_("borders"), related_name="territories", blank=True
    )
    founded = PartialDateField(_("founded"))
    seat_city = models.CharField(_("seat"), max_length=100, blank=True)
    lat = models.FloatField(_("latitude"), null=True, blank=True)
    lon = models.FloatField(_("longitude"), null=True, blank=True)
    population = models.PositiveIntegerField(_("population"), null=True, blank=True)
    website = models.URLField(_("website"), blank=True)
    partners = codes(200, verbose_name=_("partners"))
    description = translated(models.TextField(_("description"), blank=True))
    footprint = models.JSONField(
        _("footprint"), null=True, blank=True, validators=[validate_geojson]
    )
    search = models.GeneratedField(
        expression=search_vector(["seat_city"], ["name"], ["description"]),
        output_field=SearchVectorField(),
        db_persist=True,
    )
    names_text = models.GeneratedField(
        expression=Fold(joined("name_fr", "name_en", "name_de", "seat_city")),
        output_field=models.TextField(),
        db_persist=True,
    )

    objects = SearchableQuerySet.as_manager()

    class Meta(Versioned.Meta):
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["name_fr", "slug"]
        indexes = [GinIndex("search", name="territory_search")]
        constraints = [
            partial_date_check("founded"),
            models.CheckConstraint(
                name="territory_place_is_whole",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False)
                & Q(lat__range=(-90, 90), lon__range=(-180, 180)),
                violation_error_message=_("Give both a latitude and a longitude, in degrees."),
            ),
        ]

    def __str__(self):
        return self.name or self.slug

    def get_absolute_url(self):
        return reverse("territories:territory_detail", args=[self.slug])
