from dataclasses import dataclass
from typing import Any

from django.contrib.syndication.views import Feed
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.directory.exports import Export
from core.directory.filters import DirectoryFilter
from core.directory.listing import Listing
from core.directory.maps import Told, Window, points

FEED_LENGTH = 50


@dataclass(frozen=True)
class Directory:
    """What rows of one kind need to be listed: page, map, exports and feed show the same rows."""

    filter: type[DirectoryFilter]
    listing: type[Listing]
    export: Export
    tell: Told

    def chosen(self, request: HttpRequest) -> DirectoryFilter:
        """The rows that the reader may see, under the request's parameters."""
        rows = self.filter._meta.model.objects.visible_to(request.user)
        return self.filter(request.GET, queryset=rows, request=request)

    def list_view(self, template: str):
        @require_safe
        def page(request: HttpRequest) -> HttpResponse:
            listing = self.listing(self.chosen(request), request.GET)
            return render(request, template, {"listing": listing, "filter": listing.filter})

        return page

    def map_view(self):
        return require_safe(self._map)

    def _map(self, request: HttpRequest) -> HttpResponse:
        """Points or clusters of the rows in force; 400 with a sentence on a malformed window."""
        try:
            window = Window.read(request.GET)
        except ValidationError as error:
            return JsonResponse({"error": error.message}, status=400)
        chosen = self.chosen(request)
        everything = request.user.is_anonymous and chosen.is_everything and not chosen.selected
        tally = chosen.tally if everything else None
        data = points(chosen.qs, window, self.tell, tally=tally, key=self.export.key)
        return JsonResponse(data, content_type="application/geo+json")

    def export_view(self):
        return require_safe(self._export)

    def _export(self, request: HttpRequest, fmt: str) -> StreamingHttpResponse:
        """Exactly the rows of the page, in its order, as a file."""
        if fmt not in self.export.formats:
            raise Http404
        write, content_type = self.export.formats[fmt]
        name = f"{self.export.file_name}-{timezone.localdate():%Y-%m-%d}.{fmt}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        rows = self.chosen(request).exported()
        return StreamingHttpResponse(write(rows), content_type=content_type, headers=headers)

    def opensearch_view(self, template: str):
        content_type = "application/opensearchdescription+xml; charset=utf-8"

        @require_safe
        def description(request: HttpRequest) -> HttpResponse:
            return render(request, template, content_type=content_type)

        return description


class DirectoryFeed(Feed):
    """The last changes among the rows in force, newest first. A subclass gives the words."""

    feed_type = Atom1Feed
    author_name = "Mission Opérationnelle Transfrontalière"  # a feed without author is not valid
    directory: Directory
    urn: str
    text: str  # the column that describes a row

    @property
    def language(self):  # type: ignore[override]
        return get_language()

    def get_object(self, request):
        return self.directory.chosen(request)

    def link(self, chosen):
        query = chosen.request.GET.urlencode()
        url = reverse(f"{self.directory.listing.prefix}_list")
        return f"{url}?{query}" if query else url

    def feed_url(self, chosen):
        return chosen.request.get_full_path()

    def items(self, chosen):
        rows = chosen.qs.defer("search", "names_text")
        return rows.order_by("-updated_at", "pk")[:FEED_LENGTH]

    def item_title(self, row):
        return str(row)

    def item_description(self, row):
        return escape(getattr(row, self.text))  # readers take it for HTML

    def item_updateddate(self, row):
        return row.updated_at

    def item_guid(self, row: Any):
        return f"urn:mot:{self.urn}:{row.pk}"
