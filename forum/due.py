"""What has to be done in time about the forum and the register."""

from django.utils.translation import gettext_lazy as _

from core.due import Stage, Step, register
from forum.deadlines import remind, tell_what_is_late
from forum.digests import write_digests
from forum.models import ObstacleTally, SolutionTally, TopicTally
from forum.scoreboard import keep_last_year


def compact() -> int:
    """Add up the lines of the counts."""
    for tally in (ObstacleTally, SolutionTally, TopicTally):
        tally.objects.compact()
    return 0


register(
    Step("remind_deadlines", _("answers that are due or late: letters"), remind),
    Step("tell_what_is_late", _("answers that are late, each week"), tell_what_is_late),
    Step("write_forum_digests", _("letters on what is followed in the forum"), write_digests),
    Step("keep_scoreboard", _("scoreboard of the year that ended"), keep_last_year),
    Step(
        "compact_forum_counts", _("counts of the forum and of the register"), compact, Stage.TIDYING
    ),
)
