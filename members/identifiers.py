"""Identifiers of legal bodies, checked where a check exists (python-stdnum)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum import get_cc_module
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siren, siret


def validate_siren(value: str) -> None:
    """Raise `ValidationError` unless `value` is nine digits with a right check digit."""
    if not (value.isdigit() and siren.is_valid(value)):
        raise ValidationError(
            _("This is not a SIREN: nine digits, the last one checks the others.")
        )


def validate_siret(value: str) -> None:
    """Raise `ValidationError` unless `value` is fourteen digits with a right check digit."""
    if not (value.isdigit() and siret.is_valid(value)):
        raise ValidationError(
            _("This is not a SIRET: fourteen digits, the last one checks the others.")
        )


def validate_vat(value: str) -> None:
    """Raise `ValidationError` unless `value` is a VAT number with its country code.

    Numbers of the Union and of neighbours that stdnum knows (CH, GB, MC, AD) are checked by it.
    """
    try:
        if value[:2].upper() in eu_vat.MEMBER_STATES or value.upper().startswith(("EL", "XI")):
            eu_vat.validate(value)
        elif (module := get_cc_module(value[:2].lower(), "vat")) is not None:
            module.validate(value)
        elif not value[:2].isalpha():
            raise NumberError
    except NumberError as error:
        raise ValidationError(
            _("This is not a VAT number: country code, then the number, as in FR40303265045.")
        ) from error


def validate_pic(value: str) -> None:
    """Raise `ValidationError` unless `value` is nine digits; the PIC has no public check digit."""
    if not (value.isascii() and value.isdigit() and len(value) == 9):
        raise ValidationError(
            _("This is not a PIC: nine digits, given by the European Commission.")
        )
