"""What a cell says. Each function returns the value, or raises `ValidationError` with a sentence.

A cell is text, a number, a boolean or None. "" and None come back where nothing is written.
"""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override
from django_countries import countries

EMPTY = {"", "n.a.", "n.a", "n. a.", "n/a", "na", "-", "–", "—"}
SPACES = " \u00a0\u202f\u2009"
CENT = Decimal("0.01")
MOST = Decimal("999999999999.99")
# `1 234 567,89`, `1.234.567,89`, `1'234`: groups of three after the same sign.
GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ '.,])\d{3})(?:\1\d{3})*(?:(?!\1)[.,](?P<decimals>\d+))?")
PLAIN = re.compile(r"\d+(?:[.,](?P<decimals>\d+))?")
ISO_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[T ][\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)?)?")
DAY_FIRST = re.compile(r"(?:(?:(\d{1,2})([/.]))?(\d{1,2})[/.])(\d{4})")
YEARS = range(1900, 2101)
YES = {"yes", "y", "true", "1", "oui", "o", "vrai", "ja", "sì", "si", "sí"}
NO = {"no", "n", "false", "0", "non", "faux", "nein", "nee"}
OTHER_CODES = {"EL": "GR", "UK": "GB"}  # as the Union writes them
NAMES_IN = ["en", "fr", "de", "nl", "it", "es"]
BREAKS = re.compile(r"[;|\n]")
# How our own exports keep a spreadsheet from taking a text for a formula.
ESCAPED = re.compile(r"^'(?=[=+\-@\t\r])")


def is_empty(cell: Any) -> bool:
    return cell is None or isinstance(cell, str) and cell.strip(SPACES + "\r\n\t").lower() in EMPTY


def text(cell: Any) -> str:
    """Words on one or several lines; a whole number loses its `.0`."""
    if is_empty(cell):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    words = str(cell).replace("\x00", "").replace("\r\n", "\n").strip(SPACES + "\r\n\t")
    return ESCAPED.sub("", words)


def line(cell: Any) -> str:
    """Words on one line."""
    return " ".join(text(cell).split())


def several(cell: Any) -> list[str]:
    """`Health; Mobility` → two texts; `|` and new lines part them too."""
    return [part for part in (line(part) for part in BREAKS.split(text(cell))) if part]


def amount(cell: Any) -> str | None:
    """Euros as `3445423.00`; None when nothing is published.

    `3 445 423 €`, `572937,3`, `6.425.281,54 €`, `1,234.56` or a number. In a text, one sign before
    exactly three digits parts thousands: `1.234` is 1234, as nobody writes a tenth of a cent. More
    than two decimals are rounded. A negative amount and another currency are no amount.
    """
    if is_empty(cell):
        return None
    found = _number(cell) if isinstance(cell, int | float) else _written_amount(cell)
    if found is None or not 0 <= found <= MOST:
        raise ValidationError(_("This is not an amount in euros, such as 3 445 423,50."))
    return str(found.quantize(CENT, ROUND_HALF_UP))


def _number(cell: float | str) -> Decimal | None:
    try:
        found = Decimal(str(cell))
    except InvalidOperation:
        return None
    return found if found.is_finite() and not isinstance(cell, bool) else None


def _written_amount(cell: str) -> Decimal | None:
    words = text(cell).removesuffix("€").removeprefix("€").strip(SPACES)
    words = re.sub(r"^EUR\b|\bEUR$", "", words, flags=re.IGNORECASE).strip(SPACES)
    words = re.sub(f"[{SPACES}]", " ", words).replace("’", "'")
    found = GROUPED.fullmatch(words) or PLAIN.fullmatch(words)
    if not (found and words.isascii()):
        return None
    decimals = found["decimals"] or ""
    whole = words[: len(words) - len(decimals)]
    return Decimal(f"{re.sub(r'[^0-9]', '', whole)}.{decimals or 0}")


def partial_date(cell: Any) -> str:
    """`2019`, `2019-03` or `2019-03-01`; also written `01/03/2019`, `01.03.2019`, `03/2019`."""
    words = line(cell)
    if not words:
        return ""
    if found := ISO_DATE.fullmatch(words):
        parts = [part for part in found.groups() if part]
    elif found := DAY_FIRST.fullmatch(words):
        day, _sign, month, year = found.groups()
        parts = [year, month, *([day] if day else [])]
    else:
        raise _no_date()
    try:
        whole = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError as error:
        raise _no_date() from error
    if whole.year not in YEARS:
        raise _no_date()
    return whole.isoformat()[: [4, 7, 10][len(parts) - 1]]


def _no_date() -> ValidationError:
    return ValidationError(_("This is not a date, such as 2019, 2019-03 or 01/03/2019."))


def day(cell: Any) -> str | None:
    """A whole date as `2019-03-01`; None when empty."""
    found = partial_date(cell)
    if found and len(found) < 10:
        raise ValidationError(_("The day is missing: 2019-03-01."))
    return found or None


def rate(cell: Any) -> str | None:
    """`80%`, `80 %`, `0.8`, `0,8` or a number → `0.8`; between 0 and 100 %."""
    if is_empty(cell):
        return None
    words = text(cell).replace(",", ".")
    found = _number(words.removesuffix("%").strip(SPACES))
    if found is not None and (words.endswith("%") or found > 1):
        found /= 100
    if found is None or not 0 <= found <= 1:
        raise ValidationError(_("This is not a rate, such as 80 % or 0,8."))
    return f"{found.normalize():f}"


def degrees(cell: Any) -> float | None:
    if is_empty(cell):
        return None
    try:
        found = float(text(cell).replace(",", "."))
    except ValueError:
        found = float("nan")
    if not -180 <= found <= 180:
        raise ValidationError(_("This is not a number of degrees, such as 48.5734."))
    return round(found, 6)


def yes_no(cell: Any) -> bool | None:
    words = line(cell).lower()
    if words in YES:
        return True
    if words in NO or not words:
        return False if words else None
    raise ValidationError(_("Write yes or no."))


def country(cell: Any) -> str:
    """An ISO code, from a code (`EL` and `UK` are known) or a name in one of our languages."""
    words = line(cell)
    if not words:
        return ""
    code = OTHER_CODES.get(words.upper(), words.upper())
    if len(code) == 2 and code in countries:
        return code
    found = _countries_by_name().get(words.casefold())
    if not found:
        raise ValidationError(_("This is not a country, such as FR or France."))
    return found


@cache
def _countries_by_name() -> dict[str, str]:
    names: dict[str, str] = {}
    for language in NAMES_IN:
        with override(language):
            names |= {str(name).casefold(): code for code, name in list(countries)}
    return names
