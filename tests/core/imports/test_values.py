"""However a value is written, it is read as the same; anything else is refused."""

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.imports import values

euros = st.decimals(0, Decimal("999999999999.99"), places=2)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def grouped(number: Decimal, thousands: str, mark: str) -> str:
    text = f"{number:,.2f}".replace(",", "T").replace(".", mark)
    return text.replace("T", thousands)


@given(
    euros,
    st.sampled_from([(" ", ","), ("\u202f", ","), ".,", ",.", "'.", ("", ","), ("", ".")]),
    st.sampled_from(["{}", "{} €", "{}\u00a0€", "€ {}", "EUR {}", "{} EUR", "  {}  "]),
)  # fmt: skip
def test_an_amount_is_read_however_it_is_written(number, signs, around):
    assert values.amount(around.format(grouped(number, *signs))) == f"{number:.2f}"


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("3 445 423 €", "3445423.00"),
        ("572937,3", "572937.30"),
        ("6.425.281,54 €", "6425281.54"),
        ("1,234.56", "1234.56"),
        ("1.234", "1234.00"),
        ("1,234", "1234.00"),
        ("0.123", "0.12"),
        ("1234.567", "1234.57"),
        ("12.34", "12.34"),
        (1.234, "1.23"),
        (572937.3, "572937.30"),
        (0, "0.00"),
        ("0", "0.00"),
        ("N.a.", None),
        ("n/a", None),
        ("NA", None),
        (" - ", None),
        ("", None),
        (None, None),
    ],
)
def test_amounts_as_sources_write_them(cell, read):
    assert values.amount(cell) == read


@pytest.mark.parametrize(
    "cell",
    [
        "-5", -5, "1.23.456", "12 34", "1,2 M€", "12 CHF", "£5", "abc", "1.234,567.8", "1e6", "٣",
        "=1+1", True, float("nan"), float("inf"), "1000000000000", "1.234.56", ".", "1,234,56",
    ],
)  # fmt: skip
def test_anything_else_is_no_amount(cell):
    with pytest.raises(ValidationError):
        values.amount(cell)


@given(st.text())
def test_a_text_is_read_or_refused_with_a_sentence(cell):
    for read in (values.amount, values.partial_date, values.rate, values.country, values.yes_no):
        with suppress(ValidationError):
            read(cell)


@given(days, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%dT00:00:00"]))
def test_a_day_is_read_however_it_is_written(moment, form):
    assert values.partial_date(moment.strftime(form)) == moment.isoformat()


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2019", "2019"),
        (2019, "2019"),
        (2019.0, "2019"),
        ("2019-03", "2019-03"),
        ("03/2019", "2019-03"),
        ("1/3/2019", "2019-03-01"),
        ("2019-03-01 00:00:00", "2019-03-01"),
        ("N.a.", ""),
        (None, ""),
    ],
)
def test_dates_as_sources_write_them(cell, read):
    assert values.partial_date(cell) == read


@pytest.mark.parametrize(
    "cell", ["31/02/2019", "2019-13", "March 2019", "19", 43525, "0201", "01-03-2019", "2019/03/01"]
)
def test_anything_else_is_no_date(cell):
    with pytest.raises(ValidationError):
        values.partial_date(cell)


@pytest.mark.parametrize(
    ("cell", "read"),
    [("80%", "0.8"), ("80 %", "0.8"), ("0,8", "0.8"), (0.8, "0.8"), (80, "0.8"), ("-", None)],
)
def test_rates(cell, read):
    assert values.rate(cell) == read


@pytest.mark.parametrize("cell", ["120%", "-1", "high", "nan"])
def test_anything_else_is_no_rate(cell):
    with pytest.raises(ValidationError):
        values.rate(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [("FR", "FR"), ("el", "GR"), ("UK", "GB"), ("Belgique", "BE"), ("Deutschland", "DE"), ("", "")],
)
def test_countries(cell, code):
    assert values.country(cell) == code


def test_yes_no_degrees_texts_and_several_values():
    assert [values.yes_no(cell) for cell in ("Yes", "non", True, None)] == [True, False, True, None]
    assert values.degrees("48,5734") == 48.5734
    assert values.text(" a\r\nb ") == "a\nb"
    assert values.text("'=cmd()") == "=cmd()"
    assert values.text(12.0) == "12"
    assert values.several("Health; Mobility|  Water ;") == ["Health", "Mobility", "Water"]
    for refused in (lambda: values.country("Atlantis"), lambda: values.yes_no("perhaps")):
        with pytest.raises(ValidationError):
            refused()
