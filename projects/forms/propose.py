from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from members.models import Organisation
from projects.models import Project


class ProposeForm(forms.ModelForm):
    """The first words of a project: for which organisation, its title, what it is.

    `is_new` is asked for once projects with a like title were shown.
    """

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("For which organisation"), to_field_name="slug"
    )
    is_new = forms.BooleanField(label=_("None of these: it is another project"), required=False)

    class Meta:
        model = Project
        fields = ["title_fr", "title_en", "acronym", "summary_fr"]
        labels = {
            "title_fr": _("Title in French"),
            "title_en": _("Title in English"),
            "summary_fr": _("Summary in French"),
        }
        widgets = {"summary_fr": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data=None, *, organisations):
        super().__init__(data, label_suffix="")
        choice = self.fields["organisation"]
        choice.queryset = organisations  # type: ignore[attr-defined]
        rows = list(organisations)
        if len(rows) == 1:
            self.initial["organisation"] = rows[0].slug
        self.order_fields(["organisation", "title_fr", "title_en", "acronym", "summary_fr"])
        for name in ("title_fr", "title_en"):
            self.fields[name].widget.attrs["lang"] = name[-2:]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(name) for name in ("title_fr", "title_en")):
            self.add_error("title_fr", _("Give the title in one language at least."))
        return cleaned

    @property
    def titles(self) -> list[str]:
        return [self.data.get(f"title_{code}", "") for code in settings.CONTENT_LANGUAGES]
