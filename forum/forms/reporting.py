from django import forms

from forum.models import Flag


class ReportForm(forms.ModelForm):
    """Why a reader thinks that a post should not stand as it does."""

    class Meta:
        model = Flag
        fields = ["reason", "words"]
        widgets = {"reason": forms.RadioSelect, "words": forms.Textarea({"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        self.fields["reason"].choices = Flag.Reason.choices  # type: ignore[attr-defined]
