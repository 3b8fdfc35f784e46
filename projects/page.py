"""The page of a project as its organisation keeps it: which fields are whose, values as JSON.

Of a project that is not published everything may be changed. Of a published one:
- *free* fields change at once: description, results, obstacles met, themes, territories, website;
- *reviewed* ones are proposed, and then decided by the staff.
What the staff keep (address, publication, numbers, sources, MOT's role) is in neither.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from core.history import NOTHING, Change, shown
from core.history import label as label_of
from projects.models import Project, ProjectChange
from territories.models import Border, Programme

LANGUAGES = settings.CONTENT_LANGUAGES


def _texts(*stems: str) -> list[str]:
    return [f"{stem}_{code}" for stem in stems for code in LANGUAGES]


FREE = [*_texts("description", "results", "obstacles_met"), "themes", "territories", "website"]
REVIEWED = [
    *_texts("title", "summary"), "acronym", "kind", "stage", "start", "end", "total_budget",
    "eu_funding", "programme", "programme_name", "borders", "city", "lat", "lon", "place_is_seat",
    "legal_tool",
]  # fmt: skip
LINKS = {"borders", "themes", "territories"}
PLAIN = (bool, int, float, str, type(None))


def label(field: str) -> str:
    """The name of a field in the reader's language; of a translated one, with its language."""
    return label_of(_column(field))


def _column(field: str) -> models.Field:
    return Project._meta.get_field(field)  # type: ignore[return-value]


def as_json(value: Any) -> Any:
    """The value of a reviewed field as `ProjectChange` keeps it."""
    if isinstance(value, models.QuerySet):
        return sorted(value.values_list("code", flat=True))
    if isinstance(value, Programme):
        return value.cci
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, PLAIN) else str(value)


def stored(project: Project, field: str) -> Any:
    """What `project` holds in a reviewed field, as `ProjectChange` keeps it."""
    value = getattr(project, field)
    return as_json(value.all() if field == "borders" else value)


def apply(project: Project, field: str, value: Any) -> None:
    """Give `project` a value that was proposed; borders are written, the rest is for `save`.

    `ValidationError` when a border or a programme is gone since.
    """
    if field == "borders":
        borders = Border.objects.filter(code__in=value)
        if len(borders) != len(value):
            raise ValidationError({field: _("A border that was proposed exists no more.")})
        project.borders.set(borders)
    elif field == "programme":
        project.programme = Programme.objects.filter(cci=value).first()
        if value and project.programme is None:
            raise ValidationError({field: _("The programme that was proposed exists no more.")})
    else:
        setattr(project, field, _column(field).to_python(value))


@dataclass(frozen=True)
class Proposal:
    """A proposed change in words: what it was proposed against, what it proposes, what stands now.

    `has_moved` says that somebody changed the field since it was proposed.
    """

    change: ProjectChange
    label: str
    old: str
    new: str
    now: str
    has_moved: bool

    is_picture = False

    @property
    def difference(self) -> Change:
        return Change(self.label, self.old, self.new)


def in_words(changes: Iterable[ProjectChange], project: Project) -> list[Proposal]:
    """`changes` of `project` as their reader reads them."""
    changes = list(changes)
    now = {change.field: stored(project, change.field) for change in changes}
    names = {row.code: str(row) for row in Border.objects.for_labels()} if "borders" in now else {}
    programmes = (
        {row.cci: str(row) for row in Programme.objects.all()} if "programme" in now else {}
    )

    def words(field: str, value: Any) -> str:
        if field == "borders":
            return ", ".join(names.get(code, code) for code in value or []) or NOTHING
        if field == "programme":
            return programmes.get(value, value) or NOTHING
        return shown(_column(field), value)

    return [
        Proposal(
            change=one,
            label=label(one.field),
            old=words(one.field, one.old),
            new=words(one.field, one.new),
            now=words(one.field, now[one.field]),
            has_moved=now[one.field] != one.old,
        )
        for one in changes
    ]
