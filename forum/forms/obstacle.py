"""The texts and facts of an obstacle, the side of one country, and its documents."""

from typing import Any

from django import forms
from django.conf import settings
from django.forms import inlineformset_factory
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import VersionedForm
from core.rows import VersionedRows
from core.templatetags.ui import language_name
from forum.clocks import EARLIEST
from forum.models import CountrySide, Obstacle, ObstacleDocument
from members.forms.profile import DegreesField
from members.forms.profile_sections import INTERFACE, Languages, Problem, Row, Section
from projects.forms.documents import FileForm
from territories.models import Border, Territory, Theme

LANGUAGES = settings.CONTENT_LANGUAGES
Layout = list[tuple[str, str | Promise, list[str]]]
# Key, title, and names of fields; a name that ends in `_` stands for all languages.
OBSTACLE_LAYOUT: Layout = [
    ("what", gettext_lazy("What gets in the way"), ["language", "title_", "summary_"]),
    ("hinders", gettext_lazy("What it hinders"), ["interaction", "hindered_", "effect_", "why_"]),
    (
        "affected",
        gettext_lazy("How many are affected"),
        ["people_affected", "firms_affected", "affected_source", "duration"],
    ),
    ("where", gettext_lazy("Where"), ["borders", "territories", "area_", "lat", "lon"]),
    ("themes", gettext_lazy("Themes"), ["themes"]),
    ("proposal", gettext_lazy("Proposed solution"), ["proposal_", "filed_elsewhere"]),
    ("register", gettext_lazy("In the register"), ["raised_on", "audience"]),
]
SIDE_LAYOUT: Layout = [
    ("authority", gettext_lazy("Who can act"), ["authority_"]),
    ("provision", gettext_lazy("Provision"), ["provision_", "provision_link"]),
    ("practice", gettext_lazy("Practice"), ["practice_"]),
    ("effect", gettext_lazy("Effect"), ["effect_"]),
]
WIDE = {"borders", "themes", "territories"}


class WideRow(Row):
    @property
    def is_wide(self) -> bool:
        return self.field.name in WIDE


class TextsForm(VersionedForm):
    """A form with texts in all languages, laid out by `layout`."""

    layout: Layout = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        for name, field in self.fields.items():
            stem, _line, code = name.rpartition("_")
            if not stem or code not in LANGUAGES:
                continue
            field.widget.attrs["lang"] = code
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            title = self._meta.model._meta.get_field(name).verbose_name
            field.label = f"{capfirst(str(title))} ({language_name(code)})"

    def sections(self) -> list[Section]:
        return [
            Section(
                key,
                title,
                [self._languages(name) for name in names if name.endswith("_")],
                [self._row(name) for name in names if name in self.fields],
            )
            for key, title, names in self.layout
        ]

    def problems(self) -> list[Problem]:
        """What keeps the form from being saved, in the order of the page."""
        return [
            Problem(self[name].id_for_label or self[name].auto_id, str(self[name].label), str(one))
            for name in self.fields
            if name != "version"
            for one in self[name].errors
        ]

    def _row(self, name: str) -> Row:
        return WideRow(self[name], None, self.conflicts.get(name))

    def _languages(self, stem: str) -> Languages:
        rest = [code for code in LANGUAGES if code not in INTERFACE]
        return Languages(
            [self._row(stem + code) for code in INTERFACE],
            [self._row(stem + code) for code in rest],
        )


