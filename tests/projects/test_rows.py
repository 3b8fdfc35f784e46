"""Several people in one form of a project: partners and documents, row by row."""

import pytest

from projects.models import Participation, Project, ProjectDocument
from tests.browsing import typed
from tests.factories import (
    DocumentFactory,
    MandateFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProjectFactory,
)

pytestmark = pytest.mark.django_db
URL = "/fr/projects/lys/edit/"


@pytest.fixture
def owner():
    return OrganisationFactory(slug="owner", name_fr="Ville d’ici")


@pytest.fixture
def draft(client, owner):
    client.force_login(MandateFactory(organisation=owner, proposes_projects=True).user)
    project = ProjectFactory(owner=owner, publication="draft", slug="lys")
    ParticipationFactory(project=project, organisation=owner, role="lead")
    for name in ("Menin", "Courtrai"):
        ParticipationFactory(project=project, outside=True, name=name)
    return project


def names():
    return [*Participation.objects.exclude(name="").values_list("name", flat=True)]


def save(client, page, **changes):
    return client.post(URL, typed(page) | {"action": "save"} | changes)


def test_what_a_colleague_removed_is_gone(client, draft):
    page = client.get(URL)
    Participation.objects.get(name="Menin").delete()
    response = save(client, page, acronym="LYS", **{"partners-2-own_budget": "5"})
    assert response.status_code == 302
    assert names() == ["Courtrai"]
    assert Participation.objects.get(name="Courtrai").own_budget == 5
    assert Project.objects.get().acronym == "LYS"


def test_what_one_changed_comes_back_and_is_saved_if_one_wants(client, draft):
    page = client.get(URL)
    Participation.objects.get(name="Menin").delete()
    changes = {"partners-1-own_budget": "5", "partners-3-name": "Wervicq"}
    response = save(client, page, acronym="LYS", **changes)
    assert response.status_code == 422
    html = response.content.decode()
    assert "Entre-temps, quelqu’un a supprimé une ligne que vous aviez modifiée" in html
    assert names() == ["Courtrai"]
    assert save(client, response).status_code == 302
    assert sorted(names()) == ["Courtrai", "Menin", "Wervicq"]
    assert Participation.objects.get(name="Menin").own_budget == 5
    assert Project.objects.get().acronym == "LYS"


def test_two_who_remove_the_same_row(client, draft):
    page = client.get(URL)
    Participation.objects.get(name="Menin").delete()
    assert save(client, page, **{"partners-1-DELETE": "on"}).status_code == 302
    assert names() == ["Courtrai"]


def test_two_who_change_the_same_row(client, draft):
    page = client.get(URL)
    Participation.objects.filter(name="Menin").update(name="Menen", country="NL")
    response = save(client, page, **{"partners-1-name": "Ville de Menin"})
    assert response.status_code == 422
    assert "Menen" in response.content.decode()
    assert save(client, response).status_code == 302
    row = Participation.objects.get(name="Ville de Menin")
    assert row.country == "NL"


def test_what_is_sent_twice_is_added_once(client, draft):
    page = client.get(URL)
    changes = {
        "partners-3-name": "Wervicq", "partners-3-country": "BE", "partners-3-own_budget": "1 000",
        "documents-0-title_fr": "Étude", "documents-0-kind": "study",
        "documents-0-link": "https://example.org/etude.pdf",
    }  # fmt: skip
    for _n in range(2):
        assert save(client, page, **changes).status_code == 302
    assert sorted(names()) == ["Courtrai", "Menin", "Wervicq"]
    assert ProjectDocument.objects.count() == 1


def test_a_document_removed_meanwhile(client, draft):
    document = DocumentFactory(project=draft, title_fr="Étude")
    page = client.get(URL)
    document.delete()
    response = save(client, page, **{"documents-0-title_fr": "Étude revue"})
    assert response.status_code == 422
    assert save(client, response).status_code == 302
    assert ProjectDocument.objects.get().title_fr == "Étude revue"


@pytest.mark.parametrize(
    "numbers",
    [
        {"INITIAL_FORMS": "9" * 9, "TOTAL_FORMS": "9" * 9},
        {"INITIAL_FORMS": "2", "TOTAL_FORMS": "1"},
        {"INITIAL_FORMS": "-1"},
        {"TOTAL_FORMS": "x"},
        {"0-id": "x"},
        {"0-id": "9" * 30},
    ],
)
def test_a_hostile_form_is_refused_in_words(client, draft, numbers):
    page = client.get(URL)
    hostile = {f"partners-{name}": value for name, value in numbers.items()}
    assert save(client, page, **hostile).status_code in {302, 422}
    assert Participation.objects.count() == 3
