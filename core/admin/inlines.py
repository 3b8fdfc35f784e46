from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets

from core.admin.content import VersionedAdmin
from core.forms import VersionedForm
from core.rows import VersionedRows


class StaffInline(admin.options.InlineModelAdmin):
    """Rows kept on the page of another one, by the staff."""

    formfield_overrides = VersionedAdmin.formfield_overrides

    def has_view_permission(self, request, obj=None):
        return request.user.is_active and request.user.is_staff

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self.has_view_permission(request)


class VersionedInline(StaffInline):
    """`Versioned` rows: what a colleague wrote in one of them meanwhile is not overwritten."""

    form: Any = VersionedForm
    formset: Any = VersionedRows

    def get_formset(self, request, obj=None, **kwargs):
        """`version` is a field of the form alone: of the model it cannot be edited."""
        names = flatten_fieldsets(self.get_fieldsets(request, obj))
        readonly = self.get_readonly_fields(request, obj)
        kwargs["fields"] = [name for name in names if name not in {"version", *readonly}]
        return super().get_formset(request, obj, **kwargs)
