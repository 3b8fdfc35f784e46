from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.forms import VersionedForm
from core.partial_dates import first_day
from core.templatetags.ui import language_name
from forum.clocks import EARLIEST
from forum.models import Reuse
from forum.models.kinds import UseState
from territories.models import Border


def _languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in settings.CONTENT_LANGUAGES]


class ReuseForm(VersionedForm):
    """How a solution goes at an organisation, told in one language at a time."""

    language = forms.ChoiceField(label=_("Language of the text"), choices=_languages)
    told = forms.CharField(
        label=_("How it goes"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What had to be adapted, what it brings, what is still hard."),
    )

    class Meta:
        model = Reuse
        fields = ["border", "since", "state"]
        labels = {
            "border": _("At which border"),
            "since": _("Since when"),
            "state": _("How far you are"),
        }
        help_texts = {"since": _("A year, a month or a day: 2019, 2019-12 or 2019-12-05.")}

    field_order = ["state", "since", "border", "told", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["border"].queryset = Border.objects.for_labels()  # type: ignore[attr-defined]
        written = [code for code in self._order() if getattr(self.instance, f"text_{code}")]
        language = written[0] if written else self._order()[0]
        self.initial["language"] = language
        self.initial["told"] = getattr(self.instance, f"text_{language}")

    def _order(self) -> list[str]:
        own = get_language() or settings.LANGUAGE_CODE
        return [own, *(code for code in settings.CONTENT_LANGUAGES if code != own)]

    def _post_clean(self):
        super()._post_clean()  # type: ignore[misc]
        language = self.cleaned_data.get("language")
        if language and "told" in self.cleaned_data:
            setattr(self.instance, f"text_{language}", self.cleaned_data["told"])
        if self.instance.state != UseState.PLANNED and not self.has_error("since"):
            since = first_day(self.instance.since)
            if since and since > timezone.localdate():
                self.add_error("since", gettext("This day is still to come."))
            if since and since < EARLIEST:
                self.add_error("since", gettext("Give a day between 1950 and today."))
