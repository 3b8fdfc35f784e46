from django.contrib import admin
from django.http import HttpRequest
from django.utils.text import capfirst


class StaffRights(admin.ModelAdmin):
    """Staff of MOT keep everything that is registered; nobody else comes here."""

    change_list_template = "admin/content_change_list.html"
    change_form_template = "admin/content_change_form.html"
    delete_confirmation_template = "admin/content_delete.html"
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        title = {"title": capfirst(str(self.opts.verbose_name_plural))}
        return super().changelist_view(request, title | (extra_context or {}))

    def _is_staff(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_staff

    def has_module_permission(self, request):
        return self._is_staff(request)

    def has_view_permission(self, request, obj=None):
        return self._is_staff(request)

    has_change_permission = has_delete_permission = has_view_permission

    def has_add_permission(self, request, obj=None):
        return self._is_staff(request)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Django's own; a form that comes back with mistakes has the status 422."""
        response = super().changeform_view(request, object_id, form_url, extra_context)
        context = getattr(response, "context_data", None) or {}
        if request.method == "POST" and context.get("errors"):
            response.status_code = 422
        return response

    @property
    def url_name(self) -> str:
        """The start of the names of this admin's addresses: `members_organisation`."""
        return f"{self.opts.app_label}_{self.opts.model_name}"


class ReadOnly(StaffRights):
    """What the portal writes by itself: staff read it."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
