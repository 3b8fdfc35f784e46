"""What the directory's page shows: rows, choices, chips, pages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from members.excerpts import Excerpt, excerpts
from members.facets import FACETS, Facet
from members.filters import SORTS, OrganisationFilter
from members.labels import membership_labels
from members.models import Organisation

PAGE_SIZE = 24
VIEWS = [("cards", _("Cards")), ("table", _("Table")), ("map", _("Map"))]


class CountedPaginator(Paginator):
    """Pages of the keys of rows whose number is known already."""

    object_list: QuerySet

    def __init__(self, rows: QuerySet, per_page: int, count: int, *, is_exact: bool):
        super().__init__(rows.values("pk"), per_page)
        self.count = count  # type: ignore[misc]
        self.is_exact = is_exact

    def page(self, number):
        """The page of that number; past the middle, rows are counted off from the end."""
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        last = min(first + self.per_page, self.count)
        if self.is_exact and first > self.count / 2:
            keys = self.object_list.reverse()[self.count - last : self.count - first]
        else:
            keys = self.object_list[first:last]
        return Page(keys, number, self)


@dataclass
class Option:
    """A choice of a facet: its number of rows, and whether it is in force."""

    value: str
    label: str
    count: int
    is_at_least: bool
    is_selected: bool


@dataclass
class Chip:
    """Something in force, and the query string without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


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


def query_without(params: QueryDict, name: str, value: str) -> str:
    """`params` as a query string, without `name=value` and the page; "?" when nothing is left."""
    rest = params.copy()
    rest.setlist(name, [other for other in params.getlist(name) if other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


class Listing:
    """One page of the directory under `params`, computed once where a template asks for it."""

    def __init__(self, chosen: OrganisationFilter, params: QueryDict):
        self.filter = chosen
        self.params = params

    views = VIEWS
    formats = [("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("geojson", "GeoJSON")]

    @cached_property
    def counts(self):
        return self.filter.counts

    @cached_property
    def view(self) -> str:
        asked = self.params.get("view")
        return asked if asked in dict(VIEWS) else "cards"

    @cached_property
    def page(self):
        rows, counts = self.filter.ordered(), self.counts
        paginator = CountedPaginator(rows, PAGE_SIZE, counts.total, is_exact=counts.is_exact)
        return paginator.get_page(self.params.get("page", 1))

    @cached_property
    def pages(self):
        """Page numbers to show, with an ellipsis where some are left out."""
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1)

    @cached_property
    def entries(self) -> list[Entry]:
        # The keys come from an index alone; only the rows of the page are read, in the same query.
        page = Organisation.objects.filter(pk__in=self.page.object_list)
        rows = list(self.filter.in_order(page).for_cards())
        found = excerpts(rows, "" if self.filter.is_near else self.filter.words)
        label, links = self.filter.label, self._border_links(rows)
        labels = membership_labels(row.pk for row in rows)
        return [
            Entry(
                row,
                label("kind", row.kind),
                label("country", row.country.code),
                [links[code] for code in row.border_codes if code in links],
                [label("theme", code) for code in row.theme_codes],
                found.get((row.pk, "name")),
                found.get((row.pk, "description")),
                labels.get(row.pk, ""),
            )
            for row in rows
        ]

    def _border_links(self, rows: list[Organisation]) -> dict[str, Link]:
        shown = {code for row in rows for code in row.border_codes}
        return {
            code: Link(self.filter.label("border", code), border.get_absolute_url())
            for code, border in self.filter.borders.items()
            if code in shown
        }

    @cached_property
    def facets(self) -> list[tuple[Facet, list[Option]]]:
        """Each facet with the choices that have rows, and those in force; most rows first."""
        return [(facet, self._options(facet)) for facet in FACETS]

    @property
    def has_choices(self) -> bool:
        return any(options for _facet, options in self.facets)

    @property
    def selected_count(self) -> int:
        return sum(len(values) for values in self.filter.selected.values())

    def _options(self, facet: Facet) -> list[Option]:
        counts = self.counts.choices.get(facet.name, {})
        selected = self.filter.selected.get(facet.name, [])
        at_least = facet.name in self.counts.at_least
        options = [
            Option(
                value,
                self.filter.label(facet.name, value),
                counts.get(value, 0),
                at_least,
                value in selected,
            )
            for value in {*counts, *selected}
        ]
        return sorted(options, key=lambda option: (-option.count, option.label))

    @cached_property
    def chips(self) -> list[Chip]:
        """What is in force, unknown values included: each can be taken away."""
        typed = self.params.get("q", "")
        words = typed.strip()
        chips = [Chip(words[:60], query_without(self.params, "q", typed))] if words else []
        for facet in FACETS:
            for value in dict.fromkeys(self.params.getlist(facet.name)):
                if value:
                    label = self.filter.label(facet.name, value)[:60]
                    chips.append(Chip(label, query_without(self.params, facet.name, value)))
        return chips

    @cached_property
    def sorts(self) -> list[tuple[str, Any]]:
        return SORTS if self.filter.words else SORTS[1:]

    @cached_property
    def exports_query(self) -> str:
        """The query string of the same rows elsewhere: map data, exports, feed."""
        rest = self.params.copy()
        for name in ("page", "view"):
            rest.pop(name, None)
        return rest.urlencode()
