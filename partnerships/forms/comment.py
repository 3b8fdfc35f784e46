from django import forms
from django.utils.translation import gettext_lazy as _

from partnerships.models import Comment


class CommentForm(forms.ModelForm):
    """Something said about a row; `answers` is one of the comments on the same row."""

    class Meta:
        model = Comment
        fields = ["text", "answers"]
        labels = {"text": _("Your question or remark")}
        widgets = {"text": forms.Textarea({"rows": 3}), "answers": forms.HiddenInput}

    def __init__(self, *args, comments, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answers"].error_messages["invalid_choice"] = _(
            "What you answer is here no more: send your words as a remark."
        )
        self.fields["answers"].queryset = comments.filter(answers=None)  # type: ignore[attr-defined]
