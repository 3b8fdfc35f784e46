"""Addresses below `/partnerships/<slug>/report/`."""

from django.urls import path

from partnerships.views import report

urlpatterns = [
    path("", report.ReportListView.as_view(), name="reports"),
    path("<int:year>/", report.ReportView.as_view(), name="report"),
    path("<int:year>/edit/", report.ReportEditView.as_view(), name="report_edit"),
    path("<int:year>/freeze/", report.FreezeView.as_view(), name="report_freeze"),
    path("<int:year>.pdf", report.ReportFileView.as_view(fmt=report.PDF), name="report_pdf"),
    path(
        "<int:year>.json",
        report.ReportFileView.as_view(fmt="application/json"),
        name="report_json",
    ),
]
