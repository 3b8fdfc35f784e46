"""A merge is undone: both projects are as they were, whole or not at all."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.history import label
from projects.models import (
    FormerAddress,
    Funding,
    Merge,
    NotDuplicate,
    Participation,
    Project,
    ProjectDocument,
)
from projects.services.merging import LINKS
from projects.services.snapshots import Record, fill, followers, gone, plain, put_back

# What must still be there for the project to come back whole.
CONTENT: list[type[models.Model]] = [Participation, Funding, ProjectDocument]
NUMBERS = ("keep_id", "kohesio_id")


def hindrances(merge: Merge) -> list[str]:
    """Why the merge cannot be undone, in words: what somebody touched since. Empty: it can be."""
    if merge.undone_at:
        return [_("It was undone already.")]
    kept = Project.objects.filter(pk=merge.kept_id).first()
    if kept is None:
        return [_kept_is_gone(merge)]
    return [
        *_taken(merge, kept),
        *_changed_since(kept, merge.snapshot["written"]),
        *_filled_since(merge),
        *_gone_since(merge),
    ]


def _kept_is_gone(merge: Merge) -> str:
    later = Merge.objects.filter(lost_id=merge.kept_id, undone_at=None).first()
    if later is None:
        return _("“%s” was deleted since.") % merge.kept_title
    return _("“%(lost)s” was itself merged into “%(kept)s”: undo that first.") % {
        "lost": later.lost_title,
        "kept": later.kept_title,
    }


def _taken(merge: Merge, kept: Project) -> Iterator[str]:
    """Another project has the address or a number that one of the two would get back."""
    snapshot = merge.snapshot
    if Project.objects.filter(slug=merge.lost_slug).exists():
        yield _("Another project has the address “%s” now.") % merge.lost_slug
    for name in NUMBERS:
        theirs = snapshot["lost"][name]
        others = Project.objects.filter(**{name: theirs})
        if name in snapshot["written"]:
            others = others.exclude(pk=kept.pk)
        if theirs and others.exists():
            yield _("Another project has the number “%s” now.") % theirs
        mine = snapshot["before"].get(name)
        if mine and Project.objects.exclude(pk=kept.pk).filter(**{name: mine}).exists():
            yield _("Another project has the number “%s” now.") % mine


def _changed_since(row: models.Model, written: Record) -> Iterator[str]:
    now = plain(row, written)
    for field in row._meta.concrete_fields:
        if field.attname in written and now[field.attname] != written[field.attname]:
            yield _("“%(field)s” of “%(row)s” was changed since.") % {
                "field": label(field),
                "row": row,
            }


def _filled_since(merge: Merge) -> Iterator[str]:
    filled = merge.snapshot["filled"]
    there = Participation.objects.in_bulk([int(key) for key in filled])
    for key, values in filled.items():
        if (row := there.get(int(key))) is not None:
            yield from _changed_since(row, values["written"])


def _gone_since(merge: Merge) -> Iterator[str]:
    """Rows that moved are no longer in the project kept, or what some refer to was deleted."""
    for model in CONTENT:
        keys = merge.snapshot["moved"][model._meta.label_lower]
        rows = model._default_manager.filter(pk__in=keys, project=merge.kept_id)
        if (missing := len(keys) - rows.count()) > 0:
            name = capfirst(str(model._meta.verbose_name_plural))
            yield _("%(name)s: %(n)d deleted or moved since.") % {"name": name, "n": missing}
    parts = merge.snapshot["dropped"][Participation._meta.label_lower]
    records = [(Project, merge.snapshot["lost"]), *((Participation, part) for part in parts)]
    for model, record in records:
        for name in gone(model, record | {"project_id": None}):  # that one comes back itself
            yield _("“%s”: what it named was deleted since.") % capfirst(name)


@transaction.atomic
def undo(merge: Merge, *, by: Any) -> Project:
    """Bring the merged project back and return it. `ValidationError` says what hinders it."""
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    list(Project.objects.select_for_update(of=("self",)).filter(pk=merge.kept_id))
    if why := hindrances(merge):
        raise ValidationError(why)
    kept = Project.objects.get(pk=merge.kept_id)
    snapshot = merge.snapshot
    _restore_kept(kept, snapshot)
    FormerAddress.objects.filter(slug=merge.lost_slug, project=kept).delete()
    lost = put_back(Project, snapshot["lost"])
    assert isinstance(lost, Project)
    for name in LINKS:
        there = Project._meta.get_field(name).related_model._default_manager  # type: ignore[union-attr]
        getattr(lost, name).set(there.filter(pk__in=snapshot["lost_links"][name]))
    for model, name in followers():
        keys = snapshot["moved"].get(model._meta.label_lower, [])
        model._base_manager.filter(pk__in=keys, **{name: kept}).update(**{name: lost})
    for model_name, dropped in snapshot["dropped"].items():
        model = apps.get_model(model_name)
        for record in dropped:
            # A pair told apart is forgotten when the other project is gone since.
            if model is not NotDuplicate or not gone(model, record):
                put_back(model, record)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    return Project.objects.get(pk=lost.pk)


def _restore_kept(kept: Project, snapshot: dict[str, Any]) -> None:
    before = snapshot["before"]
    if before:
        fill(kept, before)
        fields = [one.name for one in Project._meta.concrete_fields if one.attname in before]
        kept.save(update_fields=fields)
    for name, links in snapshot["links"].items():
        relation = getattr(kept, name)
        relation.remove(*links["added"])
        there = relation.model._default_manager.filter(pk__in=links["removed"])
        relation.add(*there)
    for key, values in snapshot["filled"].items():
        for row in Participation.objects.filter(pk=int(key)):
            fill(row, values["before"])
            row.save()
