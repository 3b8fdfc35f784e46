"""The import of actions in the back office: send, columns, rows, apply, undo."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.admin import BatchAdmin
from core.imports.models import Verdict
from core.imports.policies import Policy
from partnerships.imports import service
from partnerships.imports.fields import fields
from partnerships.imports.importer import ALL
from partnerships.models import ActionBatch, ActionRow, Partnership

ROWS_PER_PAGE = 50


class UploadForm(forms.Form):
    """A file to import; nothing is written yet."""

    partnership = forms.ModelChoiceField(
        Partnership.objects.all(), label=gettext_lazy("Partnership")
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "CSV, Excel (.xlsx) or JSON, 60 MB at most. Nothing is written yet."
        ),
    )


class ColumnsForm(forms.Form):
    """What each column holds, `column-0-3` the fourth one of the first table."""

    policy = forms.ChoiceField(
        label=gettext_lazy("What the file may replace"), choices=Policy.choices
    )

    def __init__(self, batch: ActionBatch, data=None):
        super().__init__(data)
        self.batch = batch
        self.fields["policy"].initial = batch.policies.get(ALL, Policy.FOLLOW)
        choices = [
            ("", _("leave aside, unread")), *((one.code, one.label) for one in fields())
        ]  # fmt: skip
        for name, header, table in self._columns():
            cells = [row[table["header"].index(header)] for row in table["sample"]]
            self.fields[name] = forms.ChoiceField(
                label=header, choices=choices, required=False,
                initial=batch.mapping.get(table["name"], {}).get(header, ""),
                help_text=" · ".join(cell for cell in cells if cell),
            )  # fmt: skip

    def _columns(self):
        for number, table in enumerate(self.batch.tables):
            for spot, header in enumerate(table["header"]):
                yield f"column-{number}-{spot}", header, table

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        many = {one.code for one in fields() if one.many}
        taken: set[tuple[str, str]] = set()
        for name, _header, table in self._columns():
            code = cleaned.get(name) or ""
            if code and code not in many and (table["name"], code) in taken:
                self.add_error(name, _("Another column holds it already."))
            taken.add((table["name"], code))
        return cleaned

    def mapping(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {table["name"]: {} for table in self.batch.tables}
        for name, header, table in self._columns():
            found[table["name"]][header] = self.cleaned_data[name]
        return found


@admin.register(ActionBatch)
class ActionBatchAdmin(BatchAdmin):
    """Files of actions, from the one that was just sent to those that were applied."""

    list_display = ["file_name", "partnership", "created_at", "created_by", "state"]
    list_filter = ["partnership"]
    list_select_related = ["created_by", "partnership"]
    search_fields = ["file_name"]

    def get_urls(self):
        views: list[tuple[str, Any, str]] = [
            ("<int:pk>/columns/", self.columns_view, "columns"),
            ("<int:pk>/apply/", self.apply_view, "apply"),
            ("<int:pk>/undo/", self.undo_view, "undo"),
        ]
        return [
            *(path(at, self.admin_site.admin_view(view), name=f"{self.url_name}_{name}")
              for at, view, name in views),
            *super().get_urls(),
        ]  # fmt: skip

    def add_view(self, request, form_url="", extra_context=None):
        """Send a file: it is kept and its columns are guessed."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        is_sent = request.method == "POST"
        only = Partnership.objects.first() if Partnership.objects.count() == 1 else None
        form = UploadForm(
            request.POST if is_sent else None, request.FILES or None, initial={"partnership": only}
        )
        if is_sent and form.is_valid():
            try:
                batch = service.receive(**form.cleaned_data, by=request.user)
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return redirect(f"admin:{self.url_name}_columns", batch.pk)
        return self._page(request, "upload", {"title": _("Import a file"), "form": form})

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        if not batch.is_open:
            raise Http404
        form = ColumnsForm(batch, request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            try:
                service.set_columns(batch, form.mapping(), form.cleaned_data["policy"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._work(batch)
        facts = {"batch": batch, "form": form, "title": _("Columns: %s") % batch}
        return self._page(request, "columns", facts)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Where a file is: waiting, to be mapped, to be checked, applied."""
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        batch = self._batch(request, int(object_id))
        if not batch.task and batch.staged_at is None and not batch.failure:
            return redirect(f"admin:{self.url_name}_columns", batch.pk)
        return self._page(
            request, "batch", {"batch": batch, "title": str(batch)} | _seen(batch, request)
        )

    @method_decorator(require_POST)
    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        return self._ask(request, batch, lambda: service.apply(batch, by=request.user))

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        return self._ask(request, batch, lambda: service.undo(batch))

    def _ask(self, request: HttpRequest, batch: ActionBatch, ask) -> HttpResponse:
        try:
            ask()
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, sentence, messages.ERROR)
            return redirect(f"admin:{self.url_name}_change", batch.pk)
        return self._work(batch)

    def _work(self, batch: ActionBatch) -> HttpResponse:
        """Do at once what is quick; the timed worker does the rest."""
        if service.is_quick(batch):
            service.run(batch)
        return redirect(f"admin:{self.url_name}_change", batch.pk)

    def _batch(self, request: HttpRequest, pk: int) -> ActionBatch:
        if not self.has_change_permission(request):
            raise PermissionDenied
        return get_object_or_404(ActionBatch.objects.select_related("partnership"), pk=pk)

    def _page(self, request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {**self.admin_site.each_context(request), "opts": self.opts, **facts}
        form = facts.get("form")
        status = 422 if form is not None and form.errors else 200
        template = f"admin/partnerships/import_{template}.html"
        return TemplateResponse(request, template, context, status=status)


def _seen(batch: ActionBatch, request: HttpRequest) -> dict[str, Any]:
    """The rows of a file under their verdicts, and what an application would do."""
    counts, chosen = batch.counts(), request.GET.get("verdict", "")
    rows = batch.rows.defer("before", "after", "corrections")
    page = Paginator(rows.filter(verdict=chosen) if chosen else rows, ROWS_PER_PAGE).get_page(
        request.GET.get("p")
    )
    names = {one.code: str(one.label) for one in fields()}
    return {
        "counts": [(one, one.label, counts[one]) for one in Verdict if counts[one]],
        "total": sum(counts.values()),
        "chosen": chosen,
        "page": page,
        "rows": [(row, Verdict(row.verdict).label, _why(row, names)) for row in page],
        "ready": counts[Verdict.CREATE] + counts[Verdict.UPDATE],
    }


def _why(row: ActionRow, names: dict[str, str]) -> str:
    """What is against a row, or what it changes."""
    if row.problems:
        return " ".join(sentence for _line, _column, sentence in row.problems)
    if row.verdict != Verdict.UPDATE:
        return ""
    return ", ".join(names[one["field"]] for one in row.differences if one["applies"])
