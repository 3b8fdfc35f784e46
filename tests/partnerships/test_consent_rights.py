"""What an organisation shares: every address by every kind of person."""

import pytest
from django.test import Client

from partnerships.services import consents
from tests.factories import DocumentFactory, MandateFactory, OrganisationFactory, UserFactory
from tests.partnerships.consenting import in_days, logged_in, scene, values

pytestmark = pytest.mark.django_db
# Nobody logged in; who acts for another organisation; an officer of the partner; who acted for the
# organisation until yesterday; who acts for it but does not speak for it; who does; the staff.
PEOPLE = ["anonymous", "stranger", "officer", "former", "reader", "speaker", "staff"]
HOME = "/fr/partnerships/bank/consents/lille/"
PROJECT = f"{HOME}projects/lys/"
READERS = [302, 404, 404, 404, 200, 200, 200]
NOBODY = [302] + [404] * 6

READ = {
    "/fr/partnerships/bank/consents/": [302, 302, 404, 404, 302, 302, 302],
    "/fr/members/lille/shared/": [302, 404, 404, 404, 302, 302, 302],
    "/fr/members/the-bank/shared/": [302, 404, 200, 404, 404, 404, 200],
    HOME: READERS,
    PROJECT: READERS,
    f"{HOME}accesses/": READERS,
    f"{HOME}projects/secret/": NOBODY,
    "/fr/partnerships/none/consents/lille/": NOBODY,
    "/fr/partnerships/bank/consents/the-bank/": NOBODY,
    "/fr/partnerships/bank/consents/documents/1000/": [302, 404, 302, 404, 404, 404, 302],
    "/fr/partnerships/bank/consents/documents/1/": NOBODY,
}
# 422: a form that is looked at; 302: done, or told why not.
SENT = {
    PROJECT: [302, 404, 404, 404, 403, 422, 403],
    f"{PROJECT}withdraw/": [302, 404, 404, 404, 403, 302, 403],
    f"{PROJECT}refuse/": [302, 404, 404, 404, 403, 302, 403],
    f"{PROJECT}ask/": [302, 404, 404, 404, 403, 403, 302],
}


@pytest.fixture
def people():
    here = scene()
    here.organisation.is_published = False  # strangers must not learn that it exists
    here.organisation.save()
    DocumentFactory(pk=1000, project=here.project, access="members")
    consents.give(here.partnership, here.project, by=here.speaks, values=values())
    speaks = {"organisation": here.organisation, "speaks_for": True}
    users = {
        "stranger": MandateFactory(organisation=OrganisationFactory(), speaks_for=True).user,
        "officer": here.officer,
        "former": MandateFactory(**speaks, ends_on=in_days(-1)).user,
        "reader": MandateFactory(organisation=here.organisation, proposes_projects=True).user,
        "speaker": here.speaks.user,
        "staff": UserFactory(is_staff=True),
    }
    return {"anonymous": Client()} | {who: logged_in(user) for who, user in users.items()}


@pytest.mark.parametrize("url", READ)
def test_who_reads(people, url):
    assert [people[who].get(url).status_code for who in PEOPLE] == READ[url]


@pytest.mark.parametrize("url", SENT)
def test_who_sends(people, url):
    answers = [people[who].post(url) for who in PEOPLE]
    assert [answer.status_code for answer in answers] == SENT[url]
    assert answers[0]["Location"].startswith("/fr/accounts/login/")


@pytest.mark.parametrize("url", [name for name in SENT if name != PROJECT])
def test_no_address_writes_when_it_is_read(people, url):
    assert {people[who].get(url).status_code for who in PEOPLE} <= {302, 404, 405}
