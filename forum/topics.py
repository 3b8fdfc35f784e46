"""The list of the forum: filters, page, map, exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.directory.excerpts import Excerpt
from core.directory.exports import Export
from core.directory.facets import Facet
from core.directory.filters import DirectoryFilter, FacetFilter
from core.directory.listing import Link, Listing
from core.directory.views import Directory
from core.templatetags.ui import language_name
from forum.models import Topic, TopicTally
from forum.models.written import LANGUAGES
from members.models import Organisation
from projects.filters import SlugsFilter
from territories.models import Border, Territory, Theme

COLUMNS = [
    "id", "kind", "title", "language", "audience", "border_codes", "theme_codes",
    "organisation__slug", "reply_count", "is_answered", "created_at", "last_post_at", "lat", "lon",
    "source",
]  # fmt: skip
RENAMED = {
    "border_codes": "borders",
    "theme_codes": "themes",
    "organisation__slug": "organisation",
    "reply_count": "answers",
}
HEADERS = [RENAMED.get(column, column) for column in COLUMNS]
CHUNK = 2_000


class Answered(Facet):
    """Whether a topic has an accepted answer: `yes` or `no`."""

    @property
    def sql(self) -> str:
        return f"CASE WHEN s.{self.column} THEN 'yes' ELSE 'no' END"

    def condition(self, values: list[str]) -> Q:
        return Q(**{f"{self.column}__in": [value == "yes" for value in values]})


class TopicFilter(DirectoryFilter):
    """What the forum is asked: words in titles and answers, kinds, places, languages."""

    facets = [
        Facet("kind", _("Kind"), "kind"),
        Answered("answered", _("Accepted answer"), "is_answered"),
        Facet("border", _("Border"), "border_codes", holds_many=True),
        Facet("theme", _("Theme"), "theme_codes", holds_many=True),
        Facet("language", _("Language"), "language"),
    ]
    tally = TopicTally
    sorts = [
        ("relevance", _("Relevance")),
        ("active", _("Last answered")),
        ("name", _("Title")),
    ]
    orders = {"active": [F("last_post_at").desc(nulls_last=True)]}

    kind = FacetFilter(label=_("Kind"), choices=list)
    answered = FacetFilter(label=_("Accepted answer"), choices=list)
    border = FacetFilter(label=_("Border"), choices=list)
    theme = FacetFilter(label=_("Theme"), choices=list)
    language = FacetFilter(label=_("Language"), choices=list)
    territory = SlugsFilter(
        label=_("Territory"),
        to_field_name="slug",
        queryset=lambda request: Territory.objects.for_pages(),
        method="on_territories",
    )
    organisation = SlugsFilter(
        label=_("Organisation"),
        to_field_name="slug",
        queryset=lambda request: Organisation.objects.filter(is_published=True).for_links(),
        method="in_the_name_of",
    )

    class Meta:
        model = Topic
        fields: list[str] = []

    def __init__(self, data=None, queryset=None, **kwargs):
        rows: Any = queryset if queryset is not None else Topic.objects
        rows = rows.shown()
        super().__init__(data, rows, **kwargs)
        self.borders = {border.code: border for border in Border.objects.for_labels()}
        self.offer("border", {code: str(border) for code, border in self.borders.items()})
        self.offer("theme", {theme.code: str(theme) for theme in Theme.objects.for_labels()})
        self.offer("kind", {kind.value: str(kind.label) for kind in Topic.Kind})
        self.offer("answered", {"yes": str(_("yes")), "no": str(_("no"))})
        self.offer("language", {code: language_name(code) for code in LANGUAGES})

    @property
    def usual_sort(self) -> str:
        return "relevance" if self.words else "active"

    def on_territories(self, rows, name, territories):
        links = Topic.territories.through.objects.filter(territory__in=territories)
        return rows.filter(pk__in=links.values("topic")) if territories else rows

    def in_the_name_of(self, rows, name, organisations):
        return rows.filter(organisation__in=organisations) if organisations else rows


@dataclass
class Entry:
    """A row of the list, its codes in the reader's words."""

    row: Topic
    kind: str
    language: str
    borders: list[Link]
    themes: list[str]


class TopicListing(Listing):
    """The discussions of the forum."""

    prefix = "forum:topic"
    card, table = "forum/topics/_card.html", "forum/topics/_table.html"
    title = _("Forum")
    search_label = _("Words of a question or an answer")
    map_label = _("Map of the discussions below")
    map_cluster = _("Discussions here: {n}. Zoom in.")
    map_group = _("several discussions: the figure counts them")
    nothing_matches = _("No discussion matches.")
    nothing_yet = _("Nothing is discussed yet.")
    all_rows = _("See all discussions")

    @property
    def count_text(self) -> str:
        total = self.counts.total
        if not self.counts.is_exact:
            return str(_("More than %(count)s discussions") % {"count": total})
        return ngettext("%(count)s discussion", "%(count)s discussions", total) % {"count": total}

    def load(self, rows: QuerySet) -> list[Topic]:
        return list(rows.for_cards())  # type: ignore[attr-defined]

    @cached_property
    def found(self) -> dict[tuple[int, str], Excerpt]:
        return {}

    def entry(self, row: Topic) -> Entry:
        label, links = self.filter.label, self.border_links
        return Entry(
            row,
            label("kind", row.kind),
            label("language", row.language),
            [links[code] for code in row.border_codes if code in links],
            [label("theme", code) for code in row.theme_codes],
        )


def tell(row: Topic) -> dict[str, str]:
    """What a point of the map says of a topic."""
    return {
        "name": row.title,
        "kind": "topic",
        "kind_label": str(row.get_kind_display()),
        "city": "",
        "url": row.get_absolute_url(),
    }


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per topic, keys as in `HEADERS`; no person is named."""
    for values in rows.values_list(*COLUMNS).iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        for name in ("created_at", "last_post_at"):
            fact[name] = fact[name] and fact[name].astimezone(UTC).isoformat("T", "seconds")
        fact["organisation"] = fact["organisation"] or ""
        yield fact


EXPORT = Export("topics", "mot-forum", HEADERS, facts, key="id")
DIRECTORY = Directory(TopicFilter, TopicListing, EXPORT, tell)
