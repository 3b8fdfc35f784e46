from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Who: organisations, people, who may act for whom."""

    name = "members"
    verbose_name = _("Members")
