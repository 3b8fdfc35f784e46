"""How the form of an organisation's page is laid out: sections, languages side by side."""

from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.history import Change
from core.templatetags.ui import language_name
from members.forms.profile import ProfileForm
from members.profile import Proposal

INTERFACE = [code for code, _name in settings.LANGUAGES]
# Key, title, and names of fields; `name_` and `description_` stand for all languages.
LAYOUT: list[tuple[str, str | Promise, list[str]]] = [
    (
        "identity",
        _("Name and nature"),
        ["name_", "acronym", "kind", "legal_form", "has_legal_personality", "country"],
    ),
    ("presentation", _("Presentation"), ["description_", "themes"]),
    (
        "place",
        _("Borders and place"),
        ["borders", "territory", "address", "postal_code", "city", "lat", "lon"],
    ),
    ("contact", _("How to reach it"), ["website", "contact_email"]),
    ("identifiers", _("Identifiers"), ["siren", "siret", "vat", "pic"]),
    ("logo", _("Logo"), ["logo", "remove_logo"]),
]
WIDE = {"borders", "themes", "address", "territory", "logo", "remove_logo"}


@dataclass(frozen=True)
class Row:
    """A field with the proposal that waits on it and what a colleague wrote meanwhile, if any."""

    field: BoundField
    proposal: Proposal | None
    conflict: Change | None

    @property
    def is_wide(self) -> bool:
        return self.field.name in WIDE


@dataclass(frozen=True)
class Languages:
    """One text in all languages: those of the interface side by side, the others on demand."""

    first: list[Row]
    more: list[Row]

    @cached_property
    def written(self) -> str:
        return self._names(is_written=True)

    @cached_property
    def missing(self) -> str:
        return self._names(is_written=False)

    @property
    def is_open(self) -> bool:
        """Something there needs to be seen."""
        return any(row.proposal or row.conflict or row.field.errors for row in self.more)

    def _names(self, *, is_written: bool) -> str:
        codes = [row.field.name.rpartition("_")[2] for row in self.more
                 if bool(row.field.value()) is is_written]  # fmt: skip
        return ", ".join(language_name(code) for code in codes)


@dataclass(frozen=True)
class Section:
    key: str
    title: str | Promise
    texts: list[Languages]
    rows: list[Row]


def sections(form: ProfileForm, proposals: list[Proposal]) -> list[Section]:
    """The form as its page shows it; identifiers that are locked are not there."""
    waiting = {proposal.change.field: proposal for proposal in proposals}

    def row(name: str) -> Row:
        proposal = waiting.get(name) if name != "remove_logo" else None
        return Row(form[name], proposal, form.conflicts.get(name))

    def languages(stem: str) -> Languages:
        rest = [code for code in settings.CONTENT_LANGUAGES if code not in INTERFACE]
        return Languages(
            [row(stem + code) for code in INTERFACE], [row(stem + code) for code in rest]
        )

    return [
        Section(
            key,
            title,
            [languages(name) for name in names if name.endswith("_")],
            [row(name) for name in names if name in form.fields],
        )
        for key, title, names in LAYOUT
    ]


@dataclass(frozen=True)
class Problem:
    """One sentence about one field, and where the field is on the page."""

    anchor: str
    name: str
    words: str


def problems(form: ProfileForm) -> list[Problem]:
    """What keeps the form from being saved, in the order of the page."""
    names = [name for _key, _title, stems in LAYOUT for stem in stems for name in _all(stem)]
    return [
        Problem(form[name].id_for_label or form[name].auto_id, form.name_of(name), str(words))
        for name in names
        if name in form.fields
        for words in form[name].errors
    ]


def _all(name: str) -> list[str]:
    return [name + code for code in settings.CONTENT_LANGUAGES] if name.endswith("_") else [name]
