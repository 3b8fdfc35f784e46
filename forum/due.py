"""What has to be done in time about the forum and the register."""

from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from forum.models import ObstacleTally, SolutionTally, TopicTally
from forum.scoreboard import keep_last_year


def compact() -> int:
    """Add up the lines of the counts."""
    for tally in (ObstacleTally, SolutionTally, TopicTally):
        tally.objects.compact()
    return 0


register(
    Step("keep_scoreboard", _("scoreboard of the year that ended"), keep_last_year),
    Step(
        "compact_forum_counts", _("counts of the forum and of the register"), compact, Stage.TIDYING
    ),
)
