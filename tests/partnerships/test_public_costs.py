"""Pages of a partnership cost the same for one row as for fifty, and little."""

import pytest

from partnerships.models import Document
from tests.factories import (
    ActionFactory,
    AxisFactory,
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
    "/fr/partnerships/shown/map.geojson",
    "/fr/partnerships/shown/actions/",
    "/fr/partnerships/shown/actions/?year=2024",
    "/fr/search/?q=action",
    "/fr/members/lille/",
    "/fr/borders/FR-BE/",
    "/fr/territories/place/",
    "/fr/projects/tram/",
    "/fr/site-map/",
    "/sitemap.xml",
]


def grow(count, partnership, lille, tram):
    border, place = BorderFactory(code="FR-BE"), TerritoryFactory(borders=[])
    rows = OrganisationFactory.create_batch(count, placed=True)
    for number, row in enumerate(rows):
        axis = AxisFactory(partnership=partnership)
        workstream = WorkstreamFactory(axis=axis, borders=[border])
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
        SchemeFactory(partnership=partnership, organisation=row, authority="")
        WatchNoteFactory(partnership=partnership, audience="public")
        Document.objects.create(
            partnership=partnership, title_fr="D", audience="public", link="https://example.org/d"
        )
        ConventionFactory(partnership=PartnershipFactory(partner=row))


@pytest.mark.parametrize("url", URLS)
def test_a_page_costs_the_same_for_one_row_and_fifty(client, queries, url):
    partnership = PartnershipFactory(slug="shown")
    partnership.place = TerritoryFactory(slug="place")
    ConventionFactory(partnership=partnership)
    lille, tram = OrganisationFactory(slug="lille"), ProjectFactory(slug="tram")
    ActionFactory(
        workstream__axis__partnership=partnership, project=tram, organisations=[lille]
    )
    costs = []
    for count in (1, 50):
        grow(count, partnership, lille, tram)
        costs.append(queries(lambda: client.get(url)))
    assert costs[0] == costs[1]
    assert costs[0] <= 12
