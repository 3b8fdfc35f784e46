"""Where a partnership acts: what its public actions name, as a list and as points of a map."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, QuerySet, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from core.models import content_order
from members.models import Organisation
from partnerships.models import Action
from projects.models import Project
from territories.models import Border, Territory


@dataclass(frozen=True)
class Kind:
    """A kind of place: its rows that anyone may read, their columns, where their pages are."""

    rows: QuerySet
    title: Promise | str
    url: str
    key: str = "slug"
    name: str = "name"
    is_point: bool = True


KINDS = {
    "border": Kind(
        Border.objects.all(), _("Borders"), "territories:border_detail", "code", is_point=False
    ),
    "territory": Kind(Territory.objects.all(), _("Territories"), "territories:territory_detail"),
    "organisation": Kind(
        Organisation.objects.filter(is_published=True), _("Members"), "members:organisation_detail"
    ),
    "project": Kind(
        Project.objects.filter(is_published=True),
        _("Projects"),
        "projects:project_detail",
        name="title",
    ),
}


@dataclass(frozen=True)
class Place:
    """What actions name, how many do; `lang` is empty when the name is in the reader's language.

    Borders have no point of their own: the map draws them already.
    """

    kind: str
    key: str
    lat: float | None
    lon: float | None
    count: int
    name: str
    lang: str

    @property
    def url(self) -> str:
        return reverse(KINDS[self.kind].url, args=[self.key])


def of(actions: QuerySet[Action]) -> list[Place]:
    """All that `actions` name, kind by kind, the most named first. One query."""
    first, *others = (_rows(code, kind, actions) for code, kind in KINDS.items())
    order = list(KINDS)
    places = [_place(*row) for row in first.union(*others, all=True)]
    return sorted(places, key=lambda one: (order.index(one.kind), -one.count, one.name.casefold()))


def by_kind(places: list[Place]) -> Iterator[tuple[Promise | str, list[Place]]]:
    """Each kind that there is, with its places."""
    for code, kind in KINDS.items():
        if found := [place for place in places if place.kind == code]:
            yield kind.title, found


def _rows(code: str, kind: Kind, actions: QuerySet[Action]) -> QuerySet:
    rows = kind.rows.filter(actions__in=actions.order_by().values("pk"))
    counted = rows.order_by().annotate(place=Value(code), n=Count("actions"))
    names = [f"{kind.name}_{language}" for language in settings.CONTENT_LANGUAGES]
    return counted.values_list("place", kind.key, "lat", "lon", "n", *names)


def _place(kind: str, key: str, lat: Any, lon: Any, count: int, *names: str) -> Place:
    said = dict(zip(settings.CONTENT_LANGUAGES, names, strict=True))
    first, *_rest = content_order()
    lang = next((language for language in content_order() if said[language]), first)
    return Place(kind, key, lat, lon, count, said[lang], "" if lang == first else lang)


def geojson(places: list[Place]) -> dict[str, Any]:
    """The points of `places`, as `static/js/map.js` reads them."""
    drawn = [place for place in places if KINDS[place.kind].is_point and place.lat is not None]
    features = [_feature(place) for place in drawn]
    return {"type": "FeatureCollection", "clustered": False, "features": features}


def _feature(place: Place) -> dict[str, Any]:
    counted = ngettext("%(n)s action", "%(n)s actions", place.count) % {"n": place.count}
    return {
        "type": "Feature",
        "id": f"{place.kind}-{place.key}",
        "geometry": {
            "type": "Point",
            "coordinates": [round(place.lon or 0, 5), round(place.lat or 0, 5)],
        },
        "properties": {
            "name": place.name,
            "kind": place.kind,
            "kind_label": str(KINDS[place.kind].rows.model._meta.verbose_name),
            "city": counted,
            "url": place.url,
        },
    }
