from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from core.uploads import KeptFileField, remove
from projects.uploads import ACCEPTED, KEPT_BYTES, clean_document, original_name


class FileForm(forms.ModelForm):
    """A document: a file, checked by its content and stored under a random name, or an address."""

    file = KeptFileField(
        label=gettext_lazy("File"),
        required=False,
        most=KEPT_BYTES,
        accept=ACCEPTED,
        help_text=gettext_lazy("PDF, ODT, DOCX, XLSX, PNG or JPEG, at most 10 MB."),
    )

    def clean_file(self):
        sent = self.cleaned_data["file"]
        if not isinstance(sent, UploadedFile):
            return sent
        try:
            content = clean_document(sent)
        except ValidationError:
            field = self.fields["file"]
            assert isinstance(field, KeptFileField)
            field.drop()
            raise
        self.instance.file_name, self.instance.size_bytes = original_name(sent), content.size
        return content

    def save(self, commit=True):
        former = self.initial.get("file")
        if former and "file" in self.changed_data:
            remove(former.name)
        return super().save(commit)
