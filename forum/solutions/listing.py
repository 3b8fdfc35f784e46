"""The page of the list of solutions."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.amounts import exact
from core.directory.excerpts import Excerpt
from core.directory.listing import Link, Listing
from forum.models import Reuse, Solution
from forum.models.kinds import Nature

LINKED = ["obstacle", "user"]


@dataclass
class Entry:
    """A row of the list, its codes in the reader's words, and what matched in it."""

    solution: Solution
    borders: list[Link]
    themes: list[str]
    name: Excerpt | None
    excerpt: Excerpt | None


class SolutionListing(Listing):
    """What worked somewhere."""

    prefix = "forum:solution"
    card, table = "forum/solutions/_card.html", "forum/solutions/_table.html"
    more_filters = "forum/solutions/_more_filters.html"
    columns = ("title", "summary")
    title = _("Solutions")
    search_label = _("Title, subject or legal basis")
    map_label = _("Map of the solutions below")
    map_cluster = _("Solutions here: {n}. Zoom in.")
    map_group = _("several solutions: the figure counts them")
    nothing_matches = _("No solution matches.")
    nothing_yet = _("No solution is published yet.")
    all_rows = _("See all solutions")

    @property
    def count_text(self) -> str:
        total = self.counts.total
        if not self.counts.is_exact:
            return gettext("More than %(count)s solutions") % {"count": total}
        return ngettext("%(count)s solution", "%(count)s solutions", total) % {"count": total}

    def load(self, rows) -> list[Solution]:
        uses = Reuse.objects.shown().filter(solution=OuterRef("pk")).order_by().values("solution")
        count = Subquery(uses.annotate(n=Count("pk")).values("n"))
        return list(rows.for_cards().annotate(use_count=Coalesce(count, 0)))

    def entry(self, row: Solution) -> Entry:
        links = self.border_links
        return Entry(
            row,
            [links[code] for code in row.border_codes if code in links],
            [self.filter.label("theme", code) for code in row.theme_codes],
            self.found.get((row.pk, "title")),
            self.found.get((row.pk, "summary")),
        )

    def _chip(self, name: str, value: str) -> str:
        if name in LINKED:
            return self.linked[name].get(value, value)
        if name == "nature" and value in Nature.values:
            return capfirst(str(Nature(value).label))
        amount = self.filter.accepted.get(name) if name == "cost_max" else None
        if amount is not None and value == self.params.get(name):  # of several, the last counts
            return f"{gettext('Cost')} ≤ {exact(amount)}"
        return super()._chip(name, value)

    @cached_property
    def linked(self) -> dict[str, dict[str, str]]:
        """The obstacles and organisations asked for, by what an address names them with."""
        accepted = self.filter.accepted
        return {
            "obstacle": {row.reference: str(row) for row in accepted.get("obstacle", [])},
            "user": {row.slug: str(row) for row in accepted.get("user", [])},
        }
