import hashlib

import pytest
from stdnum.fr import siren

from bench import words
from bench.cases import ITS_FILTERS, MISSPELT, ONE, PLACE
from bench.network import BODIES_PER_PLACE, COMMON_WORD, FREQUENT_WORD, bodies
from core.loading import read_csv
from members.models import Organisation
from territories.facts import DATA

FIRST = list(bodies(4_000))
DIGEST_OF_100 = "c40c884b11c17f33060cec52e8c2109e94b7425c9798060adcedc95c78ad6767"


def test_the_network_is_the_same_on_every_machine():
    digest = hashlib.sha256(repr(FIRST[:100]).encode()).hexdigest()
    assert digest == DIGEST_OF_100


def test_a_small_network_is_the_beginning_of_a_large_one():
    assert list(bodies(20)) == FIRST[:20]


def test_slugs_and_numbers_are_given_once():
    sirens = [body.siren for body in FIRST if body.siren]
    assert len({body.slug for body in FIRST}) == len(FIRST)
    assert len(set(sirens)) == len(sirens) > 0
    assert all(siren.is_valid(number) for number in sirens)


def test_codes_are_those_of_the_portal():
    assert {body.kind for body in FIRST} == set(Organisation.Kind)
    assert {body.legal_form for body in FIRST} <= set(Organisation.LegalForm)
    borders = {row["code"] for row in read_csv(DATA / "borders.csv")}
    assert {code for body in FIRST for code in body.border_codes} <= borders
    assert [row["code"] for row in read_csv(DATA / "themes.csv")] == words.THEMES


def test_a_place_is_whole_and_on_earth():
    assert all((body.lat is None) == (body.lon is None) for body in FIRST)
    assert all(abs(body.lat) <= 90 and abs(body.lon) <= 180 for body in FIRST if body.lat)


@pytest.mark.parametrize(
    ("word", "least", "most"),
    [
        (PLACE, BODIES_PER_PLACE, BODIES_PER_PLACE),
        (FREQUENT_WORD, 80, 160),
        (COMMON_WORD, 2_200, 2_500),
    ],
)
def test_words_are_as_frequent_as_the_report_says(word, least, most):
    found = [
        body for body in FIRST if word.lower() in f"{body.name_fr} {body.description_fr}".lower()
    ]
    assert least <= len(found) <= most


def test_the_misspelt_word_is_nowhere():
    assert not any(MISSPELT.lower() in repr(body).lower() for body in FIRST)


def test_the_selective_filters_find_the_place():
    assert ONE.is_published
    assert {"border": ONE.border_codes[0], "kind": ONE.kind} == ITS_FILTERS
    assert ONE in FIRST
