from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db import models
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.admin.rights import StaffRights
from core.history import entries, event_model, events_of, latest

ENTRIES_PER_PAGE = 50
WIDE = (models.TextField, models.JSONField)


class HistoryAdmin(StaffRights):
    """The history of a tracked model, told from the events that triggers wrote."""

    # Columns whose values the history does not tell.
    secret: tuple[str, ...] = ()

    def get_urls(self):
        view = self.admin_site.admin_view(self.latest_view)
        return [path("history/", view, name=f"{self.url_name}_latest"), *super().get_urls()]

    def history_view(self, request, object_id, extra_context=None):
        """What happened to one row, deleted ones included, in words."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        try:
            told = entries(self.model, int(unquote(object_id)), self.secret)
        except ValueError as error:
            raise Http404 from error
        row = self.get_object(request, object_id)
        if not told and row is None:
            raise Http404
        page = _page(request, told)
        context = {"object": row, "entries": page.object_list, "page": page}
        return self._told(request, "content_history", row or told[0].name, context)

    def latest_view(self, request):
        """What happened to the rows of this model, latest first; `?what=delete` deletions only."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        events = events_of(self.model).order_by("-pgh_id").defer(*self._wide_columns())
        only_deleted = request.GET.get("what") == "delete"
        if only_deleted:
            events = events.filter(pgh_label="delete")
        page = _page(request, events)
        context = {"entries": latest(self.model, page), "page": page, "only_deleted": only_deleted}
        return self._told(request, "content_latest", self.opts.verbose_name_plural, context)

    def _wide_columns(self) -> list[str]:
        columns = event_model(self.model)._meta.concrete_fields
        return [
            one.name for one in columns
            if isinstance(one, WIDE) and not one.name.startswith("pgh_")
        ]  # fmt: skip

    def _told(self, request, template: str, subject, context) -> TemplateResponse:
        request.current_app = self.admin_site.name
        context |= {
            **self.admin_site.each_context(request),
            "title": _("History: %s") % subject,
            "opts": self.opts,
            "module_name": capfirst(str(self.opts.verbose_name_plural)),
        }
        return TemplateResponse(request, f"admin/{template}.html", context)


def _page(request, rows) -> Page:
    return Paginator(rows, ENTRIES_PER_PAGE).get_page(request.GET.get("p"))
