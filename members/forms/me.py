from django import forms
from django.utils.translation import gettext_lazy as _

from members.models import User


class PreferencesForm(forms.ModelForm):
    """What a person decides about their own account; the address has its own page."""

    class Meta:
        model = User
        fields = ["name", "language", "wants_news"]
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].required = True
        self.fields["name"].help_text = _("As colleagues and MOT’s staff read it beside your acts.")
        self.fields["language"].help_text = _(
            "Letters come in it, and the back office speaks it. Pages are in the language that you"
            " choose at their top."
        )


class EraseForm(forms.Form):
    is_sure = forms.BooleanField(
        label=_("I know that this cannot be undone."),
        error_messages={"required": _("Tick the box to go on.")},
    )
