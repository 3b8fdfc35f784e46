import base64
from functools import partial
from typing import Any

from django import forms
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _


def remove(path: str) -> None:
    """Delete a stored file, once the transaction that no longer needs it is committed."""
    transaction.on_commit(partial(default_storage.delete, path), robust=True)


class KeptFileInput(forms.FileInput):
    """The input of a `KeptFileField`."""

    template_name = "components/kept_file.html"

    def __init__(self, most: int, attrs: dict[str, Any] | None = None):
        super().__init__(attrs)
        self.most = most
        self.is_dropped = False

    def value_from_datadict(self, data, files, name):
        sent = super().value_from_datadict(data, files, name)
        if sent or data.get(f"{name}_forgotten"):
            return sent
        try:
            content = base64.b64decode(data.get(f"{name}_kept", ""), validate=True)
        except ValueError:
            return None
        return SimpleUploadedFile(data.get(f"{name}_kept_name", name), content) if content else None

    def carried(self, name: str, value: Any) -> dict[str, str]:
        """The hidden fields that carry `value`, the file that was sent; empty when none is."""
        is_file = isinstance(value, UploadedFile) and 0 < (value.size or 0) <= self.most
        if self.is_dropped or not is_file:
            return {}
        value.seek(0)
        content = base64.b64encode(value.read()).decode()
        return {f"{name}_kept": content, f"{name}_kept_name": str(value.name)}

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        carried = self.carried(name, value)
        said = carried and _("“%s” is kept and will be sent with the form.") % value.name
        return context | {"carried": carried, "said": said}


class KeptFileField(forms.FileField):
    """A file that is not lost when its form comes back: the page carries it along.

    `most` bytes at most are carried, as base64 in a hidden field. `drop` forgets a file that the
    form refused; the reader forgets one by ticking a box.
    """

    widget: KeptFileInput

    def __init__(self, *, most: int, accept: str, **kwargs):
        super().__init__(widget=KeptFileInput(most, attrs={"accept": accept}), **kwargs)

    def bound_data(self, data, initial):
        return data or initial

    def drop(self) -> None:
        self.widget.is_dropped = True
