"""The form of a project's page, as its organisation keeps it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts import AmountField
from core.forms import VersionedForm
from members.forms.profile import DegreesField
from projects import page
from projects.models import Project
from territories.models import Border, Programme, Territory, Theme

STEMS = ("title_", "summary_", "description_", "results_", "obstacles_met_")
LONG = ("description_", "results_", "obstacles_met_")
PARTIAL = gettext_lazy("A year, a month or a day: 2016, 2016-01 or 2016-01-01.")


class ProjectForm(VersionedForm):
    """All that the organisation of a project changes on its page, at once or by proposing it.

    `decides` says that nothing is only proposed: the project is not published, or staff write.
    """

    total_budget = AmountField(
        label=gettext_lazy("Total budget (€)"),
        required=False,
        help_text=gettext_lazy("Of the whole project. Empty: not published. 0: it costs nothing."),
    )
    eu_funding = AmountField(
        label=gettext_lazy("EU funding (€)"),
        required=False,
        help_text=gettext_lazy("Empty: not published. 0: none."),
    )
    lat = DegreesField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90)
    lon = DegreesField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180)
    website = forms.URLField(
        label=gettext_lazy("Website"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=gettext_lazy("Its address, from https:// on."),
    )

    class Meta:
        model = Project
        fields = [*page.REVIEWED, *page.FREE]
        widgets = dict.fromkeys(["borders", "themes"], forms.CheckboxSelectMultiple)
        help_texts = {"start": PARTIAL, "end": PARTIAL}

    def __init__(self, *args, decides: bool, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.decides = decides
        for name, rows in {
            "borders": Border.objects.for_labels(),
            "themes": Theme.objects.for_labels(),
            "territories": Territory.objects.for_pages(),
            "programme": Programme.objects.all(),
        }.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["programme"].empty_label = _("none, or not in the list")  # type: ignore[attr-defined]
        self.fields["territories"].widget.attrs["size"] = 8
        for name, field in self.fields.items():
            code = name.rpartition("_")[2]
            if name.startswith(STEMS) and code in settings.CONTENT_LANGUAGES:
                field.widget.attrs["lang"] = code
            if name.startswith(LONG):
                field.widget.attrs["rows"] = 6
            if name.startswith("summary_"):
                field.widget.attrs["rows"] = 3
            if self.is_reviewed(name):
                tag = _("proposed to the MOT")
                field.label = format_html('{} <span class="tag">{}</span>', field.label, tag)

    def name_of(self, name):
        return page.label(name)

    def clean(self):
        cleaned = self.cleaned_data
        place = ["lat", "lon"]
        if not any(self.has_error(name) for name in place):
            lacking = [name for name in place if cleaned.get(name) is None]
            if len(lacking) == 1:
                self.add_error(lacking[0], _("Give both a latitude and a longitude, or neither."))
        return super().clean()

    @property
    def is_typed(self) -> bool:
        """Something was typed that is not on the page."""
        return any(not self.fields[name].widget.is_hidden for name in self.changed_data)

    def changes(self) -> dict[str, Any]:
        """The fields that this reader changed, with their values."""
        names = [name for name in self.changed_data if name != "version"]
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}

    def is_reviewed(self, name: str) -> bool:
        return not self.decides and name in page.REVIEWED
