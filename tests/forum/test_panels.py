"""Obstacles and topics on the pages of what they concern: for everyone, at one query's cost."""

import pytest
from django.utils.translation import override

from forum import panels
from forum.yearly import table
from tests.factories import (
    BorderFactory,
    OrganisationFactory,
    PartnershipFactory,
    ProjectFactory,
    TerritoryFactory,
    ThemeFactory,
)
from tests.forum.factories import EndorsementFactory, ObstacleFactory, TopicFactory

pytestmark = pytest.mark.django_db


def titles(row):
    found = panels.of(row)
    return [line.title for line in found.obstacles], [line.title for line in found.topics]


def test_a_border_shows_what_everyone_may_read():
    border = BorderFactory(code="FR-DE")
    shown = ObstacleFactory(main_border=border)
    ObstacleFactory(main_border=border, audience="members")
    topic = TopicFactory(borders=[border])
    TopicFactory(borders=[border], audience="members")
    TopicFactory(borders=[border], state="waiting")
    TopicFactory(borders=[border], is_hidden=True)
    assert titles(border) == ([shown.title_fr], [topic.title])
    assert panels.of(border).query == "border=FR-DE"


def test_each_page_shows_its_own():
    theme, territory, project = ThemeFactory(), TerritoryFactory(), ProjectFactory()
    of_theme = ObstacleFactory(themes=[theme])
    of_territory = ObstacleFactory(territories=[territory])
    of_project = ObstacleFactory()
    of_project.projects.add(project)
    asked = TopicFactory(themes=[theme], territories=[territory])
    assert titles(theme) == ([of_theme.title_fr], [asked.title])
    assert titles(territory) == ([of_territory.title_fr], [asked.title])
    assert titles(project) == ([of_project.title_fr], [])


def test_an_organisation_shows_what_it_raises_carries_and_supports():
    row = OrganisationFactory()
    raised, carried = ObstacleFactory(raised_by=row), ObstacleFactory(carrier=row)
    given = EndorsementFactory(organisation=row)
    EndorsementFactory(organisation=row, hidden_because="Hors sujet.")
    spoken = TopicFactory(organisation=row)
    expected = {raised.title_fr, carried.title_fr, given.obstacle.title_fr}
    found, topics = titles(row)
    assert (set(found), topics) == (expected, [spoken.title])


@pytest.mark.parametrize("rows", [1, 50])
def test_one_query_whatever_there_is(django_assert_num_queries, rows):
    border = BorderFactory(code="FR-DE")
    for _number in range(rows):
        ObstacleFactory(main_border=border)
        TopicFactory(borders=[border])
    with django_assert_num_queries(1):
        panel = panels.of(border)
    assert len(panel.obstacles) == min(rows, panels.LENGTH)


def test_a_title_in_another_language_says_which():
    border = BorderFactory(code="FR-DE")
    ObstacleFactory(main_border=border, title_fr="", title_de="Hindernis")
    TopicFactory(borders=[border], title="Frage", language="de")
    with override("en"):
        panel = panels.of(border)
    assert [line.lang for line in panel.obstacles + panel.topics] == ["de", "de"]


def test_the_yearly_report_tells_the_obstacles_of_its_year():
    raised = ObstacleFactory(raised_on="2026-03-10")
    ObstacleFactory(raised_on="2025-03-10")
    ObstacleFactory(raised_on="2026-03-10", audience="staff")
    told = table(PartnershipFactory(), 2026)
    assert [row[0] for row in told["rows"]] == [raised.reference]
    assert {len(row) for row in told["rows"]} == {len(told["header"])}


def test_the_page_of_a_theme(client):
    theme = ThemeFactory(code="health", name_fr="Santé")
    organisation = OrganisationFactory(themes=[theme])
    page = client.get(theme.get_absolute_url()).content.decode()
    assert organisation.name_fr in page
    assert client.get("/fr/themes/none/").status_code == 404
