"""Forms of the back office: what the models alone do not check."""

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ContentForm
from core.amounts import AmountField
from core.uploads import KeptFileField, remove
from partnerships.models import Directorate, Partnership
from projects.forms.documents import FileForm
from projects.uploads import ACCEPTED, KEPT_BYTES, clean_document, original_name

PARTIAL = gettext_lazy("A year, a month or a day: 2026, 2026-03 or 2026-03-15.")


def directorates_of(partnership: Partnership, chosen: list[Directorate]) -> None:
    """Raise `ValidationError` when one of `chosen` belongs to another partner."""
    if others := [str(one) for one in chosen if one.partner_id != partnership.partner_id]:
        raise ValidationError(
            _("No directorate of the partner of this partnership: %s.") % ", ".join(others)
        )


class OfPartnerForm(ContentForm):
    """A row under a partnership: its regional directorates are those of the partner."""

    def partnership(self) -> Partnership | None:
        """The partnership of what was chosen; None while nothing is."""
        raise NotImplementedError

    def clean_directorates(self):
        chosen, partnership = self.cleaned_data["directorates"], self.partnership()
        if partnership:
            directorates_of(partnership, list(chosen))
        return chosen


class WorkstreamForm(OfPartnerForm):
    class Meta:
        help_texts = {"start": PARTIAL, "end": PARTIAL, "facts_on": PARTIAL}

    def partnership(self):
        axis = self.cleaned_data.get("axis")
        return axis and axis.partnership


class ActionForm(OfPartnerForm):
    """An action; what it delivers is a file, checked by its content, or an address."""

    deliverable_file = KeptFileField(
        label=gettext_lazy("or its file"),
        required=False,
        most=KEPT_BYTES,
        accept=ACCEPTED,
        help_text=gettext_lazy("PDF, ODT, DOCX, XLSX, PNG or JPEG, at most 10 MB."),
    )

    class Meta:
        help_texts = dict.fromkeys(["planned", "begun", "done", "facts_on"], PARTIAL)
        field_classes = {"forecast_cost": AmountField, "actual_cost": AmountField}

    def partnership(self):
        workstream = self.cleaned_data.get("workstream")
        return workstream and workstream.axis.partnership

    def clean_deliverable_file(self):
        sent = self.cleaned_data["deliverable_file"]
        if not isinstance(sent, UploadedFile):
            return sent
        try:
            content = clean_document(sent)
        except ValidationError:
            field = self.fields["deliverable_file"]
            assert isinstance(field, KeptFileField)
            field.drop()
            raise
        row = self.instance
        row.deliverable_name, row.deliverable_bytes = original_name(sent), content.size
        return content

    def save(self, commit=True):
        former = self.initial.get("deliverable_file")
        if former and "deliverable_file" in self.changed_data:
            remove(former.name)
        return super().save(commit)


class InvestmentForm(ContentForm):
    class Meta:
        field_classes = {"amount": AmountField, "gap": AmountField}

    def clean(self):
        cleaned = super().clean()
        partnership, directorate = cleaned.get("partnership"), cleaned.get("directorate")
        if partnership and directorate:
            try:
                directorates_of(partnership, [directorate])
            except ValidationError as error:
                self.add_error("directorate", error)
        return cleaned


class ConventionForm(ContentForm):
    class Meta:
        field_classes = {"amount": AmountField}


class ProgrammeForm(ContentForm):
    class Meta:
        field_classes = {"forecast_cost": AmountField}


class DocumentForm(FileForm, ContentForm):
    """A document of a partnership: a file or an address."""
