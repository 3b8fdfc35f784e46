"""What the directory's page shows: rows, choices, chips, pages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from members.excerpts import Excerpt, excerpts
from members.facets import FACETS, Facet
from members.filters import SORTS, OrganisationFilter
from members.models import Organisation

PAGE_SIZE = 24
VIEWS = [("cards", _("Cards")), ("table", _("Table")), ("map", _("Map"))]
LIST_COLUMNS = ["search", "names_text", "exact_names", "loaded", "source", "address"]


class CountedPaginator(Paginator):
    """Pages of rows whose number is known already."""

    def __init__(self, rows, per_page: int, count: int):
        super().__init__(rows, per_page)
        self.count = count  # type: ignore[misc]


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


@dataclass
class Entry:
    """A row of the list with what matched in it."""

    organisation: Organisation
    borders: list
    themes: list
    name: Excerpt | None
    excerpt: Excerpt | None


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
        rows = self.filter.ordered().defer(*LIST_COLUMNS)
        paginator = CountedPaginator(rows, PAGE_SIZE, self.counts.total)
        return paginator.get_page(self.params.get("page", 1))

    @cached_property
    def pages(self):
        """Page numbers to show, with an ellipsis where some are left out."""
        return self.page.paginator.get_elided_page_range(self.page.number, on_each_side=1)

    @cached_property
    def entries(self) -> list[Entry]:
        rows = list(self.page.object_list)
        found = excerpts(rows, "" if self.filter.is_near else self.filter.words)
        return [
            Entry(
                row,
                [self.filter.borders[code] for code in row.border_codes],
                [self.filter.themes[code] for code in row.theme_codes],
                found.get((row.pk, "name")),
                found.get((row.pk, "description")),
            )
            for row in rows
        ]

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
                self.label(facet.name, value),
                counts.get(value, 0),
                at_least,
                value in selected,
            )
            for value in {*counts, *selected}
        ]
        return sorted(options, key=lambda option: (-option.count, option.label))

    def label(self, name: str, value: str) -> str:
        """What a reader calls a value of a facet; the value itself when it is unknown."""
        if name == "kind":
            return str(dict(Organisation.Kind.choices).get(value, value))
        if name == "country":
            return countries.name(value) or value
        return str(
            {"border": self.filter.borders, "theme": self.filter.themes}[name].get(value, value)
        )

    @cached_property
    def chips(self) -> list[Chip]:
        """What is in force, unknown values included: each can be taken away."""
        typed = self.params.get("q", "")
        words = typed.strip()
        chips = [Chip(words[:60], query_without(self.params, "q", typed))] if words else []
        for facet in FACETS:
            for value in dict.fromkeys(self.params.getlist(facet.name)):
                if value:
                    label = self.label(facet.name, value)[:60]
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
