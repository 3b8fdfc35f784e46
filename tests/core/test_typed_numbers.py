"""Numbers as people type them, kept bare."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from core.amounts import AmountField
from core.forms import BareField

NARROW, NO_BREAK = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("303265045", "303265045"),
        (" 303 265 045 ", "303265045"),
        ("303.265.045", "303265045"),
        (f"303{NARROW}265{NO_BREAK}045", "303265045"),
        ("fr 40-303\u2011265\u2013045", "FR40303265045"),
        ("303/265", "303/265"),
    ],
)
def test_a_registered_number_is_kept_without_what_groups_it(typed, kept):
    assert BareField(max_length=20).clean(typed) == kept


def test_a_registered_number_may_be_pasted_longer_than_it_is_kept():
    field = BareField(max_length=9)
    assert "maxlength" not in field.widget.attrs
    assert not field.has_changed("303265045", "303 265 045")
    with pytest.raises(ValidationError):
        field.clean("303 265 0455")


@pytest.mark.parametrize(
    ("typed", "euros"),
    [
        ("1200000.5", "1200000.50"),
        ("1200000,5", "1200000.50"),
        (f"1{NARROW}200{NO_BREAK}000,50 €", "1200000.50"),
        ("1.200.000,50", "1200000.50"),
        ("1,200,000.50", "1200000.50"),
        ("1’200’000", "1200000"),
        ("1.200", "1200"),
        ("12,5", "12.5"),
        ("0", "0"),
    ],
)
def test_an_amount_is_read_as_europeans_write_it(typed, euros):
    assert AmountField().clean(typed) == Decimal(euros)


@pytest.mark.parametrize(
    "typed", ["1.20.000", "0.123", "1,2,3", "1.200,000,50", "-1.200", "beaucoup"]
)
def test_what_is_grouped_in_no_known_way_is_refused(typed):
    with pytest.raises(ValidationError):
        AmountField().clean(typed)
