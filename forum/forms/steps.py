"""A step: prepared, sent, answered."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import VersionedForm
from core.uploads import KeptFileField
from forum.forms.raising import PartForm, day_input, language_choices
from forum.models import Step
from forum.models.kinds import Level
from forum.models.steps import TO_SEND
from forum.route import Route, Way
from forum.services.steps import MEANINGS, SENDABLE, Answer
from projects.uploads import ACCEPTED, KEPT_BYTES, clean_document, original_name

MEANING_WORDS = {
    "received": gettext_lazy("They received it, or answered without deciding"),
    "completion": gettext_lazy("They ask for more"),
    "admission": gettext_lazy("They admit it"),
    "administrative": gettext_lazy("They take the administrative route"),
    "legislative": gettext_lazy("They take the legislative route"),
    "final": gettext_lazy("They decided"),
}


class StepForm(VersionedForm):
    """To whom (one of the ways of the route, or another body by its name and level), and what."""

    to = forms.ChoiceField(label=gettext_lazy("To whom"), required=False)

    class Meta:
        model = Step
        fields = ["kind", "level", "addressee_name", "text", "language", "audience"]
        labels = {
            "level": gettext_lazy("Level of the other body"),
            "addressee_name": gettext_lazy("Name of the other body"),
        }
        help_texts = {"addressee_name": gettext_lazy("For a body that is not in the list.")}

    def __init__(self, data=None, *, instance: Step, route: Route, **kwargs):
        super().__init__(data, instance=instance, label_suffix="", **kwargs)
        self.ways = {way.key: way for way in route.ways}
        named = [(key, f"{way.to} ({way.level.label})") for key, way in self.ways.items()]
        self.fields["to"].choices = [("", _("another body, named below")), *named]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(one.value, TO_SEND.get(one, one.label)) for one in SENDABLE]  # type: ignore[attr-defined]
        others = [(one.value, one.label) for one in Level if one is not Level.POINT]
        self.fields["level"].choices = [("", "—"), *others]  # type: ignore[attr-defined]
        self.fields["level"].required = False
        for name in ("to", "level", "addressee_name"):
            self.fields[name].one_of = True  # type: ignore[attr-defined]
        self.fields["language"].choices = language_choices()  # type: ignore[attr-defined]
        self.order_fields(["kind", "to", "level", "addressee_name", "text", "language", "audience"])
        if instance.point_id or instance.addressee_id:
            key = f"point-{instance.point_id}" if instance.point_id else ""
            self.initial["to"] = key or f"addressee-{instance.addressee_id}"
            self.initial["level"] = self.initial["addressee_name"] = ""

    @property
    def way(self) -> Way | None:
        return self.ways.get(self.cleaned_data.get("to", ""))

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        way = self.way
        if way:
            cleaned["level"] = way.level
            cleaned["addressee_name"] = str(way.to)[:200]
        elif not self.errors:
            for name, sentence in {
                "level": _("Say at which level it is."),
                "addressee_name": _("Say to whom it goes."),
            }.items():
                if not cleaned.get(name):
                    self.add_error(name, sentence)
        return cleaned

    def _post_clean(self):
        """The point and the addressee go with the level, before the constraints are looked at."""
        way = self.way
        self.instance.point = way.to if way and way.is_point else None
        self.instance.addressee = way.to if way and not way.is_point else None
        super()._post_clean()  # type: ignore[misc]


class SendForm(PartForm):
    sent_on = forms.DateField(label=gettext_lazy("Sent on"), widget=day_input())
    due_on = forms.DateField(
        label=gettext_lazy("Answer due on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Empty: the day that the rule of the deadline gives, if any."),
    )


class AnswerForm(PartForm):
    answered_on = forms.DateField(label=gettext_lazy("Answered on"), widget=day_input())
    meaning = forms.ChoiceField(
        label=gettext_lazy("What the answer says"),
        choices=[(key, MEANING_WORDS[key]) for key in MEANINGS],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("The answer, quoted"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    answer_language = forms.ChoiceField(label=gettext_lazy("Language of the answer"))
    due_on = forms.DateField(
        label=gettext_lazy("What they ask for is due on"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy(
            "When they ask for more, or leave time for an appeal. Empty: what the rule gives."
        ),
    )
    their_reference = forms.CharField(
        label=gettext_lazy("Their reference"), required=False, max_length=100
    )
    document = KeptFileField(
        label=gettext_lazy("Document received"),
        required=False,
        most=KEPT_BYTES,
        accept=ACCEPTED,
        help_text=gettext_lazy("PDF, ODT, DOCX, XLSX, PNG or JPEG, at most 10 MB."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer_language"].choices = language_choices()  # type: ignore[attr-defined]

    def clean_document(self):
        sent = self.cleaned_data["document"]
        if not isinstance(sent, UploadedFile):
            return None
        try:
            content = clean_document(sent)
        except ValidationError:
            self.fields["document"].drop()  # type: ignore[attr-defined]
            raise
        self.cleaned_data["document_name"] = original_name(sent)
        return content

    @staticmethod
    def answer_of(sent: dict[str, Any]) -> Answer:
        """What was sent, as the service takes it."""
        return Answer(
            on=sent["answered_on"],
            meaning=sent["meaning"],
            text=sent["answer"],
            language=sent["answer_language"],
            due_on=sent["due_on"],
            their_reference=sent["their_reference"],
            document=sent["document"],
            document_name=sent.get("document_name", ""),
        )
