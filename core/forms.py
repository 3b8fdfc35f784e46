from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.utils.formats import localize
from django.utils.translation import gettext as _


class LinesField(SimpleArrayField):
    """A list of short texts, one a line; blank lines are dropped."""

    def __init__(self, base_field=None, **kwargs):
        kwargs = {"widget": forms.Textarea, **kwargs, "delimiter": "\n"}
        super().__init__(base_field or forms.CharField(), **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


class VersionedForm(forms.ModelForm):
    """A form on a `Versioned` row: nobody overwrites a colleague, and nothing typed is lost.

    The form carries the version and the values that its reader saw. When the row, read under a
    lock, has another version, the form is not valid and comes back merged: what only the colleague
    changed is taken over, what only this reader changed stays, and a field that both changed keeps
    the reader's value with the colleague's beside it. Sent again, it is saved.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        for name, field in self.fields.items():
            is_kept = name != "version" and not isinstance(field, forms.FileField)
            field.show_hidden_initial = field.show_hidden_initial or is_kept

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        for name, value in cleaned.items():
            if isinstance(value, str):  # browsers send CR LF, the files that were loaded hold LF
                cleaned[name] = value.replace("\r\n", "\n")
        if "version" in cleaned and cleaned["version"] != self.instance.version:
            self._merge()
            raise ValidationError(
                _(
                    "Somebody else changed this while you were editing. Their changes are now in"
                    " the form beside yours: look at them, then save again."
                ),
                code="stale",
            )
        return cleaned

    def _merge(self) -> None:
        mine = set(self.changed_data)
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self._put(self.add_prefix("version"), self.instance.version)
        for name, field in self.fields.items():
            if not field.show_hidden_initial:
                continue
            bound, theirs = self[name], self.get_initial_for_field(field, name)
            if not self._changed_by_them(name, theirs):
                continue
            if name not in mine:
                self._put(bound.html_name, field.prepare_value(theirs))
            elif field.has_changed(theirs, bound.data):
                self.add_error(
                    name, _("Meanwhile somebody else wrote: %s") % self._shown(name, theirs)
                )
            self._put(bound.html_initial_name, field.prepare_value(theirs))

    def _changed_by_them(self, name: str, theirs: Any) -> bool:
        field, bound = self.fields[name], self[name]
        hidden = field.hidden_widget()
        seen = hidden.value_from_datadict(self.data, self.files, bound.html_initial_name)
        return field.has_changed(theirs, seen)

    def _put(self, key: str, value: Any) -> None:
        """Write `value` into the data as a browser would have sent it."""
        if isinstance(value, list | tuple | set):
            self.data.setlist(key, [str(item) for item in value])  # type: ignore[attr-defined]
        else:
            self.data[key] = "" if value is None else str(value)  # type: ignore[index]

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(str(row) for row in value) or "–"
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.filter(pk=value).first() or "–")  # type: ignore[union-attr]
        choices = dict(getattr(field, "choices", ()))
        value = choices.get(value, field.prepare_value(value))
        return "–" if value in (None, "") else str(localize(value))
