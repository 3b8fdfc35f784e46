from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    """Texts of the portal that staff edit."""

    name = "pages"
    verbose_name = _("Pages")
