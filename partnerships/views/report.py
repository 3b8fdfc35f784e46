"""The yearly reports of a partnership: officers read the frozen ones, staff make them."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from members.views.mixins import person
from partnerships.forms.report import TextsForm, YearForm
from partnerships.models import Report
from partnerships.reports.missing import missing
from partnerships.reports.picture import chart_of, map_svg
from partnerships.services import reports
from partnerships.services.accesses import record_report
from partnerships.views.workspace import WorkspaceMixin

PDF = "application/pdf"


class ReportMixin(WorkspaceMixin):
    def find(self) -> Report:
        rows = Report.objects.visible_to(person(self.request))
        rows = rows.filter(partnership=self.partnership, year=self.kwargs["year"])
        report = get_object_or_404(rows)
        report.partnership = self.partnership
        return report

    def read(self) -> Report:
        """The report to show: what it tells by consent is written down when an officer reads it."""
        report, user = self.find(), person(self.request)
        if not user.is_staff:
            record_report(user, (report.snapshot or {}).get(reports.OPENED, []))
        return report

    def draft(self) -> Report:
        """The report to change: 403 for officers."""
        report = self.find()
        if not person(self.request).is_staff:
            raise PermissionDenied
        return report


class ReportListView(WorkspaceMixin, TemplateView):
    """The years that have a report; staff begin another with a POST."""

    template_name = "partnerships/report/list.html"

    def get_context_data(self, **kwargs):
        rows = Report.objects.visible_to(person(self.request)).filter(partnership=self.partnership)
        rows = rows.select_related("frozen_by").defer("pdf_fr", "pdf_en", "snapshot", "sections")
        kwargs.setdefault("form", YearForm(initial={"year": timezone.localdate().year}))
        return super().get_context_data(**kwargs) | {"reports": rows}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not person(request).is_staff:
            raise PermissionDenied
        form = YearForm(request.POST)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        report = reports.begin(self.partnership, form.cleaned_data["year"])
        return redirect("partnerships:report", self.partnership.slug, report.year)


class ReportView(ReportMixin, TemplateView):
    template_name = "partnerships/report/report.html"

    def get_context_data(self, **kwargs):
        report = self.read()
        is_open = person(self.request).is_staff and not report.is_frozen
        data = reports.shown(report, get_language())
        return super().get_context_data(**kwargs) | {
            "report": report,
            "data": data,
            "chart": chart_of(data),
            "map": mark_safe(map_svg(data["places"]["borders"], data["places"]["points"])),
            "missing": missing(report) if is_open else [],
            "is_open": is_open,
        }


class ReportEditView(ReportMixin, TemplateView):
    template_name = "partnerships/report/edit.html"

    def get_context_data(self, **kwargs):
        report = self.draft()
        if "form" not in kwargs:
            if report.is_frozen:
                raise Http404
            kwargs["form"] = TextsForm(report=report)
        return super().get_context_data(**kwargs) | {"report": report}

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        report = self.draft()
        form = TextsForm(request.POST, report=report)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("The texts are kept."))
        return redirect("partnerships:report", self.partnership.slug, report.year)


class FreezeView(ReportMixin):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        report = reports.freeze(self.draft(), person(request))
        messages.success(request, _("The report is frozen: what it says no longer changes."))
        return redirect("partnerships:report", self.partnership.slug, report.year)


class ReportFileView(ReportMixin):
    """The report as PDF in the language of the address, or as JSON in both."""

    fmt = ""

    def get(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        report = self.read()
        answer: Any = HttpResponse(self._content(report), content_type=self.fmt)
        end = "pdf" if self.fmt == PDF else "json"
        name = f"{self.partnership.slug}-{report.year}.{end}"
        answer["Content-Disposition"] = f'attachment; filename="{name}"'
        answer["Cache-Control"] = "private, no-store"
        return answer

    def _content(self, report: Report) -> bytes:
        if self.fmt == PDF:
            return reports.pdf(report, get_language())
        return reports.as_json(report)
