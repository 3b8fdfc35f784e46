from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from members.forms.people import DayInput
from partnerships.models import SHARED, Consent
from partnerships.services.consents import check_end, last_possible_day


class ConsentForm(forms.ModelForm):
    """What an organisation opens of one project, until when; `parts` are those it may open."""

    is_confirmed = forms.BooleanField(
        label=gettext_lazy("I give this consent in the name of my organisation"),
        help_text=gettext_lazy("You can withdraw it at any time: the partner sees nothing more."),
        error_messages={"required": gettext_lazy("Confirm that you consent, or leave the page.")},
    )

    class Meta:
        model = Consent
        fields = [*SHARED, "contact", "ends_on"]
        labels = {
            "shares_contact": gettext_lazy("The person to call"),
            "shares_budget": gettext_lazy("The budget and the plan of financing"),
            "shares_gap": gettext_lazy("What is still to be financed"),
            "shares_documents": gettext_lazy("The documents for members"),
            "contact": gettext_lazy("Whom the partner may call"),
            "ends_on": gettext_lazy("Until"),
        }
        help_texts = {
            "contact": gettext_lazy(
                "Name, function, telephone or address. Ask the person first: the officers of the "
                "partner read it."
            ),
            "ends_on": gettext_lazy("The last day on which the partner sees it: five years away "
                                    "at most."),
        }  # fmt: skip
        widgets = {
            "contact": forms.TextInput(attrs={"autocomplete": "off"}),
            "ends_on": DayInput(),
        }

    def __init__(self, *args, parts: list[str], **kwargs):
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        for name in set(SHARED) - set(parts):
            del self.fields[name]
        today = timezone.localdate()
        self.fields["ends_on"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(),
            "max": last_possible_day().isoformat(),
        }

    def clean_ends_on(self):
        check_end(self.cleaned_data["ends_on"])
        return self.cleaned_data["ends_on"]

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("shares_contact") and "contact" in cleaned and not cleaned["contact"]:
            self.add_error("contact", ValidationError(_("Say whom the partner may call.")))
        return cleaned

    @property
    def parts(self) -> list[forms.BoundField]:
        return [self[name] for name in SHARED if name in self.fields]
