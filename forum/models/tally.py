from core.directory.tally import DirectoryTally, Line

TOPIC_LINES = [
    Line("kind", "o.kind"),
    Line("language", "o.language"),
    Line("theme", "unnest(o.theme_codes)"),
    Line("border", "unnest(o.border_codes)"),
    Line("answered", "CASE WHEN o.is_answered THEN 'yes' ELSE 'no' END"),
]
OBSTACLE_LINES = [
    Line("theme", "unnest(o.theme_codes)"),
    Line("border", "unnest(o.border_codes)"),
    Line("level", "o.level", where="o.level <> ''"),
    Line("nature", "o.nature", where="o.nature <> ''"),
    Line("status", "o.status"),
    Line("outcome", "o.outcome", where="o.outcome <> ''"),
    Line("addressee", "o.addressee", where="o.addressee <> ''"),
    Line("year", "left(o.raised_on, 4)", where="o.raised_on <> ''"),
]
SOLUTION_LINES = [
    Line("theme", "unnest(o.theme_codes)"),
    Line("border", "unnest(o.border_codes)"),
]


class TopicTally(DirectoryTally):
    """Counts of the topics that everyone may read."""


class ObstacleTally(DirectoryTally):
    """Counts of the obstacles of the public register."""


class SolutionTally(DirectoryTally):
    """Counts of the published solutions."""
