"""What is chosen before a file is made."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.templatetags.ui import language_name
from forum.files.words import interface, words
from forum.models import CrossBorderFile, Obstacle, Step
from forum.models.kinds import FileKind
from forum.services.files import free_steps

# The thematic areas of the second call, by the codes of our themes.
AREAS = {
    "governance": "institutional",
    "health": "services",
    "mobility": "services",
    "civil_security": "services",
    "social_inclusion": "services",
    "economy_employment": "labour",
    "education_training": "labour",
    "energy_transition": "green",
    "environment": "green",
    "water": "green",
    "agriculture": "green",
}


def _grouped(group: str) -> list[tuple[str, str]]:
    """The choices whose words are those of the files, in French or English."""
    found = words(interface(get_language() or ""))
    start = f"{group}."
    return [(key.removeprefix(start), name) for key, name in found.items() if key.startswith(start)]


def _languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in settings.CONTENT_LANGUAGES]


class FileForm(forms.Form):
    """In which language, for which step; its address with other values shows another draft."""

    step = forms.ModelChoiceField(
        Step.objects.none(),
        label=_("Step in which it is sent"),
        required=False,
        empty_label=_("not yet known"),
        help_text=_("The file then names its addressee and is attached to it."),
    )
    language = forms.ChoiceField(
        label=_("Language of the file"),
        choices=_languages,
        help_text=_("That of the addressee. What is not written in it is given in another."),
    )

    kind = FileKind.CROSS_BORDER

    def __init__(self, data=None, *, obstacle: Obstacle):
        self.obstacle = obstacle
        free = free_steps(obstacle)
        asked = str((data or {}).get("step", ""))
        chosen = next((one for one in free if str(one.pk) == asked), free[0] if free else None)
        initial = {"step": chosen and chosen.pk, "language": usual_language(obstacle, chosen)}
        super().__init__(data, initial=initial)
        self.fields["step"].queryset = obstacle.steps.filter(  # type: ignore[attr-defined]
            pk__in=[step.pk for step in free]
        ).select_related("obstacle", "point", "addressee")
        self.fields["step"].label_from_instance = _step_name  # type: ignore[attr-defined]

    @property
    def answers(self) -> dict[str, Any]:
        """What only this kind of file asks for."""
        return {}

    @property
    def hidden(self) -> list[tuple[str, str]]:
        """What was chosen, to be carried by the button that makes the file."""
        values = {name: self[name].value() for name in self.fields}
        return [(name, "on" if value is True else str(value)) for name, value in values.items()
                if value not in (None, "", False)]  # fmt: skip


class BSolutionsForm(FileForm):
    """What the call of b-solutions asks, and the obstacle does not say."""

    area_of = forms.ChoiceField(
        label=_("Thematic area of the call"),
        choices=lambda: [("", "–"), *_grouped("area_of")],
        required=False,
    )
    cause = forms.ChoiceField(
        label=_("Cause"), choices=lambda: [("", "–"), *_grouped("cause")], required=False
    )
    is_structural = forms.BooleanField(
        label=_("It is a lasting obstacle, not a temporary crisis measure"), required=False
    )
    expected = forms.CharField(
        label=_("What is expected of the expert"),
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    on_behalf = forms.CharField(
        label=_("Member that applies, when the carrier has no legal personality"),
        max_length=200,
        required=False,
    )

    kind = FileKind.B_SOLUTIONS

    def __init__(self, data=None, *, obstacle: Obstacle):
        super().__init__(data, obstacle=obstacle)
        self.initial.update({"area_of": _area(obstacle)} | self._last_answers())

    @property
    def answers(self) -> dict[str, Any]:
        names = ("area_of", "cause", "is_structural", "expected", "on_behalf")
        return {name: self.cleaned_data[name] for name in names}

    def _last_answers(self) -> dict[str, Any]:
        """Those of the last application of this obstacle."""
        rows = CrossBorderFile.objects.filter(obstacle=self.obstacle, kind=self.kind)
        facts = rows.values_list("facts", flat=True).first()
        return facts["answers"] if facts else {}


FORMS = {form.kind: form for form in (FileForm, BSolutionsForm)}


def usual_language(obstacle: Obstacle, step: Step | None) -> str:
    """The first in which the addressee reads, else that of the obstacle."""
    to = step and (step.point or step.addressee)
    read = [code for code in (to.languages if to else []) if code in settings.CONTENT_LANGUAGES]
    return read[0] if read else obstacle.language


def _area(obstacle: Obstacle) -> str:
    return next((AREAS[code] for code in obstacle.theme_codes if code in AREAS), "")


def _step_name(step: Step) -> str:
    return f"{step.get_kind_display()} – {step.addressee_name}"
