"""What has to be done in time about projects."""

from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from projects.imports.service import run_waiting
from projects.models import ProjectTally


def add_up_counts() -> int:
    ProjectTally.objects.compact()
    return 0


register(
    Step(
        "add_up_project_counts", _("counts of the projects added up"), add_up_counts, Stage.TIDYING
    ),
    # After the letters, which do not wait for a large file.
    Step("run_imports", _("imports worked on"), run_waiting, Stage.TIDYING, is_atomic=False),
)
