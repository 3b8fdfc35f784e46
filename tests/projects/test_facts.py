"""The real projects, as `load_network` brings them."""

import pytest
from django.core.management import call_command

from core.loading import read_csv
from projects.facts import DATA, load_projects
from projects.models import Participation, Project

pytestmark = pytest.mark.django_db
ROWS = read_csv(DATA / "projects.csv")


def test_every_row_is_a_published_project_with_its_source(network):
    assert set(Project.objects.filter(is_published=True).values_list("slug", flat=True)) == {
        row["slug"] for row in ROWS
    }
    assert not Project.objects.filter(source="").exists()


def test_what_the_file_does_not_know_stays_unknown(network):
    for row in ROWS:
        project = Project.objects.get(slug=row["slug"])
        assert (project.total_budget is None) == (row["total_budget"] == "")
        assert (project.eu_funding is None) == (row["eu_funding"] == "")
        assert (project.start, project.end) == (row["start"], row["end"])
        assert project.is_placed == (row["lat"] != "")


def test_partners_are_tied_to_the_network_where_the_name_is_certain(network):
    tram = Project.objects.get(slug="extension-of-strasbourg-tram-line-d-to-kehl")
    lead, other = tram.participations.all()
    assert (lead.organisation.slug, lead.role) == ("eurometropole-de-strasbourg", "lead")
    assert (other.organisation, other.name, other.country.code) == (None, "Ville de Kehl", "DE")
    assert tram.participant_slugs == ["eurometropole-de-strasbourg"]
    assert tram.partner_countries == ["DE", "FR"]


def test_no_name_is_written_twice_in_a_project(network):
    for project in Project.objects.prefetch_related("participations"):
        names = [str(part) for part in project.participations.all()]
        assert len(names) == len(set(names)), project


def test_a_second_run_changes_nothing(network):
    before = list(Project.objects.order_by("pk").values()), Participation.objects.count()
    assert load_projects(quiet=True) == {"unchanged": len(ROWS)}
    assert (list(Project.objects.order_by("pk").values()), Participation.objects.count()) == before


def test_what_staff_made_of_it_stays(network):
    project = Project.objects.get(slug="leman-express")
    project.summary_fr = "Un train."
    project.save()
    tram = Project.objects.get(slug="extension-of-strasbourg-tram-line-d-to-kehl")
    tram.participations.all().delete()
    call_command("load_network", verbosity=0)
    project.refresh_from_db()
    assert project.summary_fr == "Un train."
    assert not tram.participations.exists()
