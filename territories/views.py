from itertools import groupby

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.generic import DetailView, TemplateView

from core.search import MAX_WORDS_LENGTH, clean_words
from territories.models import Border, Territory, Theme

SIDE_LENGTH = 50


class BorderListView(TemplateView):
    """All borders: those of France by kind, then the others of the network."""

    template_name = "territories/border_list.html"

    def get_context_data(self, **kwargs):
        borders = Border.objects.for_pages().with_counts(self.request.user)
        titles = {
            Border.Kind.LAND: _("Land borders of France"),
            Border.Kind.SEA: _("Sea borders of France"),
            Border.Kind.OVERSEAS: _("Overseas borders of France"),
            "": _("Other borders of the network"),
        }
        order = list(titles)
        rows = sorted(borders, key=lambda border: (order.index(_group(border)), border.code))
        groups = [(titles[key], list(group)) for key, group in groupby(rows, _group)]
        return super().get_context_data(**kwargs) | {"groups": groups}


def _group(border: Border) -> str:
    return border.kind if border.is_french else ""


@require_safe
def border_signs(request: HttpRequest) -> JsonResponse:
    """What the map writes beside the line of each border: its code, name, kind and page."""
    signs = [
        {
            "code": border.code,
            "name": str(border),
            "kind": border.kind,
            "url": border.get_absolute_url(),
        }
        for border in Border.objects.for_labels("kind")
    ]
    return JsonResponse({"borders": signs})


class BorderDetailView(DetailView):
    """One border: what holds on it, who cooperates across it, side by side.

    `sides` holds a country code and its first organisations by name for each of the two; `others`
    those of other countries. `is_cut` says that there may be more: the directory has them all.
    """

    template_name = "territories/border_detail.html"
    slug_field = slug_url_kwarg = "code"

    def get(self, request, *args, code: str, **kwargs):
        if code != code.upper():
            return redirect("territories:border_detail", code.upper(), permanent=True)
        return super().get(request, *args, code=code, **kwargs)

    def get_queryset(self):
        return Border.objects.for_pages().prefetch_related("programmes")

    def get_context_data(self, **kwargs):
        border = self.object
        every = border.organisations.model.objects
        rows = every.visible_to(self.request.user).on_border(border.code).order_by("sort_fr", "pk")
        sides = [(code, _first(rows.filter(country=code))) for code in border.countries]
        others = _first(rows.exclude(country__in=border.countries))
        return super().get_context_data(**kwargs) | {
            "sides": sides,
            "others": others,
            "has_organisations": bool(others or any(found for _code, found in sides)),
            "side_length": SIDE_LENGTH,
            "is_cut": SIDE_LENGTH in map(len, [others, *dict(sides).values()]),
            "territories": border.territories.for_pages(),
        }


def _first(organisations) -> list:
    return list(organisations.for_links()[:SIDE_LENGTH])


class TerritoryListView(TemplateView):
    """The spaces of cooperation that hold the words `?q=`, by name, in one page."""

    template_name = "territories/territory_list.html"

    def get_context_data(self, **kwargs):
        words = clean_words(self.request.GET.get("q", ""))[:MAX_WORDS_LENGTH]
        territories = Territory.objects.for_pages().prefetch_related("borders")
        if words:
            territories = territories.search(words)
        return super().get_context_data(**kwargs) | {
            "words": words,
            "territories": sorted(territories, key=lambda territory: str(territory).casefold()),
        }


class TerritoryDetailView(DetailView):
    template_name = "territories/territory_detail.html"

    def get_queryset(self):
        return Territory.objects.for_pages().prefetch_related("borders")

    def get_context_data(self, **kwargs):
        organisations = self.object.organisations.visible_to(self.request.user)
        return super().get_context_data(**kwargs) | {"organisations": organisations.for_links()}


class ThemeDetailView(DetailView):
    """One theme: who works on it, what is done about it, what gets in the way."""

    template_name = "territories/theme_detail.html"
    slug_field = slug_url_kwarg = "code"
    queryset = Theme.objects.for_labels("keep_topics")

    def get_context_data(self, **kwargs):
        every = self.object.organisations.model.objects.visible_to(self.request.user)
        rows = every.filter(theme_codes__contains=[self.object.code]).order_by("sort_fr", "pk")
        organisations = _first(rows)
        return super().get_context_data(**kwargs) | {
            "organisations": organisations,
            "is_cut": len(organisations) == SIDE_LENGTH,
            "side_length": SIDE_LENGTH,
        }


@require_safe
def territory_footprint(request: HttpRequest, slug: str) -> JsonResponse:
    """The area of a territory as GeoJSON; 404 when it has none."""
    territory = get_object_or_404(Territory, slug=slug)
    if territory.footprint is None:
        raise Http404
    return JsonResponse(territory.footprint, content_type="application/geo+json")
