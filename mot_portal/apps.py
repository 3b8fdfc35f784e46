from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    """Settings, root addresses, home, site-wide search."""

    default = True
    name = "mot_portal"
    verbose_name = _("Portal")


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin with the portal's own home page."""

    default = False
    default_site = "mot_portal.admin_site.PortalAdminSite"
