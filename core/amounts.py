"""Amounts in euros, as people type them."""

import re
from decimal import Decimal

from django import forms
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy, pgettext

SPACES = re.compile(r"[\s\u00a0\u202f'’€]")
MILLION = 1_000_000
SCALES = [
    (1_000 * MILLION, gettext_lazy("bn"), 1),
    (MILLION, gettext_lazy("m"), 1),
    (1_000, gettext_lazy("k"), 0),
]


def bare_amount(typed: str) -> str:
    """A number as typed in any of our languages, as `Decimal` reads it.

    `1.200.000,50`, `1,200,000.50`, `1 200 000,5` and `1.200` (cents are two digits at most) are
    read; what is grouped in no such way stays as it is.
    """
    number = SPACES.sub("", typed)
    for point, group in (",.", ".,"):
        if re.fullmatch(rf"[1-9]\d{{0,2}}(\{group}\d{{3}})+(\{point}\d{{1,2}})?", number):
            return number.replace(group, "").replace(point, ".")
    return number.replace(",", ".")


class AmountField(forms.DecimalField):
    """Euros, 0 or more, as people type them: spaces, dots between thousands, a euro sign."""

    default_error_messages = {
        "invalid": gettext_lazy("Write an amount in euros: 1 200 000 or 1200000.50.")
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 14)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(**kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = bare_amount(value)
        return super().to_python(value)


def short(value: Decimal) -> str:
    """`1,2 M€` in French, `€1.2m` in English."""
    for size, sign, digits in SCALES:
        if value >= size:
            rounded = round(value / size, digits)
            whole = rounded == rounded.to_integral()
            return _in_euros(number_format(rounded, 0 if whole else digits), str(sign))
    return _in_euros(number_format(round(value), 0, force_grouping=True), "")


def _in_euros(number: str, sign: str) -> str:
    if get_language() == "en":
        return f"€{number}{sign}"
    return f"{number}\N{NO-BREAK SPACE}{sign}€"


def exact(value: Decimal) -> str:
    """All digits; cents only when there are some."""
    digits = 0 if value == value.to_integral() else 2
    return _in_euros(number_format(value, digits, force_grouping=True), "")


def amount(value: Decimal | None) -> SafeString | str:
    """An amount as pages show it, the exact one in its title; in words when it is not published."""
    if value is None:
        return pgettext("amount", "not published")
    shown, whole = short(value), exact(value)
    if shown == whole:
        return whole
    return format_html('<span title="{}">{}</span>', whole, shown)
