"""How the form of a project's page is laid out."""

from dataclasses import dataclass

from django.conf import settings
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.history import Change
from members.forms.profile_sections import INTERFACE, Languages, Problem, Section
from projects.forms.project import ProjectForm
from projects.page import Proposal

# Key, title, and names of fields; a name that ends in `_` stands for all languages.
LAYOUT: list[tuple[str, str | Promise, list[str]]] = [
    ("what", _("What it is"), ["title_", "acronym", "summary_", "description_"]),
    ("nature", _("Nature and stage"), ["kind", "stage", "start", "end", "legal_tool", "website"]),
    ("where", _("Where"), ["borders", "territories", "city", "lat", "lon", "place_is_seat"]),
    ("themes", _("Themes"), ["themes"]),
    ("money", _("Money"), ["total_budget", "eu_funding", "programme", "programme_name"]),
    ("outcome", _("Results and obstacles"), ["results_", "obstacles_met_"]),
]
WIDE = {"borders", "themes", "territories"}


@dataclass(frozen=True)
class Row:
    """A field with the proposal that waits on it and what a colleague wrote meanwhile, if any."""

    field: BoundField
    proposal: Proposal | None
    conflict: Change | None
    is_reviewed: bool

    @property
    def is_wide(self) -> bool:
        return self.field.name in WIDE


def sections(form: ProjectForm, proposals: list[Proposal]) -> list[Section]:
    """The form as its page shows it."""
    waiting = {proposal.change.field: proposal for proposal in proposals}

    def row(name: str) -> Row:
        return Row(form[name], waiting.get(name), form.conflicts.get(name), form.is_reviewed(name))

    def languages(stem: str) -> Languages:
        rest = [code for code in settings.CONTENT_LANGUAGES if code not in INTERFACE]
        return Languages(
            [row(stem + code) for code in INTERFACE],  # type: ignore[misc]
            [row(stem + code) for code in rest],  # type: ignore[misc]
        )

    return [
        Section(
            key,
            title,
            [languages(name) for name in names if name.endswith("_")],
            [row(name) for name in names if name in form.fields],  # type: ignore[misc]
        )
        for key, title, names in LAYOUT
    ]


def problems(form: ProjectForm) -> list[Problem]:
    """What keeps the form from being saved, in the order of the page."""
    names = [name for _key, _title, stems in LAYOUT for stem in stems for name in _all(stem)]
    return [
        Problem(form[name].id_for_label or form[name].auto_id, form.name_of(name), str(words))
        for name in names
        for words in form[name].errors
    ]


def _all(name: str) -> list[str]:
    return [name + code for code in settings.CONTENT_LANGUAGES] if name.endswith("_") else [name]
