from django.utils.translation import gettext as _

from core.directory.views import Directory, DirectoryFeed
from forum.models import Solution
from forum.solutions.exports import EXPORT
from forum.solutions.filters import SolutionFilter
from forum.solutions.listing import SolutionListing


def tell(row: Solution) -> dict[str, str]:
    """What a point of the map says of a solution."""
    return {
        "name": str(row),
        "kind": "solution",
        "kind_label": _("solution"),
        "city": "",
        "url": row.get_absolute_url(),
    }


DIRECTORY = Directory(SolutionFilter, SolutionListing, EXPORT, tell)


class SolutionFeed(DirectoryFeed):
    """The solutions that changed last."""

    directory = DIRECTORY
    urn = "solution"
    text = "summary"

    def title(self, chosen):
        return _("Changes in the list of solutions")

    def subtitle(self, chosen):
        return _("What worked across borders, the last changes first.")
