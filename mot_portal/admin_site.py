from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class PortalAdminSite(AdminSite):
    """The staff's back office."""

    site_header = _("MOT – back office")
    site_title = _("MOT")
    index_title = _("What waits")
