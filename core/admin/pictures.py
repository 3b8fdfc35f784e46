from collections.abc import Callable

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile


class PictureField(forms.FileField):
    """A picture, which `redraw` checks and draws anew (see `core.pictures`)."""

    def __init__(self, *, redraw: Callable[[UploadedFile], ContentFile], **kwargs):
        self.redraw = redraw
        accepted = {"accept": "image/png,image/jpeg,image/webp"}
        super().__init__(required=False, widget=AdminFileWidget(attrs=accepted), **kwargs)

    def clean(self, data, initial=None):
        value = super().clean(data, initial)
        return self.redraw(value) if isinstance(value, UploadedFile) else value
