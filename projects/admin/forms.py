from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ContentForm, PictureField
from core.uploads import KeptFileField, remove
from projects.models import FormerAddress
from projects.uploads import (
    ACCEPTED,
    KEPT_BYTES,
    clean_document,
    clean_image,
    original_name,
)

PARTIAL = gettext_lazy("A year, a month or a day: 2016, 2016-01 or 2016-01-01.")


class ProjectForm(ContentForm):
    """A project; a picture is drawn anew, and an address that led elsewhere is refused."""

    image = PictureField(
        label=gettext_lazy("New picture"),
        redraw=clean_image,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 5 MB and 4000 pixels a side."),
    )

    class Meta:
        help_texts = {
            "slug": gettext_lazy("Once the project was published, the former address leads here."),
            "start": PARTIAL,
            "end": PARTIAL,
            "facts_on": PARTIAL,
            "confirmed_on": gettext_lazy("The day on which somebody last said: this is right."),
        }

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        others = FormerAddress.objects.filter(slug=slug)
        if (others.exclude(project=self.instance.pk) if self.instance.pk else others).exists():
            raise ValidationError(_("This address leads to another project."))
        return slug


class DocumentForm(ContentForm):
    """A file, checked by its content and stored under a random name, or an address."""

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
