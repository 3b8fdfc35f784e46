import pytest

from members.models import Organisation
from projects.models import Project
from territories.models import Territory
from tests.factories import (
    BorderFactory,
    DocumentFactory,
    FundingFactory,
    OrganisationFactory,
    PageFactory,
    ParticipationFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
URLS = [
    "/fr/",
    "/fr/members/organisation/",
    "/fr/members/organisation/contact/",
    "/fr/members/organisation/join/",
    "/fr/borders/",
    "/fr/borders/FR-BE/",
    "/fr/territories/",
    "/fr/territories/?q=territoire",
    "/fr/territories/place/",
    "/fr/search/?q=organisme",
    "/fr/site-map/",
    "/sitemap.xml",
    "/fr/members/feed.atom",
    "/fr/projects/",
    "/fr/projects/?q=projet&border=FR-BE&start_after=2000",
    "/fr/projects/?view=table&participant=organisation",
    "/fr/projects/feed.atom",
    "/fr/projects/map.geojson",
    "/fr/projects/project/",
    "/readyz",
]


def grow(count):
    border, theme = BorderFactory(code="FR-BE"), ThemeFactory(code="health")
    place = Territory.objects.get(slug="place")
    rows = OrganisationFactory.create_batch(
        count, borders=[border], themes=[theme], territory=place
    )
    Organisation.objects.filter(pk__in=[row.pk for row in rows[1:]]).update(successor=rows[0])
    TerritoryFactory.create_batch(count, borders=[border])
    grow_projects(count, border, theme, place, rows)


def grow_projects(count, border, theme, place, organisations):
    known = Project.objects.get(slug="project")
    projects = ProjectFactory.create_batch(
        count, borders=[border], themes=[theme], territories=[place], start="2020"
    )
    first = Organisation.objects.get(slug="organisation")
    for project, organisation in zip(projects, organisations, strict=True):
        ParticipationFactory(project=project, organisation=first)
        ParticipationFactory(project=project, organisation=organisation)
        ParticipationFactory(project=known, organisation=organisation)
        DocumentFactory(project=known)
        FundingFactory(project=known, amount=1)


@pytest.mark.parametrize("url", URLS)
def test_a_page_costs_the_same_for_one_row_and_fifty(client, queries, url):
    PageFactory(key="home")
    TerritoryFactory(slug="place", borders=[BorderFactory(code="FR-BE")])
    OrganisationFactory(slug="organisation", borders=[BorderFactory(code="FR-BE")])
    ProjectFactory(slug="project", borders=[BorderFactory(code="FR-BE")])
    costs = []
    for count in (1, 50):
        grow(count)
        costs.append(queries(lambda: client.get(url)))
    assert costs[0] == costs[1]
    assert costs[0] <= 12
