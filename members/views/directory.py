from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from members.exports import FORMATS
from members.filters import OrganisationFilter
from members.listing import Listing
from members.maps import Window, points
from members.models import Organisation
from members.structured import json_ld
from members.views.mixins import OrganisationMixin


def directory(request: HttpRequest) -> OrganisationFilter:
    """The directory under the request's parameters: what page, map, export and feed show."""
    rows = Organisation.objects.visible_to(request.user)
    return OrganisationFilter(request.GET, queryset=rows, request=request)


class OrganisationListView(TemplateView):
    template_name = "members/organisation_list.html"

    def get_context_data(self, **kwargs):
        listing = Listing(directory(self.request), self.request.GET)
        return super().get_context_data(**kwargs) | {"listing": listing, "filter": listing.filter}


@require_safe
def organisation_map(request: HttpRequest) -> HttpResponse:
    """Points or clusters of the rows in force; 400 with a sentence when the window is malformed."""
    try:
        window = Window.read(request.GET)
    except ValidationError as error:
        return JsonResponse({"error": error.message}, status=400)
    chosen = directory(request)
    everything = request.user.is_anonymous and not (chosen.words or chosen.selected)
    data = points(chosen.qs, window, is_everything_published=everything and chosen.is_valid())
    return JsonResponse(data, content_type="application/geo+json")


@require_safe
def organisation_export(request: HttpRequest, fmt: str) -> StreamingHttpResponse:
    """Exactly the rows of the page, in its order, as a file."""
    if fmt not in FORMATS:
        raise Http404
    write, content_type = FORMATS[fmt]
    name = f"mot-members-{timezone.localdate():%Y-%m-%d}.{fmt}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    rows = directory(request).exported()
    return StreamingHttpResponse(write(rows), content_type=content_type, headers=headers)


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "members/opensearch.xml",
        content_type="application/opensearchdescription+xml; charset=utf-8",
    )


class OrganisationDetailView(OrganisationMixin, DetailView):
    template_name = "members/organisation_detail.html"

    def get_queryset(self):
        successors = Organisation.objects.visible_to(self.request.user).for_links()
        rows = super().get_queryset().select_related("territory")
        return rows.prefetch_related("borders", "themes", Prefetch("successor", successors))

    def get_context_data(self, **kwargs):
        predecessors = Organisation.objects.visible_to(self.request.user)
        return super().get_context_data(**kwargs) | {
            "structured": json_ld(
                self.object, self.request.build_absolute_uri(self.object.get_absolute_url())
            ),
            "predecessors": predecessors.filter(successor=self.object),
            "may_edit": Organisation.objects.editable_by(self.request.user)
            .filter(pk=self.object.pk)
            .exists(),
        }
