from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartnershipsConfig(AppConfig):
    """Conventions with partners such as Banque des Territoires."""

    name = "partnerships"
    verbose_name = _("Partnerships")

    def ready(self):
        from partnerships import due, space  # noqa: F401
        from partnerships.letters import kinds  # noqa: F401
