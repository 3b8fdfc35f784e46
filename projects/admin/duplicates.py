"""Likely duplicates: found, told apart, or compared and merged."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.admin import StaffRights
from projects.models import Project
from projects.services.duplicates import pairs, tell_apart
from projects.services.merging import differences, merge

# Projects that one page compares with all others, those changed last first.
AT_ONCE = 100


class FindsDuplicates(StaffRights):
    """An admin of projects with the pages that compare them."""

    @admin.action(
        permissions=["change"], description=gettext_lazy("Merge the two selected projects")
    )
    def merge_selected(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[:3])
        if len(keys) == 2:
            return redirect(merge_url(*keys))
        self.message_user(request, _("Choose two projects to merge them."), messages.ERROR)
        return None

    def get_urls(self):
        views = [
            ("duplicates/", self.duplicates_view, "duplicates"),
            ("<int:key>/duplicates/", self.duplicates_view, "duplicates_of"),
            ("merge/", self.merge_view, "merge"),
        ]
        return [
            *(path(at, self.admin_site.admin_view(view), name=f"{self.url_name}_{name}")
              for at, view, name in views),
            *super().get_urls(),
        ]  # fmt: skip

    def duplicates_view(self, request: HttpRequest, key: int | None = None) -> HttpResponse:
        """Pairs that look alike, of all projects or of the project `key`; POST tells one apart."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            one, other = (_project(request.POST.get(name)) for name in ("first", "second"))
            tell_apart(one, other, by=request.user)
            self.message_user(request, _("Remembered: they are two projects."), messages.SUCCESS)
            return redirect(request.get_full_path())
        project = get_object_or_404(Project, pk=key) if key else None
        latest = Project.objects.order_by("-updated_at", "pk").only("pk")
        page = Paginator(latest, AT_ONCE).get_page(request.GET.get("p"))
        found = pairs([project] if project else page)
        context = {
            "title": _("Duplicates: %s") % project if project else _("Likely duplicates"),
            "project": project,
            "page": None if project else page,
            "pairs": [(pair, merge_url(pair.first.pk, pair.second.pk)) for pair in found],
        }
        return self._page(request, "duplicates", context)

    def merge_view(self, request: HttpRequest) -> HttpResponse:
        """Two projects side by side, `?keep=1&lose=2`; POST merges them as chosen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        kept, lost = (_project(request.GET.get(name)) for name in ("keep", "lose"))
        errors: list[str] = []
        if request.method == "POST":
            try:
                row = merge(kept, lost, request.POST.dict(), by=request.user, seen=_seen(request))
            except ValidationError as error:
                errors = error.messages
                kept, lost = _project(str(kept.pk)), _project(str(lost.pk))
            else:
                said = _("Merged. The merge can be undone from here.")
                self.message_user(request, said, messages.SUCCESS)
                return redirect("admin:projects_merge_change", row.pk)
        context = {
            "title": _("Merge two projects"),
            "kept": kept,
            "lost": lost,
            "errors": errors,
            "other_way": merge_url(lost.pk, kept.pk),
            "rows": [
                (one, request.POST.get(one.key, one.default)) for one in differences(kept, lost)
            ],
        }
        return self._page(request, "merge", context, status=422 if errors else 200)

    def _page(self, request, template: str, context, status: int = 200) -> TemplateResponse:
        request.current_app = self.admin_site.name
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(
            request, f"admin/projects/{template}.html", context, status=status
        )  # fmt: skip


def merge_url(keep: int, lose: int) -> str:
    query = urlencode({"keep": keep, "lose": lose})
    return f"{reverse('admin:projects_project_merge')}?{query}"


def _project(key: str | None) -> Project:
    if not (key or "").isdecimal() or len(str(key)) > 18:
        raise Http404
    return get_object_or_404(Project.objects.select_related("programme", "owner"), pk=key)


def _seen(request: HttpRequest) -> tuple[int, int]:
    """The versions that the page showed; a page without them shows none that stands."""
    sent = [request.POST.get(name, "") for name in ("kept_version", "lost_version")]
    kept, lost = (int(one) if one.isdecimal() else -1 for one in sent)
    return kept, lost
