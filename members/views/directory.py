from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from members.acting import mandate_of
from members.exports import FORMATS
from members.filters import OrganisationFilter
from members.labels import membership_labels
from members.listing import Listing
from members.maps import Window, points
from members.models import Mandate, Organisation, User
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
        row, user = self.object, self.request.user
        url = self.request.build_absolute_uri(row.get_absolute_url())
        return super().get_context_data(**kwargs) | detail_context(row, user, url)


def detail_context(row: Organisation, user: User | AnonymousUser, url: str) -> dict[str, Any]:
    """What the page of an organisation, at `url`, shows to `user` beside the row itself."""
    return {
        "organisation": row,
        "membership": membership_labels([row.pk]).get(row.pk),
        "logo_url": row.logo.url if row.logo else "",
        "structured": json_ld(row, url),
        "predecessors": Organisation.objects.visible_to(user).filter(successor=row),
        "people": _shown_people(row),
        "acts_here": user.is_authenticated and mandate_of(user, row) is not None,
        "keeping": keeping(row, user),
    }


def _shown_people(row: Organisation):
    """Mandates in force of the people who are shown to visitors, by function."""
    shown = row.mandates.in_force().filter(is_public=True).exclude(user__name="")
    return shown.select_related("user").order_by("function", "user__name")


@dataclass(frozen=True)
class Keeping:
    """What one who keeps the page sees above it: the mandate (None for staff), what waits."""

    mandate: Mandate | None
    waiting: int


def keeping(row: Organisation, user: User | AnonymousUser) -> Keeping | None:
    """None for those who do not keep the page: visitors all get the same one."""
    if not user.is_authenticated:
        return None
    mandate = mandate_of(user, row, edits_profile=True)
    if mandate is None and not user.is_staff:
        return None
    return Keeping(mandate, row.profile_changes.waiting().count())
