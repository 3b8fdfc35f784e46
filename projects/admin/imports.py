"""The import of projects in the back office, page by page: send, columns, rows, apply, undo."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.admin import BatchAdmin
from core.exports import csv_parts, workbook
from core.imports.models import Verdict
from core.imports.progress import heard
from projects.admin.import_forms import ApplyForm, BodiesForm, ColumnsForm, RowForm, UploadForm
from projects.imports import rejected, service
from projects.imports.asked import bodies_asked
from projects.imports.telling import row_facts, summary
from projects.models import ImportBatch, ImportRow

ROWS_PER_PAGE = 50
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@admin.register(ImportBatch)
class ImportBatchAdmin(BatchAdmin):
    """Files of projects, from the one that was just sent to those that were applied."""

    list_display = ["file_name", "source", "created_at", "created_by", "state"]
    list_display_links = ["file_name"]
    list_filter = ["source"]
    list_select_related = ["created_by"]
    search_fields = ["file_name"]

    def get_urls(self):
        views: list[tuple[str, Any, str]] = [
            ("<int:pk>/columns/", self.columns_view, "columns"),
            ("<int:pk>/rows/<int:row_pk>/", self.row_view, "row"),
            ("<int:pk>/partners/", self.bodies_view, "bodies"),
            ("<int:pk>/apply/", self.apply_view, "apply"),
            ("<int:pk>/undo/", self.undo_view, "undo"),
            ("<int:pk>/rejected.<str:fmt>", self.rejected_view, "rejected"),
        ]
        return [
            *(path(at, self.admin_site.admin_view(view), name=f"{self.url_name}_{name}")
              for at, view, name in views),
            *super().get_urls(),
        ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).defer("tables", "mapping", "policies", "bodies")

    # A file

    def add_view(self, request, form_url="", extra_context=None):
        """Send a file: it is kept and its columns are guessed; nothing is written."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(_sent(request), request.FILES or None)
        if request.method == "POST" and form.is_valid():
            facts = form.cleaned_data
            try:
                batch = service.receive(
                    facts["file"], source=facts["source"], by=request.user, mapping=facts["mapping"]
                )
            except ValidationError as error:
                form.add_error("file", error)
            else:
                return redirect(f"admin:{self.url_name}_columns", batch.pk)
        return self._page(request, "upload", {"title": _("Import a file"), "form": form})

    def columns_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk, open_only=True)
        form = ColumnsForm(batch, _sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                service.set_columns(
                    batch, form.mapping(), form.policies(), form.cleaned_data["name"]
                )
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._work(request, batch)
        return self._page(request, "columns", {"batch": batch, "form": form})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Where a file is: waiting, to be mapped, to be checked, applied."""
        if not object_id.isdecimal() or len(object_id) > 18:
            raise Http404
        batch = self._batch(request, int(object_id))
        if batch.task:
            return self._page(request, "progress", {"batch": batch} | self._progress(batch))
        if batch.staged_at is None and not batch.failure:
            return redirect(f"admin:{self.url_name}_columns", batch.pk)
        return self._page(request, "preview", self._preview(request, batch))

    def _progress(self, batch: ImportBatch) -> dict[str, Any]:
        found = heard(f"import {batch.pk}")
        done, total = found or (0, 0)
        return {"is_running": found is not None, "done": done, "total": total}

    def _preview(self, request: HttpRequest, batch: ImportBatch) -> dict[str, Any]:
        counts = batch.counts()
        chosen = request.GET.get("verdict", "")
        rows = batch.rows.defer("corrections", "before", "after")
        if chosen:
            rows = rows.filter(verdict=chosen)
        page = Paginator(rows, ROWS_PER_PAGE).get_page(request.GET.get("p"))
        told = [
            (row, Verdict(row.verdict).label if row.verdict else "", summary(row)) for row in page
        ]
        return {
            "batch": batch,
            "counts": [(one, one.label, counts[one]) for one in Verdict],
            "total": sum(counts.values()),
            "chosen": chosen,
            "page": page,
            "rows": told,
            "ready": counts[Verdict.CREATE] + counts[Verdict.UPDATE],
            "new": counts[Verdict.CREATE],
            "changed": counts[Verdict.UPDATE],
            "left": sum(counts[one] for one in ("ambiguous", "invalid", "skipped")),
            "applied": batch.rows.filter(is_applied=True).count() if batch.applied_at else 0,
            "has_bodies": bool(counts[Verdict.AMBIGUOUS]),
            "form": ApplyForm(),
        }

    # A row

    def row_view(self, request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
        """One row beside what stands; POST decides and corrects."""
        batch = self._batch(request, pk)
        row = get_object_or_404(ImportRow, pk=row_pk, batch=batch)
        row.batch = batch
        wide = "cells" in request.GET
        form = RowForm(row, _sent(request), wide=wide)
        if request.method == "POST" and form.is_valid():
            try:
                service.correct(row, form.cells())
                row = service.decide(
                    row, choice=form.cleaned_data["choice"],
                    amounts=form.cleaned_data.get("amounts", row.amounts),
                )  # fmt: skip
            except ValidationError as error:
                form.add_error(None, error)
            else:
                said = _("Row %(number)d: %(verdict)s.")
                verdict = Verdict(row.verdict).label
                self.message_user(
                    request, said % {"number": row.number, "verdict": verdict}, messages.SUCCESS
                )
                return redirect(request.get_full_path())
        facts = {"batch": batch, "row": row, "form": form, "wide": wide, **row_facts(row)}
        return self._page(request, "row", facts)

    def bodies_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Partners whose name is that of an organisation: decided once for all rows of the file."""
        batch = self._batch(request, pk, open_only=True)
        asked = bodies_asked(batch)
        form = BodiesForm(asked, _sent(request))
        if request.method == "POST" and form.is_valid():
            try:
                service.set_bodies(batch, form.decisions())
            except ValidationError as error:
                form.add_error(None, error)
            else:
                return self._work(request, batch)
        return self._page(request, "bodies", {"batch": batch, "form": form, "asked": asked})

    # All of it

    @method_decorator(require_POST)
    def apply_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        publishes = bool(request.POST.get("publishes"))
        return self._ask(
            request, batch, lambda: service.apply(batch, by=request.user, publishes=publishes)
        )

    @method_decorator(require_POST)
    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self._batch(request, pk)
        return self._ask(request, batch, lambda: service.undo(batch))

    def rejected_view(self, request: HttpRequest, pk: int, fmt: str) -> StreamingHttpResponse:
        """The rows that are left behind, with their reasons: `csv` the first table, `xlsx` all."""
        batch = self._batch(request, pk)
        if fmt == "csv":
            _name, header, lines = rejected.sheets(batch)[rejected.main_table(batch)]
            parts, kind = csv_parts(header, lines), "text/csv; charset=utf-8"
        elif fmt == "xlsx":
            parts, kind = iter([workbook(rejected.sheets(batch))]), SHEET
        else:
            raise Http404
        name = _("import-%d-rejected") % batch.pk + f".{fmt}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingHttpResponse(parts, content_type=kind, headers=headers)

    def _ask(self, request: HttpRequest, batch: ImportBatch, ask) -> HttpResponse:
        try:
            ask()
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, sentence, messages.ERROR)
            return redirect(f"admin:{self.url_name}_change", batch.pk)
        return self._work(request, batch)

    def _work(self, request: HttpRequest, batch: ImportBatch) -> HttpResponse:
        """Do at once what is quick; the timed worker does the rest."""
        if service.is_quick(batch):
            service.run_if_free(batch)
        return redirect(f"admin:{self.url_name}_change", batch.pk)

    def _batch(self, request: HttpRequest, pk: int, *, open_only: bool = False) -> ImportBatch:
        if not self.has_change_permission(request):
            raise PermissionDenied
        batch = get_object_or_404(ImportBatch, pk=pk)
        if open_only and not batch.is_open:
            raise Http404
        return batch

    def _page(self, request: HttpRequest, template: str, facts: dict[str, Any]) -> HttpResponse:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        context = {**self.admin_site.each_context(request), "opts": self.opts, **facts}
        context.setdefault("title", str(facts.get("row") or facts.get("batch")))
        form = facts.get("form")
        status = 422 if form is not None and form.errors else 200
        return TemplateResponse(
            request, f"admin/projects/imports/{template}.html", context, status=status
        )


def _sent(request: HttpRequest):
    """What a form sent, even nothing; None when the page is only looked at."""
    return request.POST if request.method == "POST" else None
