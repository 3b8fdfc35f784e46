"""The page of an organisation as its people keep it: which fields are whose, values as JSON.

Three classes of fields:
- *free*, public at once: descriptions, seat (address, postal code, city, coordinates), themes,
  website, the address for letters (never shown), identifiers until the staff have checked them;
- *sensitive* (`SENSITIVE`), proposed and then decided by the staff, the old value being public
  until then: names, acronym, kind, legal form and personality, country, logo, borders, territory;
- *locked*, the staff's: address of the page, publication, checked identifiers, end and successor,
  source; and the date of confirmation, which only confirming changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.history import NOTHING, Change, shown
from core.history import label as label_of
from core.templatetags.ui import country
from members.models import IDENTIFIERS, Organisation, ProfileChange
from territories.models import Border, Territory, Theme

DESCRIPTIONS = [f"description_{code}" for code in settings.CONTENT_LANGUAGES]
SEAT = ["address", "postal_code", "city", "lat", "lon"]
FREE = [*DESCRIPTIONS, "themes", *SEAT, "website", "contact_email"]
NOT_TOLD = ["contact_email", "logo"]


def free_fields(organisation: Organisation) -> list[str]:
    """What its people change at once; without the identifiers that the staff have checked."""
    return [*FREE, *(name for name in IDENTIFIERS if name not in organisation.checked_identifiers)]


def label(field: str) -> str:
    """The name of a field in the reader's language; of a translated one, with its language."""
    return label_of(_column(field))


def _column(field: str) -> models.Field:
    return Organisation._meta.get_field(field)  # type: ignore[return-value]


def code_names() -> dict[str, dict[str, str]]:
    """The names of all borders and themes by their codes, by the field that holds such codes."""
    rows = {"border_codes": Border, "theme_codes": Theme}
    return {
        field: {row.code: str(row) for row in model.objects.for_labels()}
        for field, model in rows.items()
    }


def as_json(value: Any) -> Any:
    """The value of a sensitive field as `ProfileChange` keeps it."""
    if isinstance(value, models.QuerySet):
        return sorted(value.values_list("code", flat=True))
    if isinstance(value, Territory):
        return value.slug
    return value if value is None or isinstance(value, bool) else str(value)


def stored(organisation: Organisation, field: str) -> Any:
    """What `organisation` holds in a sensitive field, as `ProfileChange` keeps it."""
    value = getattr(organisation, field)
    return as_json(value.all() if field == "borders" else value)


def apply(organisation: Organisation, field: str, value: Any) -> None:
    """Give `organisation` a value that was proposed; borders are written, the rest is for `save`.

    `ValidationError` when a border or a territory is gone since.
    """
    if field == "borders":
        borders = Border.objects.filter(code__in=value)
        if len(borders) != len(value):
            raise ValidationError(_("A border that was proposed exists no more."))
        organisation.borders.set(borders)
    elif field == "territory":
        organisation.territory = Territory.objects.filter(slug=value).first()
        if value and organisation.territory is None:
            raise ValidationError(_("The territory that was proposed exists no more."))
    else:
        setattr(organisation, field, value)


@dataclass(frozen=True)
class Proposal:
    """A proposed change in words: what it was proposed against, what it proposes, what stands now.

    `has_moved` says that somebody changed the field since it was proposed.
    """

    change: ProfileChange
    label: str
    old: str
    new: str
    now: str
    has_moved: bool

    @property
    def is_picture(self) -> bool:
        return self.change.field == "logo"

    @property
    def difference(self) -> Change:
        return Change(self.label, self.old, self.new)


def in_words(changes: Iterable[ProfileChange], organisation: Organisation) -> list[Proposal]:
    """`changes` of `organisation` as their reader reads them, in at most four queries."""
    changes = list(changes)
    fields = {change.field for change in changes}
    now = {field: stored(organisation, field) for field in fields}
    names = _Names([*now.items(), *((one.field, one.old) for one in changes),
                    *((one.field, one.new) for one in changes)])  # fmt: skip
    return [
        Proposal(
            change=one,
            label=label(one.field),
            old=names.of(one.field, one.old),
            new=names.of(one.field, one.new),
            now=names.of(one.field, now[one.field]),
            has_moved=now[one.field] != one.old,
        )
        for one in changes
    ]


class _Names:
    """The names of the borders and territories among `values`, pairs of a field and its JSON."""

    def __init__(self, values: list[tuple[str, Any]]):
        codes = {code for field, value in values if field == "borders" for code in value or []}
        slugs = {value for field, value in values if field == "territory" and value}
        borders = Border.objects.for_labels().filter(code__in=codes) if codes else []
        territories = Territory.objects.for_pages().filter(slug__in=slugs) if slugs else []
        self.borders = {row.code: str(row) for row in borders}
        self.territories = {row.slug: str(row) for row in territories}

    def of(self, field: str, value: Any) -> str:
        if field == "borders":
            return ", ".join(self.borders.get(code, code) for code in value or []) or NOTHING
        if field == "territory":
            return self.territories.get(value, value) or NOTHING
        if field == "country":
            return country(value)
        if field == "logo":
            return _("a picture") if value else NOTHING
        return shown(_column(field), value)
