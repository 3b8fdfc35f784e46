"""Dates known to the year, the month or the day: `2019`, `2019-12`, `2019-12-05`.

They are stored as text, which sorts as it is.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Func, Q
from django.utils.translation import gettext_lazy as _

PATTERN = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def validate_partial_date(value: str) -> None:
    """Raise `ValidationError` unless `value` is a year, a month or a real day of the calendar."""
    parts = value.split("-")
    try:
        if [len(part) for part in parts] != [4, 2, 2][: len(parts)] or not value.isascii():
            raise ValueError
        date(*(int(part) for part in [*parts, "01", "01"][:3]))
    except ValueError as error:
        raise ValidationError(
            _("Write a year, a month or a day: 2019, 2019-12 or 2019-12-05."), code="partial_date"
        ) from error


class PartialDateField(models.CharField):
    """Text of at most 10 characters; empty when the date is unknown."""

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("blank", True)
        super().__init__(*args, **{**kwargs, "max_length": 10})


def first_day(value: str) -> date | None:
    """The first day that a partial date may mean, the twin of `FirstDay`; None when it is empty."""
    return date(*(int(part) for part in [*value.split("-"), "1", "1"][:3])) if value else None


class FirstDay(Func):
    """The first day that a partial date may mean; null when it is empty (migration core.0002)."""

    function = "first_day"
    output_field = models.DateField()


def partial_date_check(field: str) -> models.CheckConstraint:
    """The database's own refusal of a date that is not one; `%(class)s` names the constraint."""
    return models.CheckConstraint(
        name=f"%(class)s_{field}_is_partial_date",
        condition=Q(**{field: ""}) | Q(**{f"{field}__regex": PATTERN}),
        violation_error_message=_("Write a year, a month or a day: 2019, 2019-12 or 2019-12-05."),
    )
