import base64
import binascii
from typing import Any

from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _


class KeptFileInput(forms.FileInput):
    """A file input that loses nothing when its form comes back: the page carries the file along.

    `most` bytes at most are carried, as base64 in a hidden field. `drop` forgets a file that its
    form refused; the reader forgets one by ticking a box.
    """

    template_name = "components/kept_file.html"

    def __init__(self, most: int, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.most = most
        self.is_dropped = False

    def drop(self) -> None:
        self.is_dropped = True

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        if sent or data.get(f"{name}_forgotten"):
            return sent
        try:
            content = base64.b64decode(data.get(f"{name}_kept", ""), validate=True)
        except binascii.Error:
            return None
        return SimpleUploadedFile(data.get(f"{name}_kept_name", name), content) if content else None

    def carried(self, name: str, value: Any) -> dict[str, str]:
        """The hidden fields that carry `value`, the file that was sent; empty when none is."""
        if self.is_dropped or not isinstance(value, UploadedFile) or (value.size or 0) > self.most:
            return {}
        value.seek(0)
        content = base64.b64encode(value.read()).decode()
        return {f"{name}_kept": content, f"{name}_kept_name": str(value.name)}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        carried = self.carried(name, value)
        said = carried and _("“%s” is kept and will be sent with the form.") % value.name
        return context | {"carried": carried, "said": said}
