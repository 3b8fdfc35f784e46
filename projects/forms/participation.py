from django import forms
from django.utils.translation import gettext_lazy as _

from core.amounts import AmountField
from core.forms import VersionedForm
from projects.models import Participation


class OwnPartForm(VersionedForm):
    """What an organisation says of its own part in a project."""

    own_budget = AmountField(
        label=_("Own budget (€)"),
        required=False,
        help_text=_("Of your organisation alone. Empty: not published."),
    )
    eu_share = AmountField(
        label=_("EU funding of your organisation (€)"),
        required=False,
        help_text=_("Empty: not published. 0: none."),
    )
    website = forms.URLField(
        label=_("Its page about the project"), required=False, max_length=500, assume_scheme="https"
    )

    class Meta:
        model = Participation
        fields = ["part", "own_budget", "eu_share", "website", "is_named"]
        labels = {
            "part": _("What your organisation does in it"),
            "is_named": _("The page names our organisation"),
        }
        help_texts = {"is_named": _("Untick it, and no page, list or export names it here.")}
        widgets = {"part": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
