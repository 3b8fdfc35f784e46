from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProjectsConfig(AppConfig):
    """What members do together."""

    name = "projects"
    verbose_name = _("Projects")

    def ready(self):
        from projects import due, space  # noqa: F401
        from projects.letters import kinds  # noqa: F401
