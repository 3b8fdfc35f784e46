from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import ContentForm, PictureField
from projects.forms.documents import FileForm
from projects.models import FormerAddress
from projects.uploads import clean_image

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


class DocumentForm(FileForm, ContentForm):
    """A document in the back office."""
