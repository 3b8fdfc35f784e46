import hashlib

from bench.network import body
from bench.projects import PARTNERS, STAGES, works
from projects.models import Participation, Project

FIRST = list(works(2_000))
DIGEST_OF_100 = "f97cb0c26b44cd6d3d6a837b7c561b81333e172edb13c07657866eef9fdb5526"


def test_the_projects_are_the_same_on_every_machine():
    assert hashlib.sha256(repr(FIRST[:100]).encode()).hexdigest() == DIGEST_OF_100


def test_few_projects_are_the_beginning_of_many():
    assert list(works(20)) == FIRST[:20]


def test_each_has_its_participations_and_no_body_twice():
    for number, work in enumerate(FIRST):
        members = [partner.slug for partner in work.partners if partner.slug]
        assert len(work.partners) == PARTNERS
        assert len(set(members)) == len(members) > 0
        assert all(int(slug.removeprefix("organisme-")) <= number for slug in members)
        assert [partner.role for partner in work.partners].count("lead") == 1


def test_codes_are_those_of_the_portal():
    assert set(STAGES) <= set(Project.Stage)
    assert {work.plan.kind for work in FIRST} == {*Project.Kind, ""}
    roles = {partner.role for work in FIRST for partner in work.partners}
    assert roles <= set(Participation.Role)


def test_one_body_has_many_projects():
    slugs = [partner.slug for work in FIRST for partner in work.partners]
    assert body(0).is_published
    assert 400 <= slugs.count("organisme-0") <= 600


def test_what_is_not_told_is_unknown_and_not_zero():
    assert {work.plan.total_budget for work in FIRST} > {None}
    assert 0 not in {work.plan.total_budget for work in FIRST}
