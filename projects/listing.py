"""The page of the list of projects."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from core.amounts import exact
from core.charts import Chart, bar_chart, column_chart
from core.directory.excerpts import Excerpt
from core.directory.listing import Link, Listing
from projects.filters import ProjectFilter
from projects.models import Project

YEARS_SHOWN = 20
LINKED = ["participant", "territory"]
BOUNDS = {"budget_min": "≥", "budget_max": "≤"}


@dataclass
class Entry:
    """A row of the list, its codes in the reader's words, and what matched in it."""

    project: Project
    stage: str
    programme: str
    countries: list[str]
    borders: list[Link]
    themes: list[str]
    name: Excerpt | None
    excerpt: Excerpt | None


@dataclass(frozen=True)
class Figure:
    """Numbers of projects by one of their facts: a chart and the rows of its table.

    `note` says what the chart does not draw.
    """

    key: str
    title: str
    chart: Chart
    rows: list[tuple[str, int]]
    note: str = ""


class ProjectListing(Listing):
    """The projects across borders."""

    prefix = "projects:project"
    card, table = "projects/_card.html", "projects/_table.html"
    above, more_filters = "projects/_figures.html", "projects/_more_filters.html"
    columns = ("title", "summary")
    title = _("Projects across borders")
    search_label = _("Title, partner, place or subject")
    map_label = _("Map of the projects below")
    map_cluster = _("Projects here: {n}. Zoom in.")
    map_group = _("several projects: the figure counts them")
    nothing_matches = _("No project matches.")
    nothing_yet = _("No project is published yet.")
    all_rows = _("See all projects")

    @property
    def count_text(self) -> str:
        total = self.counts.total
        if not self.counts.is_exact:
            return gettext("More than %(count)s projects") % {"count": total}
        return ngettext("%(count)s project", "%(count)s projects", total) % {"count": total}

    def load(self, rows) -> list[Project]:
        return list(rows.for_cards())

    def entry(self, row: Project) -> Entry:
        label, links = self.filter.label, self.border_links
        return Entry(
            row,
            label("stage", row.stage),
            label("programme", row.programme_key),
            [label("country", code) for code in row.partner_countries],
            [links[code] for code in row.border_codes if code in links],
            [label("theme", code) for code in row.theme_codes],
            self.found.get((row.pk, "title")),
            self.found.get((row.pk, "summary")),
        )

    def _chip(self, name: str, value: str) -> str:
        if name in LINKED:
            return self.linked[name].get(value, value)
        bound = self.filter.accepted.get(name) if name in BOUNDS else None
        if bound is not None and value == self.params.get(name):  # of several, the last counts
            return f"{gettext('Budget')} {BOUNDS[name]} {exact(bound)}"
        return super()._chip(name, value)

    @cached_property
    def linked(self) -> dict[str, dict[str, str]]:
        """The names of the organisations and territories asked for, by their slugs."""
        chosen: ProjectFilter = self.filter  # type: ignore[assignment]
        return {name: {row.slug: str(row) for row in chosen.linked(name)} for name in LINKED}

    @property
    def budget_sum(self) -> Decimal:
        """Of those in force that publish one, in euros."""
        return self.counts.amounts.get("budget", Decimal())

    @property
    def with_budget(self) -> int:
        return self.counts.figures.get("budget", {}).get("known", 0)

    @property
    def without_budget(self) -> int:
        return self.counts.figures.get("budget", {}).get("unknown", 0)

    @property
    def figures_are_exact(self) -> bool:
        return "figures" not in self.counts.at_least

    @cached_property
    def figures(self) -> list[Figure]:
        """By theme, by border, by stage, by year: what has rows, most rows first."""
        return [
            figure
            for figure in (
                self._bars("theme", gettext("Projects by theme")),
                self._bars("border", gettext("Projects by border")),
                self._bars("stage", gettext("Projects by stage")),
                self._years(),
            )
            if figure.rows
        ]

    def _bars(self, name: str, title: str) -> Figure:
        counts = self.counts.figures.get(name, {})
        rows = [
            (capfirst(self.filter.label(name, value) if value else gettext("not stated")), n)
            for value, n in sorted(counts.items(), key=lambda pair: -pair[1])
        ]
        return Figure(name, title, bar_chart(title, rows), rows)

    def _years(self) -> Figure:
        """The last years, those without project too; who tells no year is in the table."""
        title = gettext("Projects by the year they begin")
        counts = self.counts.figures.get("year", {})
        known = {int(year): n for year, n in counts.items() if year}
        last = max(known, default=0)
        years = range(max(min(known, default=1), last - YEARS_SHOWN + 1), last + 1)
        columns = [known.get(year, 0) for year in years]
        chart = column_chart(title, [str(year) for year in years], [(gettext("projects"), columns)])
        rows = [(str(year), known[year]) for year in sorted(known)]
        untold = counts.get("", 0)
        if not untold:
            return Figure("year", title, chart, rows)
        note = ngettext("%d project does not tell it.", "%d projects do not tell it.", untold)
        rows.append((pgettext("amount", "not published"), untold))
        return Figure("year", title, chart, rows, note % untold)
