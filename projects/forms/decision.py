from django import forms
from django.utils.translation import gettext_lazy as _

from projects.models import Project
from projects.models.kinds import Publication

# What can be decided of a project, by its state.
ACTS = {
    "publish": _("publish it"),
    "ask": _("ask for changes: it is a draft again"),
    "refuse": _("refuse it"),
    "archive": _("archive it: visitors see it no more"),
}
POSSIBLE = {
    Publication.DRAFT: ["publish"],
    Publication.SUBMITTED: ["publish", "ask", "refuse"],
    Publication.PUBLISHED: ["archive"],
    Publication.ARCHIVED: ["publish"],
    Publication.REFUSED: ["publish"],
}


class PublicationForm(forms.Form):
    """What the staff decide of a project as a whole; a refusal and a request need words."""

    act = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect)
    comment = forms.CharField(
        label=_("Words to its organisation"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sent with the letter. A refusal and a request for changes need them."),
    )

    def __init__(self, data=None, *, project: Project):
        super().__init__(data, label_suffix="")
        acts = POSSIBLE[Publication(project.publication)]
        self.fields["act"].choices = [(act, ACTS[act]) for act in acts]  # type: ignore[attr-defined]
