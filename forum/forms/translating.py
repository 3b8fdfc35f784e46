from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.forms import VersionedForm
from core.templatetags.ui import language_name
from forum.models import PostTranslation
from forum.models.kinds import TranslationOrigin

HOW = [
    ("", _("I translated it")),
    (TranslationOrigin.REVIEWED.value, _("A machine did, and I read it over")),
    (TranslationOrigin.MACHINE.value, _("A machine did")),
]


class TranslationForm(VersionedForm):
    """A post in another language; `seen`, `seen_title`: what it said when the form was made."""

    how = forms.ChoiceField(
        label=_("How it was made"), choices=HOW, required=False, widget=forms.RadioSelect
    )
    seen = forms.CharField(widget=forms.HiddenInput, strip=False)
    seen_title = forms.CharField(widget=forms.HiddenInput, strip=False, required=False)

    class Meta:
        model = PostTranslation
        fields = ["title", "text"]
        labels = {"text": _("The text in this language")}
        widgets = {"text": forms.Textarea({"rows": 12})}

    def __init__(self, data=None, *, instance: PostTranslation, **kwargs):
        super().__init__(data, instance=instance, label_suffix="", **kwargs)
        post = instance.post
        self.initial["seen"], self.initial["seen_title"] = post.text, post.title
        if instance.origin in dict(HOW):
            self.initial["how"] = instance.origin
        if post.is_first:
            self.fields["title"].required = True
        else:
            del self.fields["title"]
        for field in self.fields.values():
            field.widget.attrs["lang"] = instance.language

    @staticmethod
    def languages(but: str) -> list[tuple[str, str]]:
        """The languages of content, without the post's own."""
        codes = [code for code in settings.CONTENT_LANGUAGES if code != but]
        return [(code, language_name(code)) for code in codes]
