"""Pages of a partnership cost the same for one row as for fifty, and little."""

import pytest

from partnerships.models import Document
from tests.factories import (
    ActionFactory,
    BorderFactory,
    ConventionFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    SchemeFactory,
    TerritoryFactory,
    WatchNoteFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
URLS = [
    "/fr/partnerships/",
    "/fr/partnerships/?q=action",
    "/fr/partnerships/shown/",
    "/fr/partnerships/shown/actions/{action}/",
    "/fr/partnerships/shown/notes/",
    "/fr/partnerships/shown/map.geojson",
    "/fr/partnerships/shown/actions/",
    "/fr/search/?q=action",
    "/fr/members/lille/",
    "/fr/borders/FR-BE/",
    "/fr/territories/place/",
    "/fr/projects/tram/",
    "/fr/site-map/",
    "/sitemap.xml",
]


def grow(count, partnership, lille, tram, action):
    border, place = BorderFactory(code="FR-BE"), TerritoryFactory(borders=[])
    rows = OrganisationFactory.create_batch(count, placed=True)
    for number, row in enumerate(rows):
        workstream = WorkstreamFactory(axis__partnership=partnership)
        ActionFactory(
            workstream=workstream,
            is_done=True,
            done=f"{2000 + number % 20}",
            planned="",
            kind="publication",
            deliverable_link="https://example.org/",
            organisations=[row, lille],
            borders=[border],
            territories=[place, partnership.place],
            project=tram if number % 2 else ProjectFactory(),
        )
        action.organisations.add(row)
        action.territories.add(place)
        PartnershipFactory()
        SchemeFactory(partnership=partnership, organisation=row, authority="")
        WatchNoteFactory(partnership=partnership, audience="public")
        Document.objects.create(
            partnership=partnership, title_fr="D", audience="public", link="https://example.org/d"
        )


@pytest.fixture
def costs(client, queries):
    """What each address costs with one row of each kind, then with fifty."""
    partnership = PartnershipFactory(slug="shown")
    partnership.place = TerritoryFactory(slug="place")
    ConventionFactory(partnership=partnership)
    lille, tram = OrganisationFactory(slug="lille"), ProjectFactory(slug="tram")
    action = ActionFactory(
        workstream__axis__partnership=partnership, project=tram, organisations=[lille]
    )
    found = {url: [] for url in URLS}
    for count in (1, 50):
        grow(count, partnership, lille, tram, action)
        for url, costs in found.items():
            costs.append(queries(lambda url=url: client.get(url.format(action=action.pk))))
    return found


def test_a_page_costs_the_same_for_one_row_and_fifty_and_little(costs):
    assert {url: cost for url, cost in costs.items() if cost[0] != cost[1]} == {}
    assert {url: cost[0] for url, cost in costs.items() if cost[0] > 12} == {}
