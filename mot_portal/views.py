from django.contrib.auth.mixins import UserPassesTestMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.icons import ICONS
from core.search import MAX_WORDS_LENGTH, clean_words
from forum.models import ObstacleTally
from members.filters import OrganisationFilter
from members.forms.contact import ContactForm
from members.models import Organisation, Tally
from mot_portal.search import search
from pages.models import Page
from pages.urls import KEYS
from partnerships.models import Partnership
from partnerships.page import VISITOR
from projects.models import ProjectTally
from territories.models import Border, Territory, Theme


@require_safe
def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    """`/` leads to the home page in the browser's language, French first. No cookie is set."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language"])
    return response


class HomeView(TemplateView):
    template_name = "home.html"
    latest_length = 5

    def get_context_data(self, **kwargs):
        counts = Tally.objects.kept_counts(OrganisationFilter.facets)
        rows = Organisation.objects.filter(is_published=True).order_by("-updated_at", "pk")
        return super().get_context_data(**kwargs) | {
            "page": Page.objects.filter(key="home").first() or Page(key="home"),
            "organisation_count": counts.total,
            "country_count": len(counts.choices["country"]),
            "borders": Border.objects.for_labels(),
            "territory_count": Territory.objects.count(),
            "project_count": ProjectTally.objects.counts().get("total", {}).get("", 0),
            "obstacle_count": ObstacleTally.objects.counts().get("total", {}).get("", 0),
            "latest": rows.for_links()[: self.latest_length],
        }


class SearchView(TemplateView):
    """Everything one may see that holds the words, five of each kind."""

    template_name = "search.html"

    def get_context_data(self, **kwargs):
        words = clean_words(self.request.GET.get("q", ""))
        too_long = len(words) > MAX_WORDS_LENGTH
        groups = [] if too_long or not words else search(words, self.request.user)
        return super().get_context_data(**kwargs) | {
            "words": words,
            "too_long": too_long,
            "max_length": MAX_WORDS_LENGTH,
            "groups": groups,
        }


class SiteMapView(TemplateView):
    template_name = "site_map.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "pages": Page.objects.filter(key__in=KEYS),
            "borders": Border.objects.for_labels(),
            "territories": Territory.objects.for_pages(),
            "kinds": Organisation.Kind.choices,
            "themes": Theme.objects.for_labels(),
            "partnerships": Partnership.objects.visible_to(VISITOR),
        }


class StyleView(UserPassesTestMixin, TemplateView):
    """Every component of the portal, for those who build and check pages."""

    template_name = "style.html"

    def test_func(self):
        return self.request.user.is_staff

    def get_context_data(self, **kwargs):
        pages = Paginator(range(240), 24)
        return super().get_context_data(**kwargs) | {
            "page": pages.get_page(5),
            "pages": pages.get_elided_page_range(5, on_each_side=1),
            "kinds": Organisation.Kind.choices,
            "borders": Border.objects.for_pages()[:3],
            "form": ContactForm({"name": "", "email": "?"}),
            "icons": sorted(ICONS),
        }
