"""Forms about who may act for an organisation."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import VersionedForm
from members.models import CAPABILITIES, Invitation, JoinRequest, Mandate

WHY_ENDED = [Mandate.EndReason.TERM_OVER, Mandate.EndReason.LEFT, Mandate.EndReason.ENDED]
RIGHTS = ["function", *CAPABILITIES, "starts_on", "ends_on", "is_public"]


class DayInput(forms.DateInput):
    """The browser's own calendar; a date can be typed all the same."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ByStaff(forms.Form):
    """Staff, and they alone, may act without letters: `quiet`, False for all others."""

    quiet = forms.BooleanField(
        label=_("Without automatic letters"),
        required=False,
        help_text=_("For staff: nobody is told by the portal."),
    )

    def __init__(self, *args, is_staff: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_staff:
            del self.fields["quiet"]

    @property
    def is_quiet(self) -> bool:
        return bool(self.cleaned_data.get("quiet"))


class WithCapabilities(forms.ModelForm):
    """The five capabilities stand together."""

    template_name = "members/people/_fields.html"

    def capability_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in CAPABILITIES]

    def fields_before(self) -> list[forms.BoundField]:
        return self._others()[: self._split()]

    def fields_after(self) -> list[forms.BoundField]:
        return self._others()[self._split() :]

    def _others(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in CAPABILITIES]

    def _split(self) -> int:
        """Where the capabilities stand: after the function."""
        return [field.name for field in self._others()].index("function") + 1


class RightsForm(ByStaff, WithCapabilities):
    """What somebody will be and may do: of an invitation, or of an answer to a request."""

    class Meta:
        model = Invitation
        fields = RIGHTS
        widgets: dict[str, forms.Widget] = {"starts_on": DayInput(), "ends_on": DayInput()}
        help_texts = {
            "starts_on": _("Rights begin that day, or the day of the yes when it is later."),
            "ends_on": _("Empty when it is not known yet; that day still gives rights."),
            "function": _("As it is said in the organisation: president, head of Europe unit…"),
        }


class InvitationForm(RightsForm):
    class Meta(RightsForm.Meta):
        fields = ["email", "language", *RIGHTS]
        widgets = RightsForm.Meta.widgets | {
            "email": forms.EmailInput(attrs={"autocomplete": "off"})
        }
        help_texts = RightsForm.Meta.help_texts | {
            "email": _("The person’s own address: who logs in with another one cannot accept."),
        }


class ReaddressForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail address"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )


class MandateForm(ByStaff, WithCapabilities, VersionedForm):
    class Meta:
        model = Mandate
        fields = ["function", *CAPABILITIES, "is_public"]


class EndForm(ByStaff):
    """The last day of a mandate, and why unless it is known. A day set before may be taken back."""

    field_order = ["last_day", "reason", "quiet"]
    last_day = forms.DateField(
        label=_("Last day"),
        widget=DayInput(),
        help_text=_("That day still gives rights. To end them at once, give yesterday’s date."),
    )
    reason = forms.ChoiceField(
        label=_("Why"), choices=[(why.value, capfirst(why.label)) for why in WHY_ENDED]
    )

    def __init__(self, *args, asks_why: bool, had_a_day: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        if had_a_day:
            self.fields["last_day"].required = False
            self.fields["last_day"].help_text = _("Empty: the mandate goes on without end.")
        if not asks_why:
            del self.fields["reason"]


class RefusalForm(ByStaff):
    field_order = ["reason", "quiet"]
    reason = forms.CharField(
        label=_("Why"),
        max_length=2000,
        help_text=_("The person reads it."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class PublicChoice(forms.Form):
    """Whether one is shown on the public page: one's own choice."""

    is_public = forms.BooleanField(
        label=_("Show my name and my function on the public page of the organisation"),
        required=False,
        help_text=_("Never the address. You may change this at any time."),
    )


class NewAccountForm(PublicChoice):
    """Who has no account makes it while accepting."""

    field_order = ["name", "password", "is_public"]
    name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As it will sign what you do here."),
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Eight characters at least, and not one that everybody uses."),
    )


class JoinForm(forms.ModelForm):
    """Somebody asks to act for an organisation; who is logged in gives neither name nor address."""

    class Meta:
        model = JoinRequest
        fields = ["name", "email", "function", "message"]
        labels = {
            "name": _("Your name"),
            "email": _("Your e-mail address"),
            "function": _("Your function there"),
            "message": _("What you wish to do, in a few words"),
        }
        help_texts = {"email": _("The answer goes there: give the one of your organisation.")}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "message": forms.Textarea(attrs={"rows": 6}),
        }

    def __init__(self, *args: Any, has_account: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if has_account:
            del self.fields["name"], self.fields["email"]