class ObstacleForm(TextsForm):
    """All that those who keep an obstacle write; the staff also say who may read it."""

    layout = OBSTACLE_LAYOUT
    lat = DegreesField(label=gettext_lazy("Latitude"), min_value=-90, max_value=90)
    lon = DegreesField(label=gettext_lazy("Longitude"), min_value=-180, max_value=180)

    class Meta:
        model = Obstacle
        fields = [
            "language",
            *[f"{stem}_{code}" for stem in ("title", "summary") for code in LANGUAGES],
            "interaction",
            *[f"{stem}_{code}" for stem in ("hindered", "effect", "why") for code in LANGUAGES],
            "people_affected", "firms_affected", "affected_source", "duration",
            "borders", "territories",
            *[f"area_{code}" for code in LANGUAGES],
            "lat", "lon", "themes",
            *[f"proposal_{code}" for code in LANGUAGES],
            "filed_elsewhere", "raised_on", "audience",
        ]  # fmt: skip
        widgets = {
            "borders": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
            "people_affected": forms.TextInput(attrs={"inputmode": "numeric"}),
            "firms_affected": forms.TextInput(attrs={"inputmode": "numeric"}),
        }
        labels = {"language": gettext_lazy("Language of the original")}

    def __init__(self, *args, is_staff: bool, **kwargs):
        super().__init__(*args, **kwargs)
        for name, rows in {
            "borders": Border.objects.for_labels(),
            "themes": Theme.objects.for_labels(),
            "territories": Territory.objects.for_pages(),
        }.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["territories"].widget.attrs["size"] = 8
        names = [(code, language_name(code)) for code in LANGUAGES]
        self.fields["language"].choices = names  # type: ignore[attr-defined]
        if not is_staff:
            del self.fields["audience"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        titles = [f"title_{code}" for code in LANGUAGES]
        if not any(cleaned.get(name) or name in self.errors for name in titles):
            self.add_error("title_fr", _("Give the title in one language at least."))
        self._check_place(cleaned)
        self._check_raised(cleaned.get("raised_on") or "")
        main = self.instance.main_border
        if main and "borders" in cleaned and main not in cleaned["borders"]:
            cleaned["borders"] = Border.objects.filter(
                pk__in=[main.pk, *(border.pk for border in cleaned["borders"])]
            )
        return cleaned

    def _check_place(self, cleaned: dict[str, Any]) -> None:
        for name, other in (("lat", "lon"), ("lon", "lat")):
            if cleaned.get(name) is None and cleaned.get(other) is not None:
                self.add_error(name, _("Give both a latitude and a longitude, in degrees."))

    def _check_raised(self, day: str) -> None:
        if day[:4] and day[:4] < str(EARLIEST.year):
            self.add_error("raised_on", _("Give a day between 1950 and today."))
        if day > timezone.localdate().isoformat():
            self.add_error("raised_on", _("This day is still to come."))

    def save(self, commit=True):
        self.instance.stale_languages = self._stale()
        return super().save(commit)

    def _stale(self) -> list[str]:
        """Languages whose title or summary is older than what the original says now."""
        own = self.instance.language
        changed = {
            code
            for code in LANGUAGES
            if {f"title_{code}", f"summary_{code}"} & {*self.changed_data}
        }
        stale = set(self.instance.stale_languages) - changed
        if own in changed:
            stale |= {code for code in LANGUAGES if code not in changed and self._is_written(code)}
        return sorted(stale - {own})

    def _is_written(self, code: str) -> bool:
        sent = self.cleaned_data
        return bool(sent.get(f"title_{code}") or sent.get(f"summary_{code}"))


class SideForm(TextsForm):
    layout = SIDE_LAYOUT
    provision_link = forms.URLField(
        label=gettext_lazy("Address of the text"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    class Meta:
        model = CountrySide
        fields = [
            *[
                f"{stem}_{code}"
                for stem in ("authority", "provision", "practice", "effect")
                for code in LANGUAGES
            ],
            "provision_link",
        ]


class DocumentForm(FileForm, VersionedForm):
    """A file about the obstacle, or the address of one."""

    link = forms.URLField(
        label=gettext_lazy("Or its address"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    class Meta:
        model = ObstacleDocument
        fields = ["title", "language", "audience", "file", "link"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"),
            required=False,
            choices=[("", "—"), *((code, language_name(code)) for code in LANGUAGES)],
            label_suffix="",
            show_hidden_initial=True,
        )
        self.order_fields(["title", "file", "link", "language", "audience"])


DocumentFormSet = inlineformset_factory(
    Obstacle,
    ObstacleDocument,
    form=DocumentForm,
    formset=VersionedRows,
    extra=1,
    max_num=50,
    validate_max=True,
)
