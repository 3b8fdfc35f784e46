"""Partners and fundings of a published project: its organisation proposes, the staff decide."""

import pytest

from members.acting import Actor
from members.models import Letter
from members.services.changes import Decision
from projects.models import Funding, Participation, ProjectChange
from projects.services.changes import decide
from tests.browsing import typed
from tests.factories import (
    FundingFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
URL = "/fr/projects/lys/edit/"


@pytest.fixture
def project(client):
    owner = OrganisationFactory(slug="owner", name_fr="Ville d’ici")
    client.force_login(MandateFactory(organisation=owner, proposes_projects=True).user)
    project = ProjectFactory(owner=owner, slug="lys")
    ParticipationFactory(project=project, organisation=owner, role="lead")
    ParticipationFactory(project=project, outside=True, name="Menin")
    FundingFactory(project=project, source="state", amount=5)
    return project


def save(client, page=None, **changes):
    return client.post(URL, typed(page or client.get(URL)) | {"action": "save"} | changes)


def answer(project, is_accepted=True):
    changes = ProjectChange.objects.waiting()
    decisions = [Decision(change, is_accepted, "Non.") for change in changes]
    return decide(project, decisions, by=Actor(UserFactory(is_staff=True)))


def names():
    return sorted(str(row) for row in Participation.objects.all())


def test_nothing_changed_proposes_nothing(client, project):
    assert save(client, acronym="").status_code == 302
    assert not ProjectChange.objects.exists()


def test_a_list_is_proposed_as_a_whole_and_read_in_words(client, project):
    changes = {"partners-2-name": "Wervicq", "partners-2-country": "BE", "partners-1-DELETE": "on"}
    assert save(client, **changes).status_code == 302
    assert names() == ["Menin", "Ville d’ici"]
    assert ProjectChange.objects.get().field == "participations"
    html = client.get(URL).content.decode()
    assert "Proposé, attend la MOT" in html
    assert "Wervicq, Belgique, partenaire" in html
    assert "Ville d’ici, chef de file" in html
    answer(project)
    assert names() == ["Ville d’ici", "Wervicq"]


def test_the_same_list_again_is_not_proposed_twice(client, project):
    page = client.get(URL)
    for _n in range(2):
        save(client, page, **{"partners-2-name": "Wervicq"})
    assert ProjectChange.objects.count() == 1


def test_what_is_refused_changes_nothing(client, project):
    save(client, **{"partners-1-DELETE": "on", "fundings-0-amount": "7"})
    answer(project, is_accepted=False)
    assert names() == ["Menin", "Ville d’ici"]
    assert Funding.objects.get().amount == 5


def test_fundings(client, project):
    changes = {"fundings-0-amount": "7", "fundings-1-source": "region", "fundings-1-year": "2025"}
    save(client, **changes)
    assert "7" in ProjectChange.objects.get().new[0]["amount"]
    answer(project)
    found = Funding.objects.order_by("pk").values_list("source", "amount", "year")
    assert [*found] == [("state", 7, None), ("region", None, 2025)]


def test_what_a_partner_corrected_meanwhile_stays(client, project):
    save(client, **{"partners-0-role": "partner"})
    Participation.objects.filter(role="lead").update(own_budget=9, part="La rive.")
    answer(project)
    row = Participation.objects.get(organisation__slug="owner")
    assert (row.role, row.own_budget, row.part) == ("partner", 9, "La rive.")


def test_what_somebody_removed_meanwhile_does_not_come_back(client, project):
    save(client, **{"partners-0-role": "partner"})
    Participation.objects.filter(name="Menin").delete()
    answer(project)
    assert names() == ["Ville d’ici"]


def test_a_partner_of_the_network_is_told_once_accepted(client, project):
    other = MandateFactory(proposes_projects=True)
    save(client, **{"partners-2-organisation": other.organisation.pk})
    assert not Letter.objects.filter(kind="project_named").exists()
    answer(project)
    assert Letter.objects.get(kind="project_named").recipient == other.user.email


def test_an_organisation_that_is_gone_is_told(client, project):
    other = OrganisationFactory(slug="other")
    save(client, **{"partners-2-organisation": other.pk})
    other.delete()
    change = ProjectChange.objects.get()
    staff = UserFactory(is_staff=True)
    client.force_login(staff)
    project.refresh_from_db()
    data = {"what": "changes", "version": project.version, f"decision_{change.pk}": "accept"}
    response = client.post(f"/admin/projects/project/{project.pk}/decide/", data)
    assert response.status_code == 422
    assert "Un organisme qui était proposé n’existe plus." in response.content.decode()
    assert names() == ["Menin", "Ville d’ici"]


def test_the_history_tells_of_rows_too(client, project):
    save(client, **{"partners-1-DELETE": "on", "fundings-0-amount": "7"})
    answer(project)
    html = client.get("/fr/projects/lys/history/").content.decode()
    assert "Menin – supprimé" in html
    assert "Ville d’ici – ajouté" in html
    assert "Qui paie" in html


def test_a_mistake_in_a_row_proposes_nothing_and_keeps_what_was_typed(client, project):
    response = save(client, acronym="LYS", **{"partners-2-country": "BE"})
    assert response.status_code == 422
    assert 'value="LYS"' in response.content.decode()
    assert not ProjectChange.objects.exists()
