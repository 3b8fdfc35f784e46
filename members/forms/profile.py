"""The form of an organisation's page."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import BareField, VersionedForm
from core.pictures import FORMATS
from core.uploads import KeptFileField
from members import logos, profile
from members.logos import MAX_BYTES
from members.models import IDENTIFIERS, SENSITIVE, Organisation, ProfileChange
from territories.models import Border, Territory, Theme

LONGEST_TEXT = 5_000
LANGUAGE_STEMS = ("name_", "description_")
NAMES = [name for name in SENSITIVE if name.startswith("name_")]
PLACE = ["lat", "lon"]
TEXTS_AND_CHOICES = [name for name in SENSITIVE if name != "logo"]
ACCEPTED = ",".join(f"image/{name.lower()}" for name in FORMATS)


class DegreesField(forms.FloatField):
    """Decimal degrees, typed with a point or a comma in any language; empty when unknown."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class ProfileForm(VersionedForm):
    """All that the people of an organisation change on its page, at once or by proposing it.

    `waiting` are the proposals that wait, by field; `seen` says in the page which of them its
    reader knew. `decides` is for staff: what they write is not proposed. What only the staff keep
    is not in the form.
    """

    address = forms.CharField(
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Street and number; the town is beside."),
    )
    lat = DegreesField(
        min_value=-90, max_value=90, help_text=gettext_lazy("In degrees: 48.58 in Strasbourg.")
    )
    lon = DegreesField(
        min_value=-180,
        max_value=180,
        help_text=gettext_lazy("In degrees east: 7.75 in Strasbourg."),
    )
    website = forms.URLField(
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text=gettext_lazy("Its address, from https:// on."),
    )
    logo = KeptFileField(
        label=gettext_lazy("New logo"),
        required=False,
        most=MAX_BYTES,
        accept=ACCEPTED,
        help_text=gettext_lazy("PNG, JPEG or WebP, 1 MB and 2000 pixels a side at most."),
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Show no logo any more"), required=False)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organisation
        fields = [*TEXTS_AND_CHOICES, *profile.FREE, *IDENTIFIERS]
        widgets = dict.fromkeys(["borders", "themes"], forms.CheckboxSelectMultiple)
        field_classes = dict.fromkeys(IDENTIFIERS, BareField)

    def __init__(self, *args, waiting: dict[str, ProfileChange], decides: bool, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.waiting = waiting
        self.decides = decides
        self.free = profile.free_fields(self.instance)
        for name in set(IDENTIFIERS) - set(self.free):
            del self.fields[name]
        if not self.instance.logo:
            del self.fields["remove_logo"]
        self.initial["seen"] = self._waiting_now()
        for name, rows in {
            "borders": Border.objects.for_labels(),
            "themes": Theme.objects.for_labels(),
            "territory": Territory.objects.for_pages(),
        }.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
        self.fields["territory"].empty_label = _("none")  # type: ignore[attr-defined]
        for name in self.fields:
            self._dress(name)

    def _dress(self, name: str) -> None:
        """Say in the label what is missing, and what is proposed rather than changed."""
        field = self.fields[name]
        if field.widget.is_hidden:
            return
        code = name.rpartition("_")[2]
        if name.startswith(LANGUAGE_STEMS) and code in settings.CONTENT_LANGUAGES:
            field.widget.attrs["lang"] = code
        if name in profile.DESCRIPTIONS:
            field.widget.attrs |= {"rows": 8, "maxlength": LONGEST_TEXT}
            field.validators = [*field.validators, MaxLengthValidator(LONGEST_TEXT)]
        tags = []
        if self._is_missing(name):
            tags.append(("missing", _("missing")))
        if self.kind_of(name) in SENSITIVE and not self.decides:
            tags.append(("tag", _("proposed to the MOT")))
        spans = format_html_join("", ' <span class="{}">{}</span>', tags)
        field.label = format_html("{}{}", self.name_of(name), spans)

    def _is_missing(self, name: str) -> bool:
        return name.startswith(LANGUAGE_STEMS) and not self.initial.get(name)

    def conflict_error(self, change):
        return _("A colleague changed this meanwhile: both versions are here.")

    def name_of(self, name):
        if name in ("logo", "remove_logo"):
            return str(self.base_fields[name].label)
        return profile.label(name)

    @staticmethod
    def kind_of(name: str) -> str:
        """The field of the organisation that a field of the form is about."""
        return "logo" if name == "remove_logo" else name

    def _waiting_now(self) -> str:
        return " ".join(str(change.pk) for change in self.waiting.values())

    # Checking

    def clean_logo(self):
        upload = self.cleaned_data["logo"]
        try:
            return upload and logos.clean_logo(upload)
        except ValidationError:
            self.fields["logo"].drop()  # type: ignore[attr-defined]
            raise

    def clean(self):
        cleaned = self.cleaned_data
        if not any(cleaned.get(name) for name in NAMES) and not self._refused(NAMES):
            self.add_error(NAMES[0], _("Give the name in one language at least."))
        if not self._refused(PLACE) and (cleaned["lat"] is None) != (cleaned["lon"] is None):
            lacking = "lat" if cleaned["lat"] is None else "lon"
            self.add_error(lacking, _("Give both a latitude and a longitude, or neither."))
        if cleaned.get("logo") and cleaned.get("remove_logo"):
            self.add_error("remove_logo", _("Send a new logo or show none: not both."))
        self._meet_proposals()
        return super().clean()

    def _refused(self, names: list[str]) -> bool:
        return any(self.has_error(name) for name in names)

    def _meet_proposals(self) -> None:
        """What a colleague proposed meanwhile is not replaced unseen."""
        known = self.cleaned_data.get("seen", "").split()
        for field, value in self.sensitive_changes().items():
            change = self.waiting.get(field)
            if change and str(change.pk) not in known and change.new != value:
                name = "remove_logo" if field == "logo" and not value else field
                self.add_error(
                    name,
                    _(
                        "Meanwhile a colleague proposed something else: look at it, then save"
                        " again to replace it."
                    ),
                )
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self._put("seen", self._waiting_now())

    # What is asked for

    @property
    def is_typed(self) -> bool:
        """Something was typed that is not on the page."""
        return any(not self.fields[name].widget.is_hidden for name in self.changed_data)

    def free_changes(self) -> dict[str, Any]:
        """The free fields that this reader changed, with their values."""
        return {
            name: self.cleaned_data[name]
            for name in self.changed_data
            if name in self.free and name in self.cleaned_data
        }

    def sensitive_changes(self) -> dict[str, Any]:
        """The sensitive fields that this reader changed, as `services.changes.propose` wants them.

        Their logo is a file, or "" for none.
        """
        changes = {
            name: profile.as_json(self.cleaned_data[name])
            for name in self.changed_data
            if name in TEXTS_AND_CHOICES and name in self.cleaned_data
        }
        if self.cleaned_data.get("logo"):
            changes["logo"] = self.cleaned_data["logo"]
        elif self.cleaned_data.get("remove_logo"):
            changes["logo"] = ""
        return changes

    def carried(self) -> list[tuple[str, str]]:
        """All that was typed, as hidden fields of another page keep it."""
        pairs = [
            (key, value)
            for key, values in self.data.lists()  # type: ignore[attr-defined]
            for value in values
            if key not in ("csrfmiddlewaretoken", "action") and not key.startswith("logo_")
        ]
        logo = self["logo"]
        return pairs + [*logo.field.widget.carried("logo", logo.data).items()]
