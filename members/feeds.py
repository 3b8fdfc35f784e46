from django.contrib.syndication.views import Feed
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from members.views.directory import directory

FEED_LENGTH = 50


class OrganisationFeed(Feed):
    """The last changes among the rows in force, newest first."""

    feed_type = Atom1Feed

    @property
    def language(self):  # type: ignore[override]
        return get_language()

    def get_object(self, request):
        return directory(request)

    def title(self, chosen):
        return _("Changes in the directory of members")

    def subtitle(self, chosen):
        return _("Organisations of the network whose facts changed last.")

    def link(self, chosen):
        query = chosen.request.GET.urlencode()
        return reverse("members:organisation_list") + (f"?{query}" if query else "")

    def feed_url(self, chosen):
        return chosen.request.get_full_path()

    def items(self, chosen):
        rows = chosen.qs.defer("search", "names_text", "exact_names")
        return rows.order_by("-updated_at", "pk")[:FEED_LENGTH]

    def item_title(self, row):
        return str(row)

    def item_description(self, row):
        return row.description

    def item_updateddate(self, row):
        return row.updated_at

    def item_guid(self, row):
        return f"urn:mot:organisation:{row.pk}"
