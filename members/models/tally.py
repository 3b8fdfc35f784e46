from core.directory.tally import DirectoryTally, Line

LINES = [
    Line("kind", "o.kind"),
    Line("country", "o.country"),
    Line("border", "unnest(o.border_codes)"),
    Line("theme", "unnest(o.theme_codes)"),
    Line("placed", where="o.lat IS NOT NULL"),
]


class Tally(DirectoryTally):
    """Counts of the published organisations."""
