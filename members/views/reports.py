"""What the association reports of its members, for staff: a page, and files of the same rows."""

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from core.exports import csv_parts, workbook
from members.reports import member_tables

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
def member_report(request: HttpRequest) -> TemplateResponse:
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    context = {
        **admin.site.each_context(request),
        "title": _("Members and contributions: report"),
        "tables": member_tables(),
        "day": timezone.localdate(),
    }
    return TemplateResponse(request, "admin/reports/members.html", context)


@require_safe
def member_report_csv(request: HttpRequest, key: str) -> StreamingHttpResponse:
    """One table of the report."""
    table = next((table for table in member_tables() if table.key == key), None)
    if table is None:
        raise Http404
    return StreamingHttpResponse(
        csv_parts(table.headers, table.rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{_name(key)}.csv"'},
    )


@require_safe
def member_report_xlsx(request: HttpRequest) -> HttpResponse:
    """All tables of the report, a sheet each."""
    sheets = [(table.title, table.headers, table.rows) for table in member_tables()]
    name = f'attachment; filename="{_name("members")}.xlsx"'
    return HttpResponse(workbook(sheets), content_type=XLSX, headers={"Content-Disposition": name})


def _name(key: str) -> str:
    return f"mot-{key}-{timezone.localdate():%Y-%m-%d}"
