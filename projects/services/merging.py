"""Two projects become one, whole or not at all, in a way that can be undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.history import NOTHING, label, shown
from members.models import Organisation
from projects.models import (
    FormerAddress,
    Funding,
    Merge,
    NotDuplicate,
    Participation,
    Project,
    ProjectDocument,
)
from projects.services.snapshots import Record, fill, followers, plain
from territories.models import Programme

KEPT, LOST, BOTH = "kept", "lost", "both"
LINKS = ("borders", "themes", "territories")
STEMS = ("title", "summary", "description", "results", "obstacles_met", "mot_role", "bdt_role")
# What is chosen together, as one without the other says something else.
TOGETHER: dict[str, tuple[str | Promise, list[str]]] = {
    "programme": (gettext_lazy("programme"), ["programme_id", "programme_name"]),
    "place": (gettext_lazy("place"), ["city", "lat", "lon", "place_is_seat"]),
    "image": (gettext_lazy("picture"), ["image", "image_credit"]),
    "source": (gettext_lazy("source"), ["source", "facts_on", "licence", "retrieved_on"]),
}
ALONE = [
    "acronym", "kind", "stage", "start", "end", "total_budget", "eu_funding", "legal_tool",
    "website", "keep_id", "kohesio_id", "owner_id", "confirmed_on",
]  # fmt: skip
# What a participation takes over from its twin where it is empty itself.
BLANKS = ("city", "part", "own_budget", "eu_share", "pic", "other_id", "website")


def groups() -> dict[str, list[str]]:
    """The columns of a project by the key of the choice that decides on them."""
    texts = [f"{stem}_{code}" for stem in STEMS for code in settings.CONTENT_LANGUAGES]
    alone = {name.removesuffix("_id") if name == "owner_id" else name: [name] for name in ALONE}
    return {name: [name] for name in texts} | alone | {
        key: names for key, (_label, names) in TOGETHER.items()
    }  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """What the two projects say of one thing; `default` is whose is kept unless staff choose."""

    key: str
    label: str
    kept: str
    lost: str
    default: str
    may_be_both: bool = False


def differences(kept: Project, lost: Project) -> list[Difference]:
    """What staff may choose, in the order of the form."""
    found = []
    for key, names in groups().items():
        mine, theirs = plain(kept, names), plain(lost, names)
        if mine != theirs:
            default = LOST if _is_empty(mine) and not _is_empty(theirs) else KEPT
            found.append(
                Difference(key, _label(key, names), _told(kept, names), _told(lost, names), default)
            )
    for name in LINKS:
        one, other = _names(kept, name), _names(lost, name)
        if one != other:
            words = capfirst(str(Project._meta.get_field(name).verbose_name))  # type: ignore[union-attr]
            found.append(Difference(name, words, one, other, BOTH, may_be_both=True))
    return found


def _is_empty(record: Record) -> bool:
    return all(value in (None, "", False) for value in record.values())


def _label(key: str, names: list[str]) -> str:
    if key in TOGETHER:
        return capfirst(str(TOGETHER[key][0]))
    return label(_field(names[0]))


def _field(attname: str) -> Any:
    return next(field for field in Project._meta.concrete_fields if field.attname == attname)


def _names(project: Project, name: str) -> str:
    return ", ".join(sorted(str(row) for row in getattr(project, name).all())) or NOTHING


def _told(project: Project, names: Iterable[str]) -> str:
    parts = [_value(project, _field(name)) for name in names]
    return ", ".join(part for part in parts if part != NOTHING) or NOTHING


def _value(project: Project, field: models.Field) -> str:
    value = getattr(project, field.attname)
    if value is not None and isinstance(field, models.ForeignKey):
        rows: Any = {"programme": Programme, "owner": Organisation}[field.name]
        return str(rows.objects.get(pk=value))
    if isinstance(value, bool):
        return str(field.verbose_name) if value else NOTHING
    return shown(field, str(value) if isinstance(field, models.FileField) else value)


@transaction.atomic
def merge(
    kept: Project,
    lost: Project,
    choices: Mapping[str, str],
    *,
    by: Any,
    seen: tuple[int, int] | None = None,
) -> Merge:
    """Merge `lost` into `kept`; `lost` is deleted and its address leads to `kept`.

    `choices` says for the key of a `Difference` whose value is kept: "kept", "lost" or "both"; its
    default where nothing is said. `seen` are the versions that were compared. Whatever belongs to
    `lost` moves, but what both have alike. Raises `ValidationError`, also for what `kept` may not
    become.
    """
    kept, lost = _locked(kept, lost, seen)
    chosen = {one.key: choices.get(one.key, one.default) for one in differences(kept, lost)}
    snapshot: dict[str, Any] = {
        "lost": plain(lost),
        "lost_links": {name: _keys(lost, name) for name in LINKS},
        "dropped": {},
        "filled": {},
    }
    _drop_twins(kept, lost, snapshot)
    snapshot["moved"] = {
        model._meta.label_lower: _move(model, name, kept, lost) for model, name in followers()
    }
    pairs = NotDuplicate.objects.filter(models.Q(first=lost) | models.Q(second=lost))
    snapshot["dropped"]["projects.notduplicate"] = [plain(pair) for pair in pairs]
    values = plain(lost, _columns(chosen))
    links = {name: _wanted(kept, lost, name, chosen.get(name, BOTH)) for name in LINKS}
    row = Merge(
        kept_id=kept.pk, kept_title=str(kept), lost_id=lost.pk, lost_title=str(lost),
        lost_slug=lost.slug, by=by, snapshot=snapshot,
    )  # fmt: skip
    lost.delete()
    snapshot["before"], snapshot["written"] = plain(kept, values), values
    _write(kept, values)
    snapshot["links"] = {name: _set_links(kept, name, wanted) for name, wanted in links.items()}
    FormerAddress.objects.update_or_create(slug=row.lost_slug, defaults={"project": kept})
    row.save()
    return row


def _locked(kept: Project, lost: Project, seen: tuple[int, int] | None) -> tuple[Project, Project]:
    rows = Project.objects.select_for_update(of=("self",)).order_by("pk")
    found = {row.pk: row for row in rows.filter(pk__in=[kept.pk, lost.pk])}
    if len(found) < 2:
        raise ValidationError(_("A project is merged with another one that exists."))
    one, other = found[kept.pk], found[lost.pk]
    if seen not in (None, (one.version, other.version)):
        raise ValidationError(
            _("One of the two was changed while you were comparing: look at them again."),
            code="stale",
        )
    if other.is_published and not one.is_published:
        raise ValidationError(_("Visitors know the address of the published one: keep that one."))
    return one, other


def _columns(chosen: dict[str, str]) -> list[str]:
    return [name for key, names in groups().items() if chosen.get(key) == LOST for name in names]


def _keys(project: Project, name: str) -> list[int]:
    return sorted(getattr(project, name).values_list("pk", flat=True))


def _drop_twins(kept: Project, lost: Project, snapshot: dict[str, Any]) -> None:
    """Take away the rows of `lost` that `kept` has too; participations give what they know."""
    for model, sign in SIGNS.items():
        mine: dict[Any, Any] = {}
        for row in model._default_manager.filter(project=kept):
            mine.setdefault(sign(row), row)
        theirs = [row for row in model._default_manager.filter(project=lost) if sign(row) in mine]
        name = model._meta.label_lower
        snapshot["dropped"][name] = [plain(row) for row in theirs]
        for row in theirs:
            row.delete()
        if model is Participation:
            told: Any = ((mine[sign(row)], row) for row in theirs)
            snapshot["filled"] = {
                str(own.pk): filled for own, twin in told if (filled := _take_over(own, twin))
            }


def _body(part: Participation) -> Any:
    return part.organisation_id or (part.name.casefold(), str(part.country))


SIGNS: dict[type[models.Model], Any] = {
    Participation: _body,
    Funding: lambda one: (one.source, one.label, one.amount, one.year),
    ProjectDocument: lambda one: one.link or one.pk,
}


def _take_over(own: Participation, twin: Participation) -> dict[str, Record]:
    """Fill what is empty in `own`; who declined to be named in either is not named."""
    nothing = (None, "")
    names = [
        name for name in BLANKS
        if getattr(own, name) in nothing and getattr(twin, name) not in nothing
    ]  # fmt: skip
    if own.is_named and not twin.is_named:
        names.append("is_named")
    if not names:
        return {}
    before, written = plain(own, names), plain(twin, names)
    fill(own, written)
    own.save()
    return {"before": before, "written": written}


def _move(model: type[models.Model], name: str, kept: Project, lost: Project) -> list[int]:
    rows = model._base_manager.filter(**{name: lost})
    keys = sorted(rows.values_list("pk", flat=True))
    if keys:
        rows.update(**{name: kept})
    return keys


def _write(kept: Project, values: Record) -> None:
    if values:
        fill(kept, values)
        kept.full_clean(exclude=[one.name for one in Project._meta.fields if not one.editable])
        kept.save(update_fields=[_field(name).name for name in values])


def _wanted(kept: Project, lost: Project, name: str, choice: str) -> set[int]:
    mine, theirs = set(_keys(kept, name)), set(_keys(lost, name))
    return {KEPT: mine, LOST: theirs}.get(choice, mine | theirs)


def _set_links(kept: Project, name: str, wanted: set[int]) -> dict[str, list[int]]:
    mine = set(_keys(kept, name))
    getattr(kept, name).set(wanted)
    return {"added": sorted(wanted - mine), "removed": sorted(mine - wanted)}
