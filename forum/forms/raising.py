"""The first words of an obstacle, and what is decided about it."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.forms import refuse_unseen
from core.templatetags.ui import language_name
from forum.models import Obstacle
from forum.models.kinds import Audience, Exit, Nature, Outcome
from forum.voices import Voice
from members.models import Organisation
from territories.models import Border, Theme

TITLES = ["title_fr", "title_en"]


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def language_choices() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in settings.CONTENT_LANGUAGES]


class RaiseForm(forms.ModelForm):
    """In whose name, what gets in the way, and at which borders. `is_new`: none of those alike."""

    voice = forms.ChoiceField(label=gettext_lazy("Raised by"), widget=forms.RadioSelect)
    is_new = forms.BooleanField(
        label=gettext_lazy("None of these: it is another obstacle"), required=False
    )

    class Meta:
        model = Obstacle
        fields = [*TITLES, "summary_fr", "summary_en", "main_border", "borders", "themes"]
        labels = {
            "title_fr": gettext_lazy("Title in French"),
            "title_en": gettext_lazy("Title in English"),
            "summary_fr": gettext_lazy("Summary in French"),
            "summary_en": gettext_lazy("Summary in English"),
            "borders": gettext_lazy("Other borders concerned"),
        }
        help_texts = {"title_fr": gettext_lazy("In one language at least.")}
        widgets = {
            "summary_fr": forms.Textarea(attrs={"rows": 4}),
            "summary_en": forms.Textarea(attrs={"rows": 4}),
            "borders": forms.CheckboxSelectMultiple,
            "themes": forms.CheckboxSelectMultiple,
        }

    def __init__(self, data=None, *, voices: list[Voice], **kwargs):
        super().__init__(data, label_suffix="", **kwargs)
        refuse_unseen(self)
        self.voices = {voice.key: voice for voice in voices}
        self.fields["voice"].choices = [(key, str(one)) for key, one in self.voices.items()]  # type: ignore[attr-defined]
        self.initial.setdefault("voice", next(iter(self.voices), None))
        self.fields["main_border"].queryset = Border.objects.for_labels()  # type: ignore[attr-defined]
        self.fields["main_border"].empty_label = _("everywhere: no border of its own")  # type: ignore[attr-defined]
        self.fields["borders"].queryset = Border.objects.for_labels()  # type: ignore[attr-defined]
        self.fields["themes"].queryset = Theme.objects.for_labels()  # type: ignore[attr-defined]
        for name in TITLES:
            self.fields[name].one_of = True  # type: ignore[attr-defined]
        for name in [*TITLES, "summary_fr", "summary_en"]:
            self.fields[name].widget.attrs["lang"] = name[-2:]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in TITLES):
            self.add_error("title_fr", _("Give the title in one language at least."))
        return cleaned

    @property
    def links(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("borders", "themes")}

    @property
    def spoken(self) -> Voice:
        return self.voices[self.cleaned_data["voice"]]


class PartForm(forms.Form):
    """One thing that is decided about an obstacle."""

    def __init__(self, data=None, files=None, *, obstacle: Obstacle, **kwargs):
        super().__init__(data, files, label_suffix="", **kwargs)
        refuse_unseen(self)
        self.obstacle = obstacle


class TriageForm(PartForm):
    way_out = forms.ChoiceField(
        label=gettext_lazy("What it is"),
        choices=Exit.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy(
            "A real obstacle comes from a law, a rule or a practice, hinders a cross-border"
            " interaction, and does not look like a breach of EU law."
        ),
    )
    nature = forms.ChoiceField(
        label=gettext_lazy("Nature"), choices=[("", "—"), *Nature.choices], required=False
    )
    note = forms.CharField(
        label=gettext_lazy("Why, and where to turn to"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Everyone who reads the obstacle reads it."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of this note"))
    audience = forms.ChoiceField(
        label=gettext_lazy("Who may read the obstacle"), choices=Audience.choices
    )
    closes = forms.BooleanField(
        label=gettext_lazy("Close it now: it is no obstacle of the register"), required=False
    )

    def __init__(self, *args, obstacle: Obstacle, **kwargs):
        super().__init__(*args, obstacle=obstacle, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.initial = {
            "way_out": obstacle.triage,
            "nature": obstacle.nature,
            "note": obstacle.triage_note,
            "language": obstacle.triage_language if obstacle.triage else get_language(),
            "audience": obstacle.audience if obstacle.triage else Audience.PUBLIC,
        }


class CarrierForm(PartForm):
    carrier = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Carried by"),
        required=False,
        help_text=gettext_lazy(
            "A legal person: a file in the name of a natural person is not admissible."
        ),
    )
    is_mot = forms.BooleanField(label=gettext_lazy("The MOT itself carries it"), required=False)

    def __init__(self, *args, obstacle: Obstacle, **kwargs):
        super().__init__(*args, obstacle=obstacle, **kwargs)
        rows = Organisation.objects.filter(is_published=True).exclude(has_legal_personality=False)
        field = self.fields["carrier"]
        field.queryset = rows.for_links().order_by("sort_fr")  # type: ignore[attr-defined]
        field.empty_label = _("nobody yet, or the MOT")  # type: ignore[attr-defined]
        self.initial = {"carrier": obstacle.carrier_id, "is_mot": obstacle.is_carried_by_mot}


class CloseForm(PartForm):
    outcome = forms.ChoiceField(
        label=gettext_lazy("How it ended"),
        choices=[one for one in Outcome.choices if one[0] != Outcome.REFORM],
        widget=forms.RadioSelect,
    )
    on = forms.DateField(label=gettext_lazy("On which day"), widget=day_input())
    reasons = forms.CharField(
        label=gettext_lazy("What the authority answered, in its words"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("A refusal is published with its reasons, quoted."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of these words"))

    def __init__(self, *args, obstacle: Obstacle, **kwargs):
        super().__init__(*args, obstacle=obstacle, **kwargs)
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]


class ReopenForm(PartForm):
    comment = forms.CharField(
        label=gettext_lazy("Why"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
