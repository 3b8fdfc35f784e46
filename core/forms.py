import re
import unicodedata
from typing import Any

from django import forms
from django.contrib.postgres.forms import SimpleArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.formats import localize
from django.utils.translation import gettext as _

from core.history import NOTHING, Change

GROUPING = re.compile(r"[\s.\-\u2010-\u2013]")


UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Zs"}


def check_is_seen(text: Any) -> None:
    """`ValidationError` for a text of signs that nobody sees, such as spaces of no width."""
    signs = text if isinstance(text, str) else ""
    if signs and all(unicodedata.category(sign) in UNSEEN for sign in signs):
        raise ValidationError(_("Nobody can see these signs: write it in words."))


def refuse_unseen(form: forms.BaseForm) -> None:
    """Ask of each text of `form` that it can be seen."""
    for field in form.fields.values():
        if isinstance(field, forms.CharField):
            field.validators = [*field.validators, check_is_seen]


class LinesField(SimpleArrayField):
    """A list of short texts, one a line; blank lines are dropped."""

    def __init__(self, base_field=None, **kwargs):
        kwargs = {"widget": forms.Textarea, **kwargs, "delimiter": "\n"}
        super().__init__(base_field or forms.CharField(), **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = "\n".join(line for line in value.splitlines() if line.strip())
        return super().to_python(value)


class BareField(forms.CharField):
    """A registered number, kept without the spaces, dots and hyphens that people group it with."""

    def to_python(self, value):
        return GROUPING.sub("", super().to_python(value) or "").upper()

    def widget_attrs(self, widget):
        """No `maxlength`: the number may be typed, or pasted, longer than it is kept."""
        return {name: value for name, value in super().widget_attrs(widget).items()
                if name != "maxlength"}  # fmt: skip


class VersionedForm(forms.ModelForm):
    """A form on a `Versioned` row: nobody overwrites a colleague, and nothing typed is lost.

    The form carries the version and the values that its reader saw. When the row, read under a
    lock, has another version and a field of the form another value, the form is not valid and comes
    back merged: what only the colleague changed is taken over (`taken_over`), what only this reader
    changed stays, and a field that both changed keeps the reader's value with the colleague's
    beside it (`conflicts`, by field, from what both saw to what the colleague wrote). Sent again,
    it is saved. The same form sent twice is saved once.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data=None, *args, **kwargs):
        super().__init__(_with_plain_line_ends(data), *args, **kwargs)
        self.conflicts: dict[str, Change] = {}
        self.taken_over: list[Change] = []
        self.initial["version"] = self.instance.version
        refuse_unseen(self)
        for field in self.fields.values():
            is_kept = not (field.widget.is_hidden or isinstance(field, forms.FileField))
            field.show_hidden_initial = field.show_hidden_initial or is_kept

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "version" in cleaned and cleaned["version"] != self.instance.version:
            sends_a_file = any(
                isinstance(self.fields[name], forms.FileField) for name in self.changed_data
            )
            self._merge()
            if self.conflicts or self.taken_over or sends_a_file:
                raise ValidationError(
                    _(
                        "Somebody else changed this while you were editing. Their changes are now"
                        " in the form beside yours: look at them, then save again."
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
            seen = self._seen(name)
            if not field.has_changed(theirs, seen):
                continue
            if name not in mine:
                self.taken_over.append(self._change(name, seen, theirs))
                self._put(bound.html_name, field.prepare_value(theirs))
            elif field.has_changed(theirs, bound.data):
                self.conflicts[name] = self._change(name, seen, theirs)
                self.add_error(name, self.conflict_error(self.conflicts[name]))
            self._put(bound.html_initial_name, field.prepare_value(theirs))

    def _seen(self, name: str) -> Any:
        """What the reader saw in the field when the page came, as a browser sends it."""
        hidden = self.fields[name].hidden_widget()
        return hidden.value_from_datadict(self.data, self.files, self[name].html_initial_name)

    def _change(self, name: str, seen: Any, theirs: Any) -> Change:
        try:
            before = self._shown(name, self.fields[name].to_python(seen))
        except ValidationError:  # a row that is gone since, or a hostile page
            before = NOTHING
        return Change(self.name_of(name), before, self._shown(name, theirs))

    def conflict_error(self, change: Change) -> str:
        """The sentence beside a field that both changed."""
        return _("Meanwhile somebody else wrote: %s") % change.new

    def name_of(self, name: str) -> str:
        """How a sentence calls the field."""
        return str(self[name].label)

    def _put(self, key: str, value: Any) -> None:
        """Write `value` into the data as a browser would have sent it."""
        if isinstance(value, list | tuple | set):
            self.data.setlist(key, [str(item) for item in value])  # type: ignore[attr-defined]
        else:
            self.data[key] = "" if value is None else str(value)  # type: ignore[index]

    def _shown(self, name: str, value: Any) -> str:
        field = self.fields[name]
        if isinstance(field, forms.ModelMultipleChoiceField):
            return ", ".join(str(row) for row in value) or NOTHING
        if isinstance(value, models.Model):
            return str(value)
        if isinstance(field, forms.ModelChoiceField):
            return str(field.queryset.filter(pk=value).first() or NOTHING)  # type: ignore[union-attr]
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        choices = dict(getattr(field, "choices", ()))
        value = choices.get(value, field.prepare_value(value))
        return NOTHING if value in (None, "") else str(localize(value))


def _with_plain_line_ends(data: Any) -> Any:
    """Browsers send CR LF; what was loaded from files, and what is stored, holds LF."""
    if not hasattr(data, "setlist"):
        return data
    plain = data.copy()
    for key, values in data.lists():
        plain.setlist(key, [value.replace("\r\n", "\n") for value in values])
    return plain


def whole_number(typed: str, *, otherwise: int) -> int:
    """`typed` as a number of 18 digits at most; `otherwise` for anything else."""
    return int(typed) if typed.isdecimal() and len(typed) <= 18 else otherwise
