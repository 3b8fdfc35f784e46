from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.imports.policies import Policy
from projects.imports.fields import PARTNER, fields, labels
from projects.models import ImportBatch, ImportMapping, ImportRow
from projects.models.imports import ImportSource

MOST_CELLS = 1_000  # that one page corrects
ASIDE = _("keep aside, unread")
UNDECIDED, OUTSIDE = "", "0"


class UploadForm(forms.Form):
    """A file to import; `receive` reads it and puts what is wrong beside it."""

    source = forms.ChoiceField(label=_("Source"), choices=ImportSource.choices)
    mapping = forms.ModelChoiceField(
        ImportMapping.objects.all(), label=_("Columns remembered as"), required=False,
        empty_label=_("guess them"),
    )  # fmt: skip
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx) or JSON, 60 MB at most. Nothing is written yet."),
    )

    def clean(self):
        cleaned = super().clean() or {}
        mapping = cleaned.get("mapping")
        if mapping and mapping.source != cleaned.get("source"):
            self.add_error("mapping", _("These columns are those of another source."))
        return cleaned


class ColumnsForm(forms.Form):
    """What each column holds, and what it may replace.

    The fields of column 3 of table 0 are `column-0-3` and `policy-0-3`.
    """

    partners = forms.ChoiceField(label=_("Partners"), choices=Policy.choices)
    name = forms.CharField(
        label=_("Remember these columns as"), max_length=100, required=False,
        help_text=_("A name, to find them again for the next file of the same source."),
    )  # fmt: skip

    def __init__(self, batch: ImportBatch, data=None):
        super().__init__(data)
        self.batch = batch
        self.changeable = labels()
        self.fields["partners"].initial = batch.policies.get("partners", Policy.FOLLOW)
        self.fields["name"].initial = batch.mapping_name
        choices = [("", ASIDE), *((field.code, field.label) for field in fields())]
        for table, spot, header in self._columns():
            code = batch.mapping.get(batch.tables[table]["name"], {}).get(header, "")
            self.fields[f"column-{table}-{spot}"] = forms.ChoiceField(
                label=header, choices=choices, required=False, initial=code
            )
            self.fields[f"policy-{table}-{spot}"] = forms.ChoiceField(
                label=_("%s: what it may replace") % header, choices=Policy.choices,
                initial=batch.policies.get(code, Policy.FOLLOW), required=False,
            )  # fmt: skip

    def _columns(self):
        for table, described in enumerate(self.batch.tables):
            for spot, header in enumerate(described["header"]):
                yield table, spot, header

    def shown(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """For each table its name and its columns, with the first cells of each."""
        found = []
        for table, described in enumerate(self.batch.tables):
            columns = []
            for spot, header in enumerate(described["header"]):
                cells = [row[spot] for row in described["sample"] if row[spot]]
                column, policy = self[f"column-{table}-{spot}"], self[f"policy-{table}-{spot}"]
                columns.append(
                    {"header": header, "cells": cells, "column": column, "policy": policy}
                )
            found.append((described["name"], columns))
        return found

    def clean(self):
        cleaned = super().clean() or {}
        known = {field.code: field for field in fields()}
        for table, _described in enumerate(self.batch.tables):
            taken: dict[str, str] = {}
            for one, spot, header in self._columns():
                code = cleaned.get(f"column-{one}-{spot}")
                if one != table or not code or known[code].many:
                    continue
                if code in taken:
                    words = _("The column “%s” holds it already.") % taken[code]
                    self.add_error(f"column-{one}-{spot}", words)
                taken.setdefault(code, header)
        return cleaned

    def mapping(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {one["name"]: {} for one in self.batch.tables}
        for table, spot, header in self._columns():
            code = self.cleaned_data[f"column-{table}-{spot}"]
            found[self.batch.tables[table]["name"]][header] = code
        return found

    def policies(self) -> dict[str, str]:
        found = {"partners": self.cleaned_data["partners"]}
        for table, spot, _header in self._columns():
            code = self.cleaned_data[f"column-{table}-{spot}"]
            policy = self.cleaned_data[f"policy-{table}-{spot}"]
            if code in self.changeable and not code.startswith(PARTNER) and policy:
                found.setdefault(code, policy)
        return found


class RowForm(forms.Form):
    """What staff decide of a row; the cells that are corrected stand beside it."""

    choice = forms.ChoiceField(label=_("This project"), required=False, widget=forms.RadioSelect)
    amounts = forms.ChoiceField(
        label=_("The amount of the partner"), required=False, widget=forms.RadioSelect,
        choices=[
            ("", _("to decide")),
            ("keep", _("it is its own budget: keep it")),
            ("drop", _("it is the total of the project: leave it out")),
        ],
    )  # fmt: skip

    def __init__(self, row: ImportRow, data=None, *, wide: bool = False):
        super().__init__(data, initial={"choice": row.choice, "amounts": row.amounts})
        self.row = row
        candidates = [
            (str(one["pk"]), _("it is “%(label)s” (%(reason)s)") % one) for one in row.candidates
        ]
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            ("", _("to decide") if candidates else _("as its verdict says")),
            *candidates,
            *([("create", _("it is a new project"))] if candidates else []),
            ("skip", _("leave it out")),
        ]
        if not (row.amounts or any(one["kind"] == "amounts" for one in row.questions)):
            del self.fields["amounts"]
        self._add_cells(wide)

    def _add_cells(self, wide: bool) -> None:
        problems: dict[str, list[str]] = {}
        for line, column, sentence in self.row.problems:
            problems.setdefault(f"{line}:{column}", []).append(sentence)
        for line, (table, number, cells) in enumerate(self.row.lines):
            header = self.row.batch.tables[table]["header"]
            for column, name in enumerate(header):
                spot = f"{line}:{column}"
                is_asked = wide or spot in problems or spot in self.row.corrections
                if not is_asked or len(self.fields) > MOST_CELLS:
                    continue
                given = "" if cells[column] is None else str(cells[column])
                self.fields[f"cell-{spot}"] = forms.CharField(
                    label=_("%(header)s (line %(number)d)") % {"header": name, "number": number},
                    required=False, strip=False, help_text=" ".join(problems.get(spot, [])),
                    initial=self.row.corrections.get(spot, given),
                    widget=forms.Textarea(attrs={"rows": 2}) if len(given) > 80 else None,
                )  # fmt: skip

    def cells(self) -> dict[str, str]:
        """The cells that were shown, by `line:column`."""
        return {
            name.removeprefix("cell-"): str(value).replace("\r\n", "\n")
            for name, value in self.cleaned_data.items()
            if name.startswith("cell-")
        }


class BodiesForm(forms.Form):
    """Which organisation of the network each named partner is. `asked` are questions of rows."""

    def __init__(self, asked: list[dict[str, Any]], data=None):
        super().__init__(data)
        self.asked = asked
        for number, one in enumerate(asked):
            found = [
                (str(row["pk"]), f"{row['label']} ({row['reason']})")
                for row in one["organisations"]
            ]
            country = f" ({one['country']})" if one["country"] else ""
            self.fields[f"body-{number}"] = forms.ChoiceField(
                label=f"{one['name']}{country}", required=False,
                choices=[
                    (UNDECIDED, _("to decide")), *found,
                    (OUTSIDE, _("none of them: a body outside the network")),
                ],
            )  # fmt: skip

    def clean(self):
        cleaned = super().clean() or {}
        if not any(cleaned.values()) and not self.errors:
            raise ValidationError(_("Decide on one at least."))
        return cleaned

    def decisions(self) -> dict[str, int]:
        said = {one["key"]: self.cleaned_data[f"body-{n}"] for n, one in enumerate(self.asked)}
        return {key: int(value) for key, value in said.items() if value}


class ApplyForm(forms.Form):
    publishes = forms.BooleanField(
        label=_("Publish at once the new projects that are complete"), required=False,
        help_text=_(
            "As everywhere: title, summary, stage, border, theme, partner. Others wait as drafts."
        ),
    )  # fmt: skip
