from django import forms
from django.utils.translation import gettext_lazy as _

from core.amounts import AmountField
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
        super().__init__(*args, label_suffix="", **kwargs)
