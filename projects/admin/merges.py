from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from core.admin import ReadOnly, StaffRights
from projects.models import Merge, NotDuplicate, Project
from projects.services.merge_undo import hindrances, undo


class UndoneFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("undone"), "undone"

    def lookups(self, request, model_admin):
        return [("no", gettext_lazy("no")), ("yes", gettext_lazy("yes"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(undone_at__isnull=self.value() == "no")


@admin.register(Merge)
class MergeAdmin(ReadOnly):
    """Merges that were made, each with the button that undoes it."""

    change_form_template = "admin/projects/merged.html"
    list_display = ["__str__", "at", "by", "undone_at"]
    list_filter = [UndoneFilter]
    list_select_related = ["by"]
    search_fields = ["kept_title", "lost_title", "lost_slug"]
    fields = ["kept_now", "lost_title", "lost_slug", "at", "by", "undone_at", "undone_by"]
    readonly_fields = ["kept_now"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("snapshot")

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.undo_view))
        return [path("<int:key>/undo/", view, name="projects_merge_undo"), *super().get_urls()]

    @admin.display(description=gettext_lazy("project kept"))
    def kept_now(self, merge):
        row = Project.objects.filter(pk=merge.kept_id).first()
        if row is None:
            return merge.kept_title
        url = reverse("admin:projects_project_change", args=[row.pk])
        return format_html('<a href="{}">{}</a>', url, row)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["hindrances"] = [] if obj is None or obj.undone_at else hindrances(obj)
        return super().render_change_form(request, context, add, change, form_url, obj)

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        merge = get_object_or_404(Merge, pk=key)
        try:
            project = undo(merge, by=request.user)
        except ValidationError as error:
            for sentence in error.messages:
                self.message_user(request, sentence, messages.ERROR)
            return redirect("admin:projects_merge_change", key)
        self.message_user(request, _("Undone: both projects are back."), messages.SUCCESS)
        return redirect("admin:projects_project_change", project.pk)


@admin.register(NotDuplicate)
class NotDuplicateAdmin(ReadOnly):
    """Pairs that staff told apart; deleting one lets it be found again."""

    list_display = ["first", "second", "by", "at"]
    list_select_related = ["first", "second", "by"]
    fields = ["first", "second", "by", "at"]
    search_fields = ["first__names_text", "second__names_text"]
    has_delete_permission = StaffRights.has_delete_permission
