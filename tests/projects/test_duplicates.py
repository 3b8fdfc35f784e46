"""Which projects may be one and the same."""

import pytest
from django.utils.translation import override

from projects.models import NotDuplicate, Project
from projects.services.duplicates import pairs, tell_apart
from tests.factories import BorderFactory, OrganisationFactory, ParticipationFactory, ProjectFactory

pytestmark = pytest.mark.django_db


def found(*of):
    with override("en"):
        return [
            ({pair.first.slug, pair.second.slug}, [str(why) for why in pair.reasons])
            for pair in pairs(of or Project.objects.all())
        ]


def test_near_titles_whatever_case_and_accents():
    ProjectFactory(slug="a", title_fr="Extension du tramway de Strasbourg à Kehl")
    ProjectFactory(slug="b", title_fr="EXTENSION DU TRAMWAY DE STRASBOURG A KEHL")
    ProjectFactory(slug="c", title_fr="Hôpital de Cerdagne")
    assert found() == [({"a", "b"}, ["near title"])]


def test_in_any_language():
    ProjectFactory(slug="a", title_fr="Le pont", title_en="A bridge between the two banks")
    ProjectFactory(
        slug="b", title_fr="", title_en="A bridge between the two banks", acronym="BRIDGE"
    )
    ProjectFactory(slug="c", title_fr="Le pont de Lille à Courtrai", title_en="Another one")
    assert ({"a", "b"}, ["near title"]) in found(Project.objects.get(slug="b"))


def test_the_same_acronym_counts_on_the_same_border_only():
    border, other = BorderFactory(code="FR-BE"), BorderFactory(code="FR-ES")
    ProjectFactory(slug="a", title_fr="Santé sans frontières", acronym="SSF", borders=[border])
    ProjectFactory(slug="b", title_fr="Soins sans frontières", acronym="ssf", borders=[border])
    ProjectFactory(slug="c", title_fr="Sel sans fin", acronym="SSF", borders=[other])
    assert found() == [({"a", "b"}, ["same acronym, on the same border"])]


def test_the_same_number_written_in_two_ways():
    ProjectFactory(slug="a", title_fr="Un", keep_id="KEEP-0123")
    ProjectFactory(slug="b", title_fr="Autre chose", keep_id="keep 0123")
    ProjectFactory(slug="c", title_fr="Rien", keep_id="KEEP-0124")
    assert found() == [({"a", "b"}, ["same keep.eu or Kohesio number"])]


def test_the_same_site_and_partners_add_up():
    cities = OrganisationFactory.create_batch(2)
    one = ProjectFactory(slug="a", title_fr="Un pont", website="https://www.pont.example/")
    two = ProjectFactory(slug="b", title_fr="Passerelle", website="http://pont.example")
    assert found() == []
    for project in (one, two):
        for city in cities:
            ParticipationFactory(project=project, organisation=city)
    assert found() == [({"a", "b"}, ["same website", "two partners of the network in common"])]


def test_refused_projects_and_pairs_told_apart_are_left_out():
    one, two = (ProjectFactory(title_fr="Le même titre") for _number in range(2))
    assert len(found()) == 1
    two.publication = "refused"
    two.save()
    assert found() == []
    two.publication = "draft"
    two.save()
    for pair in ((one, two), (two, one)):
        tell_apart(*pair, by=None)
    assert NotDuplicate.objects.count() == 1
    assert found() == []


def test_pairs_cost_the_same_for_two_rows_and_fifty(queries):
    costs = []
    for count in (2, 50):
        ProjectFactory.create_batch(count, title_fr="Le même titre")
        costs.append(queries(lambda: pairs(Project.objects.order_by("pk")[:500])))
    assert costs[0] == costs[1] <= 7
