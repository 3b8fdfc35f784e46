from django.utils.translation import gettext as _

from core.directory.views import DirectoryFeed
from forum import register


class ObstacleFeed(DirectoryFeed):
    """The obstacles that changed last."""

    directory = register.DIRECTORY
    urn = "obstacle"
    text = "summary"

    def title(self, chosen):
        return _("Changes in the register of obstacles")

    def subtitle(self, chosen):
        return _("Obstacles at the borders whose facts changed last.")
