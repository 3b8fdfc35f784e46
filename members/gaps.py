"""What waits, or cannot be right, among organisations."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Replace, StrIndex
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.gaps import Gap, lacks
from members.identifiers import validate_pic, validate_siren, validate_siret, validate_vat
from members.models import Organisation
from territories.gaps import DESCRIPTION_LABELS, PLACE_GAPS, SOURCE_GAP, WEBSITE_GAP, text_gaps

FRESH = timedelta(days=365)
Kind = Organisation.Kind
# They work for the whole country: no border is theirs.
NATIONAL = [Kind.STATE, Kind.FEDERATION]
CHECKS = [validate_siren, validate_siret, validate_vat, validate_pic]


def wrong_numbers() -> Q:
    """Rows with an identifier that python-stdnum refuses: all those that have one are read."""
    rows = Organisation.objects.exclude(siren="", siret="", vat="", pic="").order_by()
    values = rows.values_list("pk", "siren", "siret", "vat", "pic").iterator()
    return Q(pk__in=[pk for pk, *numbers in values if not all(map(_is_right, CHECKS, numbers))])


def _is_right(check, number: str) -> bool:
    try:
        if number:
            check(number)
    except ValidationError:
        return False
    return True


def unlike_siret() -> Q:
    """Rows whose SIRET does not begin with their SIREN."""
    return Q(siren__gt="", siret__gt="") & ~Q(siret__startswith=F("siren"))


def namesakes() -> Q:
    """Rows that another one has the name and the country of."""
    same = Organisation.objects.filter(sort_fr=OuterRef("sort_fr"), country=OuterRef("country"))
    return Q(Exists(same.exclude(pk=OuterRef("pk"))))


def not_confirmed_lately() -> Q:
    return Q(confirmed_on__lt=timezone.localdate() - FRESH)


_CODES = Func(F("border_codes"), Value(" "), function="array_to_string")
# The codes say UK where ISO says GB.
ELSEWHERE = Q(border_codes__len__gt=0) & Q(
    Exact(StrIndex(Replace(_CODES, Value("UK"), Value("GB")), F("country")), 0)
)

GAPS = [
    Gap("wrong-number", _("SIREN, SIRET, VAT number or PIC that is not one"), wrong_numbers,
        is_error=True),
    Gap("unlike-siret", _("SIRET of another SIREN"), unlike_siret, is_error=True),
    WEBSITE_GAP,
    *PLACE_GAPS[:2],
    Gap("elsewhere", _("country that is on none of its borders"), ELSEWHERE, is_error=True),
    Gap("namesake", _("same name as another one of the same country"), namesakes, is_error=True),
    Gap("succeeded", _("successor, but no date of end"),
        Q(successor__isnull=False, ended_on=""), is_error=True),
    Gap("unpublished", _("not published"), Q(is_published=False)),
    PLACE_GAPS[2],
    Gap("never-confirmed", _("never confirmed"), Q(confirmed_on=None)),
    Gap("not-lately", _("confirmed more than a year ago"), not_confirmed_lately),
    *text_gaps("description", DESCRIPTION_LABELS),
    Gap("without-border", _("without border"), Q(border_codes=[]) & ~Q(kind__in=NATIONAL)),
    Gap("without-theme", _("without theme"), Q(theme_codes=[])),
    Gap("without-letters", _("without address for letters (they go to the MOT)"),
        lacks("contact_email") & Q(ended_on="")),
    Gap("without-successor", _("ended, without successor"), ~Q(ended_on="") & Q(successor=None)),
    SOURCE_GAP,
]  # fmt: skip
