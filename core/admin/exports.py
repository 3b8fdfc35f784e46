from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.admin.rights import StaffRights
from core.exports import csv_parts

KEPT_BACK = {"id", "loaded", "source_key", "version"}


class ExportAdmin(StaffRights):
    """Rows to take away as CSV: those that are ticked, or all under the filters in force."""

    # Names of columns; empty: all that say something.
    export_columns: tuple[str, ...] = ()
    # Columns among them that are computed.
    export_extra: dict[str, Any] = {}
    # Columns that no file holds.
    secret: tuple[str, ...] = ()
    actions = ["export_selected"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.export_view)
        return [path("export.csv", view, name=f"{self.url_name}_export"), *super().get_urls()]

    @admin.action(permissions=["view"], description=_("Export the selected rows (CSV)"))
    def export_selected(self, request, queryset):
        return self._exported(queryset)

    def export_view(self, request):
        """All rows of the list under its filters and words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            changes = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            return redirect(f"admin:{self.url_name}_changelist")
        return self._exported(changes.get_queryset(request))

    def _exported(self, rows: models.QuerySet) -> StreamingHttpResponse:
        columns = self.export_columns or self._all_columns()
        values = rows.annotate(**self.export_extra).values_list(*columns)
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
        return StreamingHttpResponse(
            csv_parts(columns, values.iterator(chunk_size=500)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _all_columns(self) -> list[str]:
        left = KEPT_BACK | {*self.secret}
        columns = self.opts.concrete_fields
        return [one.name for one in columns if one.name not in left and not one.generated]
