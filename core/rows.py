import re
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, FileField
from django.utils.translation import gettext as _


class VersionedRows(BaseInlineFormSet):
    """Rows of another row in its form, each a `VersionedForm`: what a colleague did to them
    meanwhile loses nothing.

    A row that was removed meanwhile is gone here too, unless it was changed in this form: it then
    comes back as a new row, with a sentence. A new row that is there already, as the form was sent
    twice, is not added again.
    """

    has_come_back = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.management_form.is_valid():
            self._take_out_gone_rows()

    def _take_out_gone_rows(self) -> None:
        held = {str(pk) for pk in self.get_queryset().values_list("pk", flat=True)}
        total = self.total_form_count()
        old = range(min(self.initial_form_count(), total))
        gone = [n for n in old if self._value(n, "id") not in held]
        if not gone:
            return
        changed = [n for n in gone if self._is_changed(n)]
        kept = [n for n in old if n not in gone]
        self._number_anew([*kept, *changed, *range(len(old), total)], len(kept))
        for n in range(len(kept), len(kept) + len(changed)):
            self.data[self._key(n, "id")], self.data[self._key(n, "version")] = "", "0"  # type: ignore[index]
        self.has_come_back = bool(changed)

    def _number_anew(self, order: list[int], initial: int) -> None:
        """Keep the rows of `order` alone, in this order; the first `initial` are not new."""
        places = {str(n): place for place, n in enumerate(order)}
        row = re.compile(rf"((?:initial-)?{re.escape(str(self.prefix))}-)(\d+)(-.*)", re.DOTALL)

        def moved(sent: Any) -> Any:
            found = sent.copy()
            found.clear()
            for key, values in sent.lists():
                match = row.fullmatch(key)
                if match and match[2] in places:
                    found.setlist(f"{match[1]}{places[match[2]]}{match[3]}", values)
                elif not match:
                    found.setlist(key, values)
            return found

        self.data = moved(self.data)
        self.files = moved(self.files) if self.files else self.files
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(initial)  # type: ignore[index]
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(order))  # type: ignore[index]
        del self.management_form

    def _key(self, n: int, name: str) -> str:
        return f"{self.prefix}-{n}-{name}"

    def _value(self, n: int, name: str) -> str:
        return self.data.get(self._key(n, name), "").replace("\r\n", "\n")

    def _is_changed(self, n: int) -> bool:
        """Whether something was typed into a row that is gone, which is not to be deleted."""
        if self._value(n, "DELETE"):
            return False
        start = f"initial-{self._key(n, '')}"
        names = [key.removeprefix(start) for key in self.data if key.startswith(start)]
        seen = {name: self.data[start + name].replace("\r\n", "\n") for name in names}
        is_sent = any(key.startswith(self._key(n, "")) for key in self.files)
        return is_sent or any(self._value(n, name) != seen[name] for name in names)

    def clean(self):
        super().clean()
        if self.has_come_back:
            raise ValidationError(
                _(
                    "Somebody removed meanwhile a row that you changed: it stands below as a new"
                    " one. Save again to keep it, or tick “Delete” in it."
                ),
                code="stale",
            )

    def save_new(self, form, commit=True):
        return self._same(form) or super().save_new(form, commit)

    def _same(self, form) -> Any:
        """The row that holds what `form` would add, a file apart; None when there is none."""
        names = form._meta.fields
        files = [name for name in names if isinstance(form.fields[name], FileField)]
        if any(form.cleaned_data.get(name) for name in files):
            return None
        values = {name: getattr(form.instance, name) for name in names if name not in files}
        return self.get_queryset().filter(**values).first()
