"""What is kept on the page of a partnership."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from core.admin import ContentForm, VersionedInline, languages
from core.rows import VersionedRows
from partnerships.admin.forms import ConventionForm, ProgrammeForm
from partnerships.models import Axis, Contact, Convention, YearlyProgramme


class ApartRows(VersionedRows):
    """Rows of which no two may hold the same in `apart`, neither in the form nor in the database.

    PostgreSQL looks at each row as it is written: what two rows exchange is written in two steps.
    """

    apart = ""
    message: Any = ""

    def meet(self, one: Any, other: Any) -> bool:
        return getattr(one, self.apart) == getattr(other, self.apart)

    def clean(self):
        super().clean()
        kept = [form for form in self.forms if form not in self.deleted_forms]
        rows = [(form, form.instance) for form in kept if form.cleaned_data.get(self.apart)]
        rows_there = self.model._default_manager  # type: ignore[union-attr]
        stored = list(rows_there.filter(partnership=self.instance.pk))
        for number, (form, row) in enumerate(rows):
            others = [other for _form, other in rows[:number]]
            others += [other for other in stored if other.pk != row.pk]
            if any(self.meet(row, other) for other in others):
                form.add_error(self.apart, self.message)


class AxisRows(ApartRows):
    apart, message = "number", _("Another axis has this number.")


class ProgrammeRows(ApartRows):
    apart, message = "year", _("This year has its programme already.")


class ConventionRows(ApartRows):
    apart, message = "starts_on", _("Another convention runs in this period.")

    def meet(self, one: Convention, other: Convention) -> bool:
        first = one.starts_on <= (other.ends_on or date.max)
        return first and other.starts_on <= (one.ends_on or date.max)


class ContactInline(VersionedInline, admin.StackedInline):
    model = Contact
    extra = 0
    fields = [("side", "position"), ("name", "function"), ("email", "phone"), "version"]


class AxisInline(VersionedInline, admin.StackedInline):
    model = Axis
    form = ContentForm
    formset = AxisRows
    extra = 0
    fieldsets = [
        (None, {"fields": [("number", "code"), "version"]}),
        languages(_("Title"), "title"),
        languages(_("Summary"), "summary"),
    ]


class ConventionInline(VersionedInline, admin.StackedInline):
    """The names are those of the schema SCDL “Subventions”."""

    model = Convention
    form = ConventionForm
    formset = ConventionRows
    extra = 0
    fieldsets = [
        (None, {"fields": [
            ("reference", "signed_on"), ("starts_on", "ends_on"), ("amount", "nature"),
            "payment_terms", "payment_dates", ("share_percent", "scheme_of_aid"),
            ("rae_number", "is_notified_to_eu"), "version",
        ]}),
        languages(_("Purpose"), "purpose"),
    ]  # fmt: skip


class ProgrammeInline(VersionedInline, admin.StackedInline):
    model = YearlyProgramme
    form = ProgrammeForm
    formset = ProgrammeRows
    extra = 0
    fieldsets = [
        (None, {"fields": [("year", "days_available", "forecast_cost"), "version"]}),
        languages(_("Programme of the year"), "text"),
    ]
