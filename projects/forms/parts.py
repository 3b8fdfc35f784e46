"""The partners and the documents of a project, row by row."""

from django import forms
from django.forms import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.amounts import AmountField
from core.forms import VersionedForm
from members.models import Organisation
from projects.forms.documents import FileForm
from projects.models import Participation, Project, ProjectDocument


class ParticipationForm(VersionedForm):
    """A partner: an organisation of the network, or another body by its name and country."""

    own_budget = AmountField(
        label=gettext_lazy("Own budget (€)"),
        required=False,
        help_text=gettext_lazy("Of this partner alone, never the total. Empty: not published."),
    )

    class Meta:
        model = Participation
        fields = ["organisation", "name", "country", "role", "own_budget"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        rows = Organisation.objects.filter(is_published=True).for_links().order_by("sort_fr")
        self.fields["organisation"].queryset = rows  # type: ignore[attr-defined]
        self.fields["organisation"].empty_label = _("another body: name it beside")  # type: ignore[attr-defined]

    def clean(self):
        cleaned = self.cleaned_data
        if not cleaned.get("organisation") and not cleaned.get("name"):
            self.add_error(
                "name", _("Choose an organisation of the network, or name another body.")
            )
        elif cleaned.get("organisation") and (cleaned.get("name") or cleaned.get("country")):
            words = _("Choose an organisation of the network, or name another body: not both.")
            self.add_error("name", words)
        return super().clean()


class DocumentForm(FileForm, VersionedForm):
    """A document of the organisation's: a file or the address of one."""

    link = forms.URLField(
        label=gettext_lazy("Or its address"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )

    class Meta:
        model = ProjectDocument
        fields = ["title_fr", "title_en", "kind", "language", "access", "file", "link"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["access"].choices = [  # type: ignore[attr-defined]
            choice for choice in ProjectDocument.Access.choices if choice[0] != "staff"
        ]
        self.initial.setdefault("access", "public")


PartnerFormSet = inlineformset_factory(
    Project, Participation, form=ParticipationForm, extra=2, max_num=100, validate_max=True
)
DocumentFormSet = inlineformset_factory(
    Project, ProjectDocument, form=DocumentForm, extra=1, max_num=50, validate_max=True
)
