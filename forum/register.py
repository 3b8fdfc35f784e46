"""The list of the public register of obstacles: page, map, exports."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.directory.excerpts import Excerpt
from core.directory.exports import Export
from core.directory.listing import Link, Listing
from core.directory.views import Directory
from forum.models import Obstacle
from forum.register_filters import ObstacleFilter
from territories.models import Territory

LANGUAGES = settings.CONTENT_LANGUAGES
COLUMNS = [
    "reference",
    *(f"title_{code}" for code in LANGUAGES),
    *(f"summary_{code}" for code in LANGUAGES),
    "border_codes",
    "theme_codes",
    "territories_shown",
    "interaction",
    "nature",
    "triage",
    "status",
    "outcome",
    "level",
    "addressee",
    "raised_on",
    "closed_on",
    "silent_since",
    "last_news_on",
    "support_count",
    "people_affected",
    "firms_affected",
    "affected_source",
    *(f"outcome_reasons_{code}" for code in LANGUAGES),
    *(f"proposal_{code}" for code in LANGUAGES),
    "is_reading",
    "lat",
    "lon",
    "updated_at",
    "source",
    "facts_on",
]
RENAMED = {"border_codes": "borders", "theme_codes": "themes"}
HEADERS = [RENAMED.get(column, column.removesuffix("_shown")) for column in COLUMNS]
DAYS = ("closed_on", "silent_since", "last_news_on")
CHUNK = 2_000


@dataclass
class Entry:
    """A row of the list, its codes in the reader's words, and what matched in it."""

    row: Obstacle
    status: str
    level: str
    borders: list[Link]
    themes: list[str]
    name: Excerpt | None
    excerpt: Excerpt | None


class ObstacleListing(Listing):
    """The obstacles at the borders."""

    prefix = "forum:obstacle"
    card, table = "forum/obstacles/_card.html", "forum/obstacles/_table.html"
    more_filters = "forum/obstacles/_more_filters.html"
    columns = ("title", "summary")
    title = _("Obstacles at the borders")
    search_label = _("Title, reference or subject")
    map_label = _("Map of the obstacles below")
    map_cluster = _("Obstacles here: {n}. Zoom in.")
    map_group = _("several obstacles: the figure counts them")
    nothing_matches = _("No obstacle matches.")
    nothing_yet = _("No obstacle is published yet.")
    all_rows = _("See all obstacles")

    @property
    def count_text(self) -> str:
        total = self.counts.total
        if not self.counts.is_exact:
            return str(_("More than %(count)s obstacles") % {"count": total})
        return ngettext("%(count)s obstacle", "%(count)s obstacles", total) % {"count": total}

    def load(self, rows: QuerySet) -> list[Obstacle]:
        return list(rows.for_cards())  # type: ignore[attr-defined]

    def entry(self, row: Obstacle) -> Entry:
        label, links = self.filter.label, self.border_links
        state = row.get_outcome_display() or row.get_status_display()
        return Entry(
            row,
            capfirst(str(state)),
            label("level", row.level),
            [links[code] for code in row.border_codes if code in links],
            [label("theme", code) for code in row.theme_codes],
            self.found.get((row.pk, "title")),
            self.found.get((row.pk, "summary")),
        )


def tell(row: Obstacle) -> dict[str, str]:
    """What a point of the map says of an obstacle."""
    state = row.get_outcome_display() or row.get_status_display()
    return {
        "name": str(row),
        "kind": "obstacle",
        "kind_label": str(_("obstacle")),
        "city": row.reference,
        "stage": str(state),
        "url": row.get_absolute_url(),
    }


def facts(rows: QuerySet) -> Iterator[dict[str, Any]]:
    """One flat `dict` per obstacle, keys as in `HEADERS`; unknown is None or empty."""
    named = Territory.objects.filter(obstacles=OuterRef("pk")).order_by("slug").values("slug")
    told = rows.annotate(territories_shown=ArraySubquery(named)).values_list(*COLUMNS)
    for values in told.iterator(chunk_size=CHUNK):
        fact = dict(zip(HEADERS, values, strict=True))
        for name in DAYS:
            fact[name] = fact[name] and fact[name].isoformat()
        fact["updated_at"] = fact["updated_at"].astimezone(UTC).isoformat("T", "seconds")
        yield fact


EXPORT = Export("obstacles", "mot-obstacles", HEADERS, facts, key="reference")
DIRECTORY = Directory(ObstacleFilter, ObstacleListing, EXPORT, tell)
