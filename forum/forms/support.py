from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.amounts import AmountField
from core.templatetags.ui import language_name
from forum.models import Endorsement


class SupportForm(forms.ModelForm):
    """Where, how many, at what cost, in the organisation's words: all of it may stay empty."""

    cost = AmountField(label=_("Cost a year (€)"), required=False)

    class Meta:
        model = Endorsement
        fields = ["place", "people", "cost", "text", "language"]
        widgets = {
            "text": forms.Textarea(attrs={"rows": 5}),
            "people": forms.TextInput(attrs={"inputmode": "numeric"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)  # type: ignore[misc]
        languages = [(code, language_name(code)) for code in settings.CONTENT_LANGUAGES]
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
        if not self.instance.pk:
            self.initial["language"] = get_language()
