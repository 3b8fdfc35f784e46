"""What is told about contributions: by those who pay, and by staff for many at once."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.amounts import AmountField
from core.forms import VersionedForm
from members.models import Contribution, MembershipKind
from members.models.contributions import FIRST_YEAR
from members.services.contributions import without_contribution


class PurchaseOrderForm(VersionedForm):
    """What an organisation tells about its payment."""

    class Meta:
        model = Contribution
        fields = ["purchase_order"]


def this_year() -> int:
    return timezone.localdate().year


class PrepareForm(forms.Form):
    """For which year and which kinds contributions are prepared. `count` says for how many."""

    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=2100, initial=this_year, localize=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of membership"),
        choices=MembershipKind.choices,
        initial=[MembershipKind.MEMBER, MembershipKind.ASSOCIATE],
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def count(self) -> int:
        """How many memberships would get one, with the choices that the page starts with."""
        return without_contribution(this_year(), self.fields["kinds"].initial).count()


class CallForm(forms.Form):
    """What the contributions that are about to be called lack, and whether letters leave."""

    amount = AmountField(
        label=_("Amount (€), for those that have none"), max_digits=12, required=False
    )
    due_on = forms.DateField(
        label=_("Due day, for those that have none"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    quiet = forms.BooleanField(label=_("Without automatic letters"), required=False)

    def __init__(self, *args, rows: list[Contribution], **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows

    def clean_due_on(self) -> date | None:
        day = self.cleaned_data["due_on"]
        if day and day < timezone.localdate():
            raise ValidationError(_("This day is past."))
        return day

    def clean(self):
        facts = super().clean() or {}
        if not self.rows:
            raise ValidationError(_("No contribution is chosen."))
        if any(row.amount is None for row in self.rows) and not facts.get("amount"):
            self.add_error("amount", _("Some have no amount yet."))
        is_undue = any(row.due_on is None for row in self.rows) and not facts.get("due_on")
        if is_undue and "due_on" not in self.errors:
            self.add_error("due_on", _("Some have no due day yet."))
        return facts
