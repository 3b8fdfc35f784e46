"""What waits, or cannot be right, among borders, territories, themes and programmes."""

from collections.abc import Mapping

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db.models import CharField, Exists, Func, OuterRef, Q, Value
from django.db.models.functions import Replace, Substr
from django.db.models.lookups import LessThan
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap, Label, lacks, no_web_address
from territories.models import Border

# West, south, east, north in degrees: Europe, Guiana and its neighbours, Saint-Martin.
AREAS = [(-25, 33, 45, 72), (-58, -5, -44, 8), (-64, 17, -62, 19)]
CCI = r"^20[0-9]{2}[A-Z]{2}[0-9A-Z]{8,9}$"
UNION = [
    "AT", "BE", "BG", "HR", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HU", "IE", "IT",
    "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
]  # fmt: skip


def _inside(lon: str, lat: str) -> Q:
    condition = Q()
    for west, south, east, north in AREAS:
        condition |= Q(**{f"{lon}__range": (west, east), f"{lat}__range": (south, north)})
    return condition


UNPLACED = Q(lat=None)
REVERSED = Q(lat__isnull=False) & ~_inside("lon", "lat") & _inside("lat", "lon")
FAR = Q(lat__isnull=False) & ~_inside("lon", "lat") & ~_inside("lat", "lon")

PLACE_GAPS = [
    Gap("reversed", _("latitude and longitude look reversed"), REVERSED, is_error=True),
    Gap("far", _("place outside Europe and the overseas borders"), FAR, is_error=True),
    Gap("without-place", _("without coordinates"), UNPLACED),
]
WEBSITE_GAP = Gap(
    "wrong-website", _("website that no browser opens"), no_web_address("website"), is_error=True
)
SOURCE_GAP = Gap("without-source", _("without source"), lacks("source"))


def text_gaps(stem: str, labels: Mapping[str, Label]) -> list[Gap]:
    """A gap for each language of the interface in which the text `stem` is missing."""
    return [
        Gap(f"without-{stem}-{code}", labels[code], lacks(f"{stem}_{code}"))
        for code, _name in settings.LANGUAGES
    ]


NAME_LABELS = {"fr": _("without name in French"), "en": _("without name in English")}
DESCRIPTION_LABELS = {
    "fr": _("without description in French"),
    "en": _("without description in English"),
}
AGREEMENT_LABELS = {
    "fr": _("without framework agreement in French"),
    "en": _("without framework agreement in English"),
}


def _country(position: int) -> Replace:
    """One of the two countries of a border's code; the code says UK where ISO says GB."""
    return Replace(Substr("code", position, 2), Value("UK"), Value("GB"))


CODES = Func(
    _country(1), _country(4), template="ARRAY[%(expressions)s]::varchar(2)[]",
    output_field=ArrayField(CharField(max_length=2)),
)  # fmt: skip
IS_IN_UNION = Q(countries__contained_by=UNION, countries__len__gt=0)

BORDER_GAPS = [
    Gap("other-countries", _("countries that the code does not name"),
        ~Q(countries__contained_by=CODES, countries__contains=CODES), is_error=True),
    Gap("union", _("internal border of the Union, or not: the countries say otherwise"),
        Q(is_internal_eu=True) & ~IS_IN_UNION
        | Q(is_internal_eu=False) & IS_IN_UNION & ~Q(kind="overseas"), is_error=True),
    *PLACE_GAPS,
    *text_gaps("name", NAME_LABELS),
    *[Gap(gap.key, gap.label, Q(code__startswith="FR-") & gap.rows())
      for gap in text_gaps("agreement", AGREEMENT_LABELS)],
    Gap("without-language", _("without language"), Q(languages=[])),
    Gap("without-programme", _("French land border without programme"),
        Q(code__startswith="FR-", kind="land", programmes=None)),
    SOURCE_GAP,
]  # fmt: skip


def _foreign_border() -> Q:
    borders = Border.objects.filter(territories=OuterRef("pk"))
    return Q(Exists(borders.exclude(countries__overlap=OuterRef("countries"))))


TERRITORY_GAPS = [
    *PLACE_GAPS[:2],
    WEBSITE_GAP,
    Gap("foreign-border", _("border of which it has no country"), _foreign_border, is_error=True),
    Gap("one-country", _("in less than two countries"), Q(countries__len__lt=2)),
    Gap("without-border", _("without border"), Q(borders=None)),
    PLACE_GAPS[2],
    *text_gaps("name", NAME_LABELS),
    *text_gaps("description", DESCRIPTION_LABELS),
    SOURCE_GAP,
]

THEME_GAPS = [
    *text_gaps("name", NAME_LABELS),
    Gap("without-topic", _("without keep.eu topic"), Q(keep_topics=[])),
]

PROGRAMME_GAPS = [
    Gap("wrong-cci", _("CCI code that is not one"), ~Q(cci__regex=CCI), is_error=True),
    Gap("wrong-period", _("period that ends before it starts"),
        Q(LessThan(Substr("period", 6, 4), Substr("period", 1, 4))), is_error=True),
    WEBSITE_GAP,
    Gap("without-border", _("cross-border programme without border"),
        Q(strand="VI-A", borders=None)),
    *text_gaps("name", NAME_LABELS),
    SOURCE_GAP,
]  # fmt: skip
