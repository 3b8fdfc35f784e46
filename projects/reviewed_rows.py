"""The partners and the fundings of a published project, as one proposed change each.

A list of rows is JSON: for each row its `pk` (None when it is new) and the fields of its form;
an organisation by its address, an amount as text. What is accepted is what the proposer changed:
what a partner corrected meanwhile in its own part stays.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts import exact
from core.history import NOTHING
from members.models import Organisation
from projects.models import Funding, Participation, Project

FIELDS = {
    "participations": ["organisation", "name", "country", "role", "own_budget"],
    "fundings": ["source", "label", "amount", "year"],
}
LABELS = {"participations": gettext_lazy("partners"), "fundings": gettext_lazy("who pays")}
MODELS: dict[str, type[models.Model]] = {"participations": Participation, "fundings": Funding}

Row = dict[str, Any]


def stored(project: Project, name: str) -> list[Row]:
    """The rows `name` of `project` as they stand."""
    rows = getattr(project, name).all()
    if name == "participations":
        rows = rows.select_related("organisation")
    return [_as_json(row, FIELDS[name]) for row in rows]


def sent(forms: Iterable[Any], name: str) -> list[Row]:
    """The rows that the valid `forms` of a set would leave, new ones last."""
    kept = [form for form in forms if form.instance.pk or form.has_changed()]
    return [
        _as_json(form.instance, FIELDS[name])
        for form in kept
        if not form.cleaned_data.get("DELETE")
    ]


def _as_json(row: Any, fields: list[str]) -> Row:
    return {"pk": row.pk} | {field: _plain(getattr(row, field)) for field in fields}


def _plain(value: Any) -> Any:
    if isinstance(value, Organisation):
        return value.slug
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if isinstance(value, int | None) else str(value)


def apply(project: Project, name: str, old: list[Row], new: list[Row]) -> list[models.Model]:
    """Write what changes from `old` to `new`; return the rows that are new.

    `ValidationError`, under `name`, when a row is not valid, or an organisation is gone since.
    """
    rows = {row.pk: row for row in getattr(project, name).all()}
    before = {row["pk"]: row for row in old}
    removed = set(before) - {row["pk"] for row in new}
    added: list[models.Model] = []
    try:
        getattr(project, name).filter(pk__in=removed).delete()
        for values in new:
            seen = before.get(values["pk"])
            changed = [one for one in FIELDS[name] if seen is None or values[one] != seen[one]]
            if not changed:
                continue
            row = rows.get(values["pk"])
            if row is None:  # new, or removed meanwhile by somebody else
                row, changed = MODELS[name](project=project), FIELDS[name]  # type: ignore[misc]
                added.append(row)
            _write(row, {one: values[one] for one in changed})
    except ValidationError as error:
        raise ValidationError({name: error.messages}) from error
    return added


def _write(row: Any, values: Row) -> None:
    for field, value in values.items():
        if field == "organisation" and value is not None:
            value = Organisation.objects.filter(slug=value).first()
            if value is None:
                raise ValidationError(_("An organisation that was proposed exists no more."))
        setattr(row, field, value)
    row.full_clean(exclude=["project"])
    row.save()


def words(name: str, rows: list[Row] | None, names: dict[str, str]) -> str:
    """The rows one a line, as a reader reads them; `names` of organisations by their addresses."""
    lines = [_line(name, row, names) for row in rows or []]
    return "\n".join(lines) or NOTHING


def _line(name: str, row: Row, names: dict[str, str]) -> str:
    model = MODELS[name]
    parts = []
    for field in FIELDS[name]:
        value = row[field]
        if value in (None, ""):
            continue
        column: Any = model._meta.get_field(field)
        if field == "organisation":
            value = names.get(value, value)
        elif isinstance(column, models.DecimalField):
            value = exact(Decimal(value))
        elif choices := dict(column.flatchoices):
            value = str(choices.get(value, value))
        parts.append(str(value))
    return ", ".join(parts)


def names_in(lists: Iterable[list[Row] | None]) -> dict[str, str]:
    """What the organisations of these rows are called, by address."""
    slugs = {row["organisation"] for rows in lists for row in rows or [] if row.get("organisation")}
    found = Organisation.objects.filter(slug__in=slugs).for_links() if slugs else []
    return {organisation.slug: str(organisation) for organisation in found}
