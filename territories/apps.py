from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TerritoriesConfig(AppConfig):
    """Where: borders, territories, themes, programmes."""

    name = "territories"
    verbose_name = _("Territories")
