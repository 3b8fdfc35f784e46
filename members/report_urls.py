"""Reports of the back office. They ask for what the back office asks for."""

from django.contrib import admin
from django.urls import path

from members.views import reports

app_name = "reports"
urlpatterns = [
    path("members/", admin.site.admin_view(reports.member_report), name="members"),
    path("members.xlsx", admin.site.admin_view(reports.member_report_xlsx), name="members_xlsx"),
    path(
        "members/<slug:key>.csv",
        admin.site.admin_view(reports.member_report_csv),
        name="members_csv",
    ),
]
