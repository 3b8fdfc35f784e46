import pytest
from django.db import connection

from core.search import clean_words
from members.models import Organisation
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def rows():
    OrganisationFactory(
        slug="strasbourg",
        name_fr="Eurométropole de Strasbourg",
        name_en="Strasbourg Eurometropolis",
        acronym="EMS",
        city="Strasbourg",
        description_fr="Elle développe les mobilités transfrontalières.",
    )
    OrganisationFactory(
        slug="pamina",
        name_fr="Eurodistrict PAMINA",
        city="Lauterbourg",
        description_de="Grenzüberschreitende Krankenhäuser und Gesundheit.",
        description_en="It brings hospitals closer.",
    )
    OrganisationFactory(
        slug="catalunya",
        name_es="Generalitat de Cataluña",
        name_it="Catalogna",
        description_it="Collaborazioni tra ospedali.",
        description_nl="Samenwerking over de grenzen heen.",
    )


def found(words):
    return sorted(Organisation.objects.search(words).values_list("slug", flat=True))


@pytest.mark.parametrize(
    ("words", "slugs"),
    [
        ("EUROMETROPOLE", ["strasbourg"]),
        ("mobilité transfrontalière", ["strasbourg"]),
        ("ems", ["strasbourg"]),
        ("lauterbourg", ["pamina"]),
        ("hospital", ["pamina"]),
        ("Krankenhaus", ["pamina"]),
        ("ospedale", ["catalunya"]),
        ("cataluna", ["catalunya"]),
        ("samenwerkingen", ["catalunya"]),
        ("strasbourg hospital", []),
        ("eurodistrict -pamina", []),
        ("de la", []),
        ("mobilités de la", ["strasbourg"]),
        ('"mobilités transfrontalières"', ["strasbourg"]),
        ('"transfrontalières mobilités"', []),
        ("Strasburg", ["strasbourg"]),
        ("eurodistict", ["pamina"]),
        ("eurodistict lauterburg", ["pamina"]),
        ("xyzxyz", []),
        ("-", []),
        ("' & | ! ( ) : * \\ <->", []),
    ],
)
def test_words_find_in_any_language_whatever_accents_and_endings(words, slugs):
    assert found(words) == slugs


def test_the_query_of_no_words_is_empty():
    with connection.cursor() as cursor:
        cursor.execute("SELECT words_query('  - ')::text")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("  a \t b\n", "a b"), ('"a b', "a b"), ('"a b"', '"a b"'), ("", "")],
)
def test_typed_words_are_tidied(typed, words):
    assert clean_words(typed).strip() == words
