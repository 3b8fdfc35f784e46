"""The steps of an application to join, and what staff decide about it."""

from typing import Any

from django import forms
from django.db.models import Case, When
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.forms import BareField
from members.models import Application
from territories.models import Border


class Step(forms.ModelForm):
    """Part of an application. Saving it keeps the language in which it is filled in."""

    required: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required = field.required or name in self.required
            if not field.required:
                field.label = gettext("%(label)s (optional)") % {
                    "label": capfirst(str(field.label))
                }

    def save(self, commit=True):
        self.instance.language = get_language()
        return super().save(commit)


class OrganisationStep(Step):
    required = ("name", "kind", "country")
    website = forms.URLField(
        label=_("Website"), required=False, max_length=200, assume_scheme="https"
    )
    siren = BareField(
        label="SIREN",
        required=False,
        help_text=_("Nine digits, for a French body."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    borders = forms.ModelMultipleChoiceField(
        label=_("Borders it works on"),
        queryset=Border.objects.none(),
        required=False,
        help_text=_("None for a body that works for a whole country."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )

    class Meta:
        model = Application
        fields = ["name", "acronym", "kind", "country", "city", "website", "siren", "borders"]
        labels = {
            "name": _("Name of the organisation"),
            "kind": _("What it is"),
            "country": _("Country of its seat"),
            "city": _("City of its seat"),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "organization"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        borders: Any = self.fields["borders"]
        french_first = Case(When(code__startswith="FR", then=0), default=1)
        borders.queryset = Border.objects.for_labels().order_by(french_first, "code")


class WhyStep(Step):
    required = ("motivation",)

    class Meta:
        model = Application
        fields = ["motivation"]
        labels = {"motivation": _("Why does your organisation wish to join?")}
        help_texts = {
            "motivation": _(
                "What you do across the border, what you expect from the network and what you bring"
                " to it. The Board reads this."
            )
        }
        widgets = {"motivation": forms.Textarea(attrs={"rows": 12})}


class ContactStep(Step):
    required = ("contact_name", "contact_function", "contact_email")
    consent = forms.BooleanField(
        label=_("I agree that the MOT keeps these data to handle the application"),
        help_text=_(
            "Your name, function and address are read by the MOT’s team and its Board, and are"
            " never shown on the site. If the application is not accepted they are forgotten after"
            " a year."
        ),
        error_messages={"required": _("Without your agreement the MOT cannot answer you.")},
    )

    class Meta:
        model = Application
        fields = ["contact_name", "contact_function", "contact_email"]
        labels = {
            "contact_name": _("Your name"),
            "contact_function": _("Your function there"),
            "contact_email": _("Your e-mail address"),
        }
        help_texts = {
            "contact_email": _(
                "The confirmation and the answer go there. If the answer is yes, this address is"
                " invited to act for the organisation."
            )
        }
        widgets = {
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_function": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "contact_email": forms.EmailInput(attrs={"autocomplete": "email"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consent"].initial = self.instance.consented_at is not None

    def clean_contact_email(self):
        return self.cleaned_data["contact_email"].lower()

    def save(self, commit=True):
        self.instance.consented_at = self.instance.consented_at or timezone.now()
        return super().save(commit)


STEPS: dict[str, tuple[Any, type[Step]]] = {
    "organisation": (_("Organisation"), OrganisationStep),
    "why": (_("Why"), WhyStep),
    "contact": (_("Contact"), ContactStep),
}
