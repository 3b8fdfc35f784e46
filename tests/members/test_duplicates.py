import pytest

from members.models import Organisation
from members.services.duplicates import candidates, host, twins
from tests.factories import ApplicationFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def found(application):
    rows = candidates(application, Organisation.objects.all())
    return {row.organisation.slug: [str(reason) for reason in row.reasons] for row in rows}


@pytest.fixture(autouse=True)
def lille():
    OrganisationFactory(slug="other", name_fr="Région Sud", website="https://www.sud.example")
    return OrganisationFactory(
        slug="lille",
        name_fr="Métropole européenne de Lille",
        name_en="Lille European Metropolis",
        acronym="MEL",
        siren="246700488",
        website="https://www.lillemetropole.example/accueil",
    )


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"name": "METROPOLE EUROPEENNE DE LILLE"}, ["même nom", "nom proche"]),
        ({"name": "lille european metropolis"}, ["même nom", "nom proche"]),
        ({"name": "Tout autre chose", "acronym": "mel"}, ["même nom"]),
        ({"name": "Métropole Lille"}, ["nom proche"]),
        ({"name": "Metropole europeene de Lile"}, ["nom proche"]),
        ({"name": "Tout autre chose", "siren": "246700488"}, ["même SIREN"]),
        ({"name": "Autre", "website": "http://lillemetropole.example"}, ["même domaine internet"]),
        ({"name": "Autre", "website": "https://lillemetropole.example.evil"}, []),
        ({"name": "Autre", "website": "https://lillemetropoleXexample"}, []),
        ({"name": "Ville de Nice"}, []),
        ({"name": "-lille"}, ["nom proche"]),
        ({"name": '"' * 50}, []),
        ({"name": "% _ \\ ("}, []),
        ({"name": ""}, []),
        ({"name": "x" * 200, "website": "https://[::1"}, []),
    ],
)
def test_who_the_applicant_may_be_and_why(facts, reasons):
    application = ApplicationFactory(**facts)
    assert found(application).get("lille", []) == reasons
    assert "other" not in found(application)


def test_the_likeliest_comes_first_and_few_are_named():
    OrganisationFactory.create_batch(9, name_fr="Métropole de Lille")
    OrganisationFactory(slug="siren", name_fr="Autre", siren="200046977")
    application = ApplicationFactory(name="Métropole de Lille", siren="200046977")
    rows = candidates(application, Organisation.objects.all())
    assert rows[0].organisation.slug == "siren"
    assert len(rows) == 5


def test_candidates_cost_one_query(queries):
    application = ApplicationFactory(name="Métropole de Lille", website="https://sud.example")
    OrganisationFactory.create_batch(50, name_fr="Métropole de Lille")
    assert queries(lambda: candidates(application, Organisation.objects.all())) == 1


def test_twins_are_other_applications_of_the_same_body():
    first = ApplicationFactory(name="Ville d’Exemple", contact_email="a@example.org")
    second = ApplicationFactory(name="VILLE D’EXEMPLE")
    third = ApplicationFactory(name="Autre", contact_email="A@example.org")
    ApplicationFactory(name="Ville d’Exemple", draft=True)
    ApplicationFactory(name="Encore autre")
    assert set(twins(first)) == {second, third}


@pytest.mark.parametrize(
    ("website", "domain"),
    [
        ("https://www.lille.fr/x", "lille.fr"),
        ("http://LILLE.fr:80", "lille.fr"),
        ("", ""),
        ("https://[", ""),
    ],
)
def test_the_domain_of_an_address(website, domain):
    assert host(website) == domain
