from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language_info, gettext_lazy, override
from django.utils.translation import gettext as _

from partnerships.models import Report
from partnerships.models.partnership import FIRST_YEAR
from partnerships.reports.collect import LANGUAGES, collect
from partnerships.services.reports import Texts, correct


class YearForm(forms.Form):
    year = forms.IntegerField(
        label=gettext_lazy("Year"),
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(2100)],
    )


class TextsForm(forms.Form):
    """The texts of a draft in both languages; what a colleague wrote meanwhile is not lost."""

    def __init__(self, data=None, *, report: Report):
        self.report = report
        self.conflicts: dict[str, str] = {}
        initial: dict[str, Any] = {}
        fields: dict[str, forms.CharField] = {}
        for code in LANGUAGES:
            language = get_language_info(code)["name_translated"]
            with override(code):
                sections = collect(report)["sections"]
            for section in sections:
                name = f"{code}:{section['key']}"
                fields[name] = forms.CharField(
                    label=f"{section['title']} ({language})",
                    required=False,
                    max_length=20_000,
                    widget=forms.Textarea({"rows": 6, "lang": code}),
                    show_hidden_initial=True,
                )
                initial[name] = section["text"]
        super().__init__(data, initial=initial)
        self.fields.update(fields)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        seen: Texts = {code: {} for code in LANGUAGES}
        sent: Texts = {code: {} for code in LANGUAGES}
        for name, text in cleaned.items():
            code, key = name.split(":")
            seen[code][key] = self._plain(self.data.get(f"initial-{name}", ""))
            sent[code][key] = self._plain(text)
        for (code, key), theirs in correct(self.report, seen, sent).items():
            name = f"{code}:{key}"
            self.add_error(
                name, _("Somebody wrote this meanwhile; save again to keep yours: %s") % theirs
            )
            self.conflicts[name] = theirs
        self._take_over()
        return cleaned

    def _plain(self, text: str) -> str:
        return text.replace("\r\n", "\n").strip()

    def _take_over(self) -> None:
        """After a conflict, the form holds what the colleague wrote as what was seen."""
        if not self.conflicts:
            return
        held: Any = self.data.copy()  # type: ignore[attr-defined]
        for name, theirs in self.conflicts.items():
            held[f"initial-{name}"] = theirs
        self.data = held
