from django.utils.translation import gettext as _

from core.directory.views import FEED_LENGTH, DirectoryFeed
from forum import register, topics


class ObstacleFeed(DirectoryFeed):
    """The obstacles that changed last."""

    directory = register.DIRECTORY
    urn = "obstacle"
    text = "summary"

    def title(self, chosen):
        return _("Changes in the register of obstacles")

    def subtitle(self, chosen):
        return _("Obstacles at the borders whose facts changed last.")


class TopicFeed(DirectoryFeed):
    """The discussions in which something was written last."""

    directory = topics.DIRECTORY
    urn = "topic"
    text = "title"

    def title(self, chosen):
        return _("Forum of the borders")

    def subtitle(self, chosen):
        return _("Discussions in which something was written last.")

    def items(self, chosen):
        rows = chosen.qs.defer("search", "names_text")
        return rows.order_by(*chosen.orders["active"], "pk")[:FEED_LENGTH]

    def item_updateddate(self, row):
        return row.last_post_at or row.created_at
