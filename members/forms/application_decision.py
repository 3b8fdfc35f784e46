"""What staff write down of the Board's decision about an application."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.partial_dates import validate_partial_date
from members.models import Application, MembershipKind
from members.services.duplicates import Candidate

NEW = "new"


class DecisionForm(forms.Form):
    decided_on = forms.DateField(
        label=_("The Board decided on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, application: Application, **kwargs):
        super().__init__(*args, **kwargs)
        self.application = application

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if (sent := self.application.sent_on) and day < sent:
            words = _("The application was sent on %s: the Board decides that day or later.")
            raise ValidationError(words % date_format(sent))
        if day > timezone.localdate():
            raise ValidationError(_("This day is still to come."))
        return day


class RefuseForm(DecisionForm):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The applicant reads it in the letter and on the page of the application."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "vLargeTextField"}),
    )
    quiet = forms.BooleanField(label=_("Without automatic letters"), required=False)


class AcceptForm(DecisionForm):
    """As what the applicant joins, from when, and which row of the directory it is."""

    kind = forms.ChoiceField(
        label=_("Joins as"), choices=MembershipKind.choices, initial=MembershipKind.MEMBER
    )
    joined_on = forms.CharField(
        label=_("Joins on"),
        required=False,
        validators=[validate_partial_date],
        help_text=_("2019, 2019-12 or 2019-12-05; empty: the day of the decision."),
    )
    target = forms.ChoiceField(
        label=_("In the directory it is"), initial=NEW, widget=forms.RadioSelect
    )
    quiet = forms.BooleanField(
        label=_("Without automatic letters"),
        required=False,
        help_text=_("The invitation waits all the same, and can be sent from its list."),
    )

    def __init__(self, *args, application: Application, candidates: list[Candidate], **kwargs):
        super().__init__(*args, application=application, **kwargs)
        self.rows = {str(one.organisation.pk): one.organisation for one in candidates}
        if (linked := application.organisation) is not None:
            self.rows = {str(linked.pk): linked} | self.rows
            self.fields["target"].initial = str(linked.pk)
        choices: list[tuple] = [(NEW, _("a new organisation, not published"))]
        choices += [(pk, self._label(row)) for pk, row in self.rows.items()]
        self.fields["target"].choices = choices  # type: ignore[attr-defined]

    def _label(self, row) -> str:
        return str(row) if row.is_published else _("%s (not published)") % row

    def clean(self):
        facts = super().clean() or {}
        facts["organisation"] = self.rows.get(facts.get("target", ""))
        if not facts.get("joined_on") and facts.get("decided_on"):
            facts["joined_on"] = facts["decided_on"].isoformat()
        return facts
