from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ForumConfig(AppConfig):
    """What gets in the way, and what solved it."""

    name = "forum"
    verbose_name = _("Forum")

    def ready(self):
        from forum import due, space, yearly  # noqa: F401
        from forum.letters import following, obstacles, writing  # noqa: F401
