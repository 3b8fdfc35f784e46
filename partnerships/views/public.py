from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, ListView

from partnerships import page
from partnerships.models import Action, Document, Partnership

PER_PAGE = 25


def visible_or_404(request: HttpRequest, slug: str) -> Partnership:
    rows = Partnership.objects.visible_to(request.user).select_related("partner")
    return get_object_or_404(rows, slug=slug)


class PartnershipListView(ListView):
    template_name = "partnerships/partnership_list.html"

    def get_queryset(self):
        rows = Partnership.objects.visible_to(self.request.user).select_related("partner")
        return rows.prefetch_related("conventions", "axes")


class PartnershipDetailView(DetailView):
    """What everyone reads of a partnership; officers and staff have the way to the workspace."""

    template_name = "partnerships/partnership_detail.html"

    def get_object(self, queryset=None):
        return visible_or_404(self.request, self.kwargs["slug"])

    def get_context_data(self, **kwargs):
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        works = user.is_authenticated and (
            Partnership.objects.worked_on_by(user).filter(pk=row.pk).exists()
        )
        return super().get_context_data(**kwargs) | page.context(row, url) | {"works_on_it": works}


class ActionListView(ListView):
    """All that was done and is planned, newest first; of one workstream or year when asked."""

    template_name = "partnerships/action_list.html"
    partnership: Partnership

    def get_queryset(self):
        self.partnership = visible_or_404(self.request, self.kwargs["slug"])
        rows = page.with_links(page.public_actions(self.partnership))
        for name, field in (("workstream", "workstream"), ("year", "year")):
            if value := self.request.GET.get(name, ""):
                rows = rows.filter(**{field: int(value)}) if _is_number(value) else rows.none()
        return rows.select_related("workstream__axis").order_by(*page.NEWEST)

    def get_context_data(self, **kwargs):
        shown = Paginator(self.object_list, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "partnership": self.partnership,
            "shown": shown,
            "pages": shown.paginator.get_elided_page_range(shown.number),
            "is_part": bool(self.request.GET),
        }


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) < 9


@require_safe
def points(request: HttpRequest, slug: str) -> JsonResponse:
    return JsonResponse(page.points(visible_or_404(request, slug)))


def sent_file(name: str, file: Any) -> FileResponse:
    """A file as an attachment under the name that it had; 404 when there is none."""
    if not file:
        raise Http404
    try:
        return FileResponse(file.open("rb"), as_attachment=True, filename=name)
    except FileNotFoundError as error:
        raise Http404 from error


@require_safe
def deliverable(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    rows = Action.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk, workstream__axis__partnership__slug=slug)
    return sent_file(row.deliverable_name, row.deliverable_file)


@require_safe
def document(request: HttpRequest, slug: str, pk: int) -> FileResponse:
    rows = Document.objects.visible_to(request.user)
    row = get_object_or_404(rows, pk=pk, partnership__slug=slug)
    return sent_file(row.file_name, row.file)
