"""What a column of a file of projects may hold, and the headers under which sources write it."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.history import label
from core.imports import values
from core.imports.columns import Field
from projects.imports.headers import HEADERS
from projects.models import Participation, Project
from projects.models.kinds import Kind, LegalTool, Role, Stage

IS_ADDRESS = URLValidator(schemes=["http", "https"])
PARTNER = "partner."
ANY_LANGUAGE = "_any"
Read = Callable[[Any], Any]
# As keep.eu and others say it.
OTHER_WORDS = {
    "closed": "completed", "finished": "completed", "terminé": "completed",
    "in progress": "ongoing", "yes": "lead", "lead": "lead", "chef de file": "lead",
    "lead beneficiary": "lead", "no": "partner", "project partner": "partner",
}  # fmt: skip


def choice(choices: type[models.TextChoices]) -> Read:
    """A code, or its label in French or English."""

    @cache
    def known() -> dict[str, str]:
        words = {word: code for word, code in OTHER_WORDS.items() if code in choices.values}
        for language in ("fr", "en"):
            with override(language):
                words |= {str(name).casefold(): code for code, name in choices.choices}
        return words | {code: code for code in choices.values}

    def read(cell: Any) -> str:
        words = values.line(cell).casefold()
        if words and words not in known():
            said = ", ".join(str(name) for name in choices.labels)
            raise ValidationError(_("This is none of: %s.") % said)
        return known()[words] if words else ""

    return read


def euros_only(cell: Any) -> str:
    if values.line(cell).upper() not in ("", "EUR", "€", "EURO", "EUROS"):
        raise ValidationError(_("Amounts must be in euros: convert them first."))
    return ""


def place(cell: Any) -> list[float]:
    """`48.57,7.81` → latitude and longitude."""
    if values.is_empty(cell):
        return []
    parts = values.text(cell).replace(";", ",").split(",")
    if len(parts) != 2:
        raise ValidationError(_("Write a latitude, a comma and a longitude: 48.57,7.81."))
    lat, lon = (values.degrees(part) for part in parts)
    if lat is None or lon is None or abs(lat) > 90:
        raise ValidationError(_("Write a latitude, a comma and a longitude: 48.57,7.81."))
    return [lat, lon]


def address(cell: Any) -> str:
    """A web address; `https://` is added where it is missing."""
    words = values.line(cell)
    found = f"https://{words}" if words and "://" not in words else words
    if found:
        IS_ADDRESS(found)
    return found


def _field(code: str, name: Any, read: Read, *, many: bool = False) -> Field:
    headers = HEADERS.get(code, "").split(" | ")
    return Field(code, name, read, tuple(filter(None, headers)), many)


def _of_project(code: str, read: Read) -> Field:
    column: Any = Project._meta.get_field(code)
    return _field(code, label(column), read)


def _of_partner(code: str, read: Read) -> Field:
    column: Any = Participation._meta.get_field(code)
    return _field(PARTNER + code, _("partner: %s") % column.verbose_name, read)


def _texts(stem: str, read: Read) -> list[Field]:
    return [_of_project(f"{stem}_{code}", read) for code in settings.CONTENT_LANGUAGES]


def fields() -> list[Field]:
    """All of them, in the language of the reader, in the order of the choices of a column."""
    return [*_texts_of_projects(), *_facts_of_projects(), *_links_of_projects(), *_partners()]


def _texts_of_projects() -> list[Field]:
    title, description = (
        _("title, in a language to be guessed"),
        _("description, in a language to be guessed"),
    )
    return [
        *_texts("title", values.line),
        _field(f"title{ANY_LANGUAGE}", title, values.line, many=True),
        _of_project("acronym", values.line),
        *_texts("summary", values.text),
        *_texts("description", values.text),
        _field(f"description{ANY_LANGUAGE}", description, values.text, many=True),
        *_texts("results", values.text),
    ]


def _facts_of_projects() -> list[Field]:
    return [
        _field("source_id", _("number in the source"), values.line),
        _of_project("kind", choice(Kind)),
        _of_project("stage", choice(Stage)),
        _of_project("start", values.partial_date),
        _of_project("end", values.partial_date),
        _of_project("total_budget", values.amount),
        _of_project("eu_funding", values.amount),
        _field("currency", _("currency of the amounts"), euros_only),
        _field("rate", _("rate of the EU funding"), values.rate),
        _of_project("city", values.line),
        _field("place", _("latitude and longitude"), place),
        _of_project("lat", values.degrees),
        _of_project("lon", values.degrees),
        _of_project("place_is_seat", lambda cell: values.yes_no(cell) or None),
        _of_project("legal_tool", choice(LegalTool)),
        _of_project("website", address),
        _of_project("source", values.text),
        _of_project("facts_on", values.partial_date),
        _of_project("licence", values.line),
        _of_project("retrieved_on", values.day),
        _of_project("keep_id", values.line),
        _of_project("kohesio_id", values.line),
        _of_project("slug", values.line),
    ]


def _links_of_projects() -> list[Field]:
    members = _("organisations of the network, by their addresses")
    leads = _("lead partners, as a list: Name (DE); Name (FR)")
    partners = _("partners, as a list: Name (DE); Name (FR)")
    return [
        _field("programme", _("programme"), values.line),
        _field("themes", _("themes"), values.several, many=True),
        _field("borders", _("borders"), values.several, many=True),
        _field("territories", _("territories"), values.several, many=True),
        _field("participants", members, values.several, many=True),
        _field("lead_listed", leads, values.several, many=True),
        _field("partners_listed", partners, values.several, many=True),
    ]


def _partners() -> list[Field]:
    other_name = _("partner: its name in another language")
    return [
        _field(f"{PARTNER}name", _("partner: its name"), values.line),
        _field(f"{PARTNER}name{ANY_LANGUAGE}", other_name, values.line, many=True),
        _of_partner("country", values.country),
        _of_partner("city", values.line),
        _of_partner("role", choice(Role)),
        _of_partner("own_budget", values.amount),
        _of_partner("eu_share", values.amount),
        _of_partner("pic", values.line),
        _of_partner("other_id", values.line),
        _of_partner("website", address),
        _field(f"{PARTNER}organisation", _("partner: its address in the network"), values.line),
    ]


# Facts of a project that columns of its row hold, and what a file may change of them.
PLAIN = [
    *(f"{stem}_{code}" for stem in ("title", "summary", "description", "results")
      for code in settings.CONTENT_LANGUAGES),
    "acronym", "kind", "stage", "start", "end", "total_budget", "eu_funding", "city", "lat", "lon",
    "place_is_seat", "legal_tool", "website", "source", "facts_on", "licence", "retrieved_on",
    "keep_id", "kohesio_id",
]  # fmt: skip
LINKED = ["programme", "borders", "themes", "territories", "partners"]


def labels() -> dict[str, str]:
    """How pages call what a file may change."""
    names = {field.code: str(field.label) for field in fields()} | {"partners": _("partners")}
    return {code: capfirst(names[code]) for code in [*PLAIN, *LINKED]}
