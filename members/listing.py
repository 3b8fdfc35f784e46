"""The page of the directory of members."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.directory.excerpts import Excerpt
from core.directory.listing import Link, Listing
from members.labels import membership_labels
from members.models import Organisation


@dataclass
class Entry:
    """A row of the list, its codes in the reader's words, and what matched in it."""

    organisation: Organisation
    kind: str
    country: str
    borders: list[Link]
    themes: list[str]
    name: Excerpt | None
    excerpt: Excerpt | None
    membership: str | Promise


class OrganisationListing(Listing):
    """The members of the network."""

    prefix = "members:organisation"
    card, table = "members/_card.html", "members/_table.html"
    title = _("Members of the network")
    search_label = _("Name, acronym, city or subject")
    map_label = _("Map of the members below")
    nothing_matches = _("No member matches.")
    nothing_yet = _("No organisation is published yet.")
    all_rows = _("See all members")
    marked_facet = "kind"

    @property
    def count_text(self) -> str:
        total = self.counts.total
        if not self.counts.is_exact:
            return gettext("More than %(count)s members") % {"count": total}
        return ngettext("%(count)s member", "%(count)s members", total) % {"count": total}

    def load(self, rows) -> list[Organisation]:
        return list(rows.for_cards())

    @cached_property
    def memberships(self) -> dict[int, str | Promise]:
        return membership_labels(row.pk for row in self.rows)

    def entry(self, row: Organisation) -> Entry:
        label, links = self.filter.label, self.border_links
        return Entry(
            row,
            label("kind", row.kind),
            label("country", str(row.country)),
            [links[code] for code in row.border_codes if code in links],
            [label("theme", code) for code in row.theme_codes],
            self.found.get((row.pk, "name")),
            self.found.get((row.pk, "description")),
            self.memberships.get(row.pk, ""),
        )
