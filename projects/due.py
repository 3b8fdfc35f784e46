"""What has to be done in time about projects."""

from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from projects.models import ProjectTally


def add_up_counts() -> int:
    ProjectTally.objects.compact()
    return 0


register(
    Step(
        "add_up_project_counts", _("counts of the projects added up"), add_up_counts, Stage.TIDYING
    )
)
