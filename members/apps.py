from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembersConfig(AppConfig):
    """Who: organisations, people, who may act for whom, the adhesion."""

    name = "members"
    verbose_name = _("Members")

    def ready(self):
        from members import (  # noqa: F401
            account_space,
            applicants,
            due,
            dues,
            kept_pages,
            people_space,
        )
        from members.letters import kinds  # noqa: F401
