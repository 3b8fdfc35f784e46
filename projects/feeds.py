from django.utils.translation import gettext as _

from core.directory.views import DirectoryFeed
from projects.views.lists import DIRECTORY


class ProjectFeed(DirectoryFeed):
    """The projects that changed last."""

    directory = DIRECTORY
    urn = "project"
    text = "summary"

    def title(self, chosen):
        return _("Changes in the list of projects")

    def subtitle(self, chosen):
        return _("Projects across borders whose facts changed last.")
