"""What the page of a directory shows: rows, choices, chips, pages."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.core.paginator import Page, Paginator
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.directory.excerpts import excerpts
from core.directory.facets import Facet
from core.directory.filters import DirectoryFilter

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

    def get_page(self, number):
        """The page asked for, the first when there is none such, the last beyond it."""
        try:
            asked = int(number)
        except (TypeError, ValueError):
            asked = 1
        return self.page(min(max(asked, 1), self.num_pages))


@dataclass
class Option:
    """A choice of a facet: its number of rows, and whether it is in force."""

    value: str
    label: str
    count: int
    is_at_least: bool
    is_selected: bool


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the query string without it."""

    label: str
    query: str


@dataclass(frozen=True)
class Link:
    label: str
    url: str


def query_without(params: QueryDict, name: str, value: str) -> str:
    """`params` as a query string, without `name=value` and the page; "?" when nothing is left."""
    rest = params.copy()
    rest.setlist(name, [other for other in params.getlist(name) if other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


class Listing:
    """One page of a directory under `params`, computed once where a template asks for it.

    A subclass names its addresses (`members:organisation` has `…_list`, `…_map`, `…_export`,
    `…_feed`), its templates and its words, and makes the entries.
    """

    prefix: ClassVar[str]
    card: ClassVar[str]
    table: ClassVar[str]
    columns: ClassVar[tuple[str, str]] = ("name", "description")  # looked into for excerpts
    title: ClassVar[str | Promise]
    search_label: ClassVar[str | Promise]
    map_label: ClassVar[str | Promise]
    nothing_matches: ClassVar[str | Promise]
    nothing_yet: ClassVar[str | Promise]
    all_rows: ClassVar[str | Promise]
    map_cluster: ClassVar[str | Promise] = ""
    map_group: ClassVar[str | Promise] = ""
    marked_facet = ""  # the facet whose choices have a sign
    above = more_filters = ""  # templates: over the rows, under the facets
    views = VIEWS
    formats = [("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("geojson", "GeoJSON")]

    def __init__(self, chosen: DirectoryFilter, params: QueryDict):
        self.filter = chosen
        self.params = params

    @property
    def count_text(self) -> str:
        """The number of rows in words."""
        raise NotImplementedError

    def load(self, rows: QuerySet) -> list[Any]:
        """The rows of the page, with what the cards and the table show."""
        raise NotImplementedError

    def entry(self, row: Any) -> Any:
        """What is shown of one of the rows that `load` gave."""
        raise NotImplementedError

    @cached_property
    def url(self) -> str:
        return reverse(f"{self.prefix}_list")

    @cached_property
    def map_url(self) -> str:
        return f"{reverse(f'{self.prefix}_map')}?{self.exports_query}"

    @cached_property
    def feed_url(self) -> str:
        return self._with_query(reverse(f"{self.prefix}_feed"))

    @cached_property
    def exports(self) -> list[Link]:
        name = f"{self.prefix}_export"
        return [
            Link(label, self._with_query(reverse(name, args=[fmt]))) for fmt, label in self.formats
        ]

    def _with_query(self, url: str) -> str:
        return f"{url}?{self.exports_query}" if self.exports_query else url

    @cached_property
    def counts(self):
        return self.filter.counts

    @cached_property
    def view(self) -> str:
        asked = self.params.get("view")
        return asked if asked in dict(self.views) else "cards"

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
    def rows(self) -> list[Any]:
        # The keys come from an index alone; only the rows of the page are read, in the same query.
        model: type[Model] = self.filter.queryset.model
        page = model._default_manager.filter(pk__in=self.page.object_list)
        return self.load(self.filter.in_order(page))

    @cached_property
    def entries(self) -> list[Any]:
        return [self.entry(row) for row in self.rows]

    @cached_property
    def found(self):
        """Excerpts of the rows of the page, by key and column (`core.directory.excerpts`)."""
        name, text = self.columns
        words = "" if self.filter.is_near else self.filter.words
        return excerpts(self.rows, words, name=name, text=text)

    @cached_property
    def border_links(self) -> dict[str, Link]:
        """The borders of the rows of the page, by code; the filter holds `borders`."""
        shown = {code for row in self.rows for code in row.border_codes}
        return {
            code: Link(self.filter.label("border", code), border.get_absolute_url())
            for code, border in self.filter.borders.items()  # type: ignore[attr-defined]
            if code in shown
        }

    @cached_property
    def facets(self) -> list[tuple[Facet, list[Option]]]:
        """Each facet with the choices that have rows, and those in force; most rows first."""
        return [(facet, self._options(facet)) for facet in self.filter.facets]

    @property
    def has_choices(self) -> bool:
        return bool(self.more_filters) or any(options for _facet, options in self.facets)

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
            for value in {*counts, *selected} - {""}
        ]
        return sorted(options, key=lambda option: (-option.count, option.label))

    @cached_property
    def chips(self) -> list[Chip]:
        """What is in force, unknown values included: each can be taken away."""
        typed = self.params.get("q", "")
        words = typed.strip()
        chips = [Chip(words[:60], query_without(self.params, "q", typed))] if words else []
        for name, value in self._asked():
            chips.append(
                Chip(self._chip(name, value)[:60], query_without(self.params, name, value))
            )
        return chips

    def _asked(self) -> list[tuple[str, str]]:
        names = [*(facet.name for facet in self.filter.facets), *self.filter.others]
        return [
            (name, value)
            for name in names
            for value in dict.fromkeys(self.params.getlist(name))
            if value.strip()
        ]

    def _chip(self, name: str, value: str) -> str:
        if name in self.filter.labels:
            return self.filter.label(name, value)
        return f"{self.filter.filters[name].label} {value}"

    @cached_property
    def sorts(self) -> list[tuple[str, Any]]:
        """The orders that can be asked for; the usual one has no value, so it follows the words."""
        return [
            ("" if value == self.filter.usual_sort else value, label)
            for value, label in self.filter.sorts
            if self.filter.words or value != "relevance"
        ]

    @property
    def sort(self) -> str:
        return "" if self.filter.sort == self.filter.usual_sort else self.filter.sort

    @cached_property
    def exports_query(self) -> str:
        """The query string of the same rows elsewhere: map data, exports, feed."""
        rest = self.params.copy()
        for name in ("page", "view"):
            rest.pop(name, None)
        return rest.urlencode()
