from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin import StaffRights
from projects.models import LinkCheck, Project
from projects.services import links

# Projects of one page.
MOST = 50


class ChecksLinks(StaffRights):
    """An admin of projects with the page that tries their links."""

    @admin.action(
        permissions=["change"], description=gettext_lazy("Check the links of the selected projects")
    )
    def check_links(self, request, queryset):
        keys = list(queryset.order_by("pk").values_list("pk", flat=True)[: MOST + 1])
        if len(keys) > MOST:
            self.message_user(request, _("Choose %d projects at most.") % MOST, messages.ERROR)
            return None
        query = urlencode({"project": keys}, doseq=True)
        return redirect(f"{reverse('admin:projects_project_links')}?{query}")

    def get_urls(self):
        view = self.admin_site.admin_view(self.links_view)
        return [path("links/", view, name=f"{self.url_name}_links"), *super().get_urls()]

    def links_view(self, request: HttpRequest) -> HttpResponse:
        """What the links of the projects `?project=1&project=2` answered; POST tries them."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        sent = [key for key in request.GET.getlist("project") if key.isdecimal() and len(key) < 19]
        chosen = Project.objects.filter(pk__in=sent[:MOST]).prefetch_related("documents")
        rows = [(project, links.addresses(project)) for project in chosen]
        urls = [url for _project, urls in rows for url in urls]
        if request.method == "POST":
            done = links.check(urls)
            self.message_user(
                request, ngettext("%d link tried.", "%d links tried.", done) % done
            )  # fmt: skip
            return redirect(request.get_full_path())
        known = {one.url: one for one in LinkCheck.objects.filter(url__in=urls)}
        context = {
            **self.admin_site.each_context(request),
            "title": _("Links"),
            "opts": self.opts,
            "rows": [(project, [(url, known.get(url)) for url in own]) for project, own in rows],
            "count": len(urls),
            "most": links.MOST,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/projects/links.html", context)
