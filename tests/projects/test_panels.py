"""The projects of a member, a border, a territory, on their pages."""

import pytest

from projects import panels
from tests.factories import (
    BorderFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    TerritoryFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def lille():
    return OrganisationFactory(slug="lille", name_fr="Lille")


def together(*organisations, outside=(), **facts):
    project = ProjectFactory(**facts)
    for organisation in organisations:
        ParticipationFactory(project=project, organisation=organisation)
    for name in outside:
        ParticipationFactory(project=project, outside=True, name=name)
    return project


def test_the_last_begun_first_and_what_is_not_published_not_at_all(lille):
    old, new = together(lille, start="2001"), together(lille, start="2020")
    undated = together(lille)
    together(lille, publication="draft")
    together(OrganisationFactory())
    panel = panels.of(lille)
    assert panel.projects == [new, old, undated]
    assert (panel.count, panel.url) == (3, "/fr/projects/?participant=lille")


def test_with_whom_it_works_most(lille):
    tournai, hidden = OrganisationFactory(name_fr="Tournai"), OrganisationFactory(draft=True)
    together(lille, tournai, hidden, outside=["Stad Kortrijk"])
    together(lille, tournai)
    together(tournai, outside=["Ailleurs"])
    together(lille, outside=["Jamais"], publication="draft")
    found = panels.of(lille).partners
    assert [(one.name, one.count) for one in found] == [("Tournai", 2), ("Stad Kortrijk", 1)]
    assert [bool(one.url) for one in found] == [True, False]


def test_who_declined_to_be_named_is_not_said_to_take_part(lille):
    project = together(OrganisationFactory())
    ParticipationFactory(project=project, organisation=lille, is_named=False)
    assert panels.of(lille).count == 0


def test_a_border_and_a_territory_have_theirs(client):
    border = BorderFactory(code="FR-BE")
    place = TerritoryFactory(slug="place", borders=[border])
    projects = [
        ProjectFactory(borders=[border], territories=[place])
        for _number in range(panels.LENGTH + 1)
    ]
    ProjectFactory(title_fr="Caché", borders=[border], territories=[place], publication="draft")
    for url, query in [
        ("/fr/borders/FR-BE/", "border=FR-BE"),
        ("/fr/territories/place/", "territory=place"),
    ]:
        html = client.get(url).content.decode()
        assert f'href="/fr/projects/?{query}"' in html
        assert html.count('href="/fr/projects/project-') == panels.LENGTH
        assert "Caché" not in html
        assert client.get(f"/fr/projects/?{query}").context["listing"].counts.total == len(projects)


def test_more_than_are_counted_are_at_least(client, lille, monkeypatch):
    monkeypatch.setattr(panels, "MOST", 2)
    for _number in range(3):
        together(lille)
    assert '<span class="count">2+</span>' in client.get("/fr/members/lille/").content.decode()


def test_one_project_needs_no_list(client, lille):
    together(lille)
    assert "?participant=lille" not in client.get("/fr/members/lille/").content.decode()
