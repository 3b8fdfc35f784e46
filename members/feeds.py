from django.utils.translation import gettext as _

from core.directory.views import DirectoryFeed
from members.views.directory import DIRECTORY


class OrganisationFeed(DirectoryFeed):
    """The organisations whose facts changed last."""

    directory = DIRECTORY
    urn = "organisation"
    text = "description"

    def title(self, chosen):
        return _("Changes in the directory of members")

    def subtitle(self, chosen):
        return _("Organisations of the network whose facts changed last.")
