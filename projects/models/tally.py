from core.directory.tally import DirectoryTally, Line

LINES = [
    Line("stage", "o.stage", where="o.stage <> ''"),
    Line("kind", "o.kind", where="o.kind <> ''"),
    Line("programme", "o.programme_key", where="o.programme_key <> ''"),
    Line("theme", "unnest(o.theme_codes)"),
    Line("border", "unnest(o.border_codes)"),
    Line("country", "unnest(o.partner_countries)"),
    Line("documents", "'1'", where="o.has_documents"),
    Line("placed", "'1'", where="o.lat IS NOT NULL"),
    Line("year", "left(o.start, 4)"),
    Line(
        "budget",
        "CASE WHEN o.total_budget IS NULL THEN 'unknown' ELSE 'known' END",
        amount="COALESCE(o.total_budget, 0)",
    ),
]


class ProjectTally(DirectoryTally):
    """Counts of the published projects, and the sum of their published budgets."""
