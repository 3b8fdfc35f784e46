from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.models import Versioned
from members.models import ProposedChange
from members.services.changes import Decision

CHOICES = [
    ("accept", gettext_lazy("accept")),
    ("refuse", gettext_lazy("refuse")),
    ("", gettext_lazy("decide later")),
]


class DecisionForm(forms.Form):
    """What the staff say of the proposals for one row: for each a choice and a reason.

    The page it carries the version of is the one that the staff looked at: nothing is accepted on
    a page that changed meanwhile without being looked at again.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)
    is_silent = forms.BooleanField(
        label=gettext_lazy("Without automatic letters"),
        help_text=gettext_lazy("Nobody is told: you write or call yourself."),
        required=False,
    )

    def __init__(self, *args, row: Versioned, changes: Sequence[ProposedChange], **kwargs):
        super().__init__(*args, **kwargs | {"label_suffix": ""})
        self.row = row
        self.changes = {change.pk: change for change in changes}
        self.initial["version"] = row.version
        for pk in self.changes:
            self.fields[f"decision_{pk}"] = forms.ChoiceField(
                label=_("Decision"), choices=CHOICES, widget=forms.RadioSelect, required=False
            )
            self.fields[f"reason_{pk}"] = forms.CharField(
                label=_("Reason"),
                help_text=_("Who proposed reads it. A refusal needs one."),
                widget=forms.Textarea(attrs={"rows": 2}),
                required=False,
                max_length=2000,
            )

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for pk in self.changes:
            if cleaned.get(f"decision_{pk}") == "refuse" and not cleaned.get(f"reason_{pk}"):
                self.add_error(f"reason_{pk}", _("Say why: the organisation reads it."))
        decisions = self.decisions()
        if not decisions and not self.errors:
            raise ValidationError(_("Nothing is decided yet: accept or refuse at least one field."))
        is_news = any(one.is_accepted and not one.change.decision for one in decisions)
        if is_news and cleaned.get("version") != self.row.version:
            self.data = self.data.copy()  # type: ignore[attr-defined]
            self.data["version"] = self.row.version  # type: ignore[index]
            raise ValidationError(
                _("The page changed meanwhile: look at what stands there now, then decide again.")
            )
        return cleaned

    def decisions(self) -> list[Decision]:
        """What was chosen, for the fields that were not left for later."""
        return [
            Decision(change, choice == "accept", self.cleaned_data.get(f"reason_{pk}", ""))
            for pk, change in self.changes.items()
            if (choice := self.cleaned_data.get(f"decision_{pk}"))
        ]

    def refuse(self, error: ValidationError) -> None:
        """Put the sentences of `services.changes.decide` beside the fields they are about."""
        rows: dict[str, Any] = {change.field: pk for pk, change in self.changes.items()}
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for field, errors in error.error_dict.items():
            self.add_error(f"decision_{rows[field]}" if field in rows else None, errors)
