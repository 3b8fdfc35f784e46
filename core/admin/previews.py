from django.conf import settings
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import get_language, override

from core.admin.rights import StaffRights
from core.previews import Preview, VisitorRequest, visited


class PreviewAdmin(StaffRights):
    """Rows that have a page of the portal, shown as a visitor gets it."""

    def public_address(self, row) -> str | None:
        """Where visitors find the row; None when it has no page."""
        return row.get_absolute_url()

    def is_public(self, row) -> bool:
        """Whether visitors get the page today."""
        return True

    def visitors_page(self, visitor: VisitorRequest, row) -> HttpResponse:
        """The page of `row`, as a visitor gets it or, when there is none yet, would get it."""
        return visited(visitor)

    def view_on_site(self, row) -> str | None:
        if self.public_address(row) is None:
            return None
        return reverse(f"admin:{self.url_name}_preview", args=[row.pk])

    def get_urls(self):
        view = self.admin_site.admin_view(self.preview_view)
        name = f"{self.url_name}_preview"
        return [path("<path:object_id>/preview/", view, name=name), *super().get_urls()]

    def preview_view(self, request, object_id):
        """The row's page without anything that only its editors see; `?language=en` in English."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        reader = get_language() or settings.LANGUAGE_CODE
        asked = request.GET.get("language")
        language = asked if asked in dict(settings.LANGUAGES) else reader
        with override(language):
            address = self.public_address(row) if row else None
            if row is None or address is None:
                raise Http404
            form = reverse(f"admin:{self.url_name}_change", args=[row.pk])
            preview = Preview(self.is_public(row), address, form, language, reader)
            response = self.visitors_page(VisitorRequest(request, address, preview), row)
            return response.render() if isinstance(response, TemplateResponse) else response
