from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.labels import membership_labels
from tests.factories import ContributionFactory, MembershipFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
LEFT = {"left_on": date(2016, 1, 1), "leaving_reason": "fusion"}


@pytest.mark.parametrize(
    ("stories", "label"),
    [
        ([], None),
        ([{}], None),
        ([{"kind": "associate"}], "membre associé"),
        ([{"kind": "national_supporter"}], "soutien national"),
        ([{"kind": "national_supporter", "joined_on": ""}], "soutien national"),
        ([LEFT], "ancien membre"),
        ([LEFT | {"joined_on": ""}], "ancien membre"),
        ([LEFT | {"joined_on": "2010"}, {"joined_on": "2018"}], None),
        ([LEFT | {"joined_on": "2010"}, {"joined_on": "2099"}], "ancien membre"),
        ([LEFT | {"joined_on": "2010", "kind": "national_supporter"}], "ancien soutien national"),
        ([{"joined_on": "2099", "kind": "associate"}], None),
    ],
)
def test_a_label_tells_what_is_not_plainly_a_member(client, stories, label):
    organisation = OrganisationFactory(slug="x")
    for facts in stories:
        MembershipFactory(organisation=organisation, **{"joined_on": "2010"} | facts)
    found = membership_labels([organisation.pk]).get(organisation.pk)
    assert (str(found) if found else None) == label
    for url in ("/fr/members/", "/fr/members/?view=table", "/fr/members/x/"):
        html = client.get(url).content.decode()
        assert (f">{(label or 'ancien membre').capitalize()}<" in html) is bool(label)


def test_what_is_owed_changes_nothing_that_visitors_see(client):
    membership = MembershipFactory(organisation__slug="x")
    pages = []
    for _step in ("before", "after"):
        pages.append([client.get(url).content for url in ("/fr/members/", "/fr/members/x/")])
        ContributionFactory(called=True, membership=membership, year=2020 + len(pages))
    assert membership.status() == "overdue"
    assert pages[0] == pages[1]
    export = b"".join(client.get("/fr/members/export.json").streaming_content)
    assert b"MOT-2026" not in export


def test_the_directory_asks_once_for_all_labels(client):
    costs = []
    for count in (1, 20):
        for organisation in OrganisationFactory.create_batch(count):
            MembershipFactory(organisation=organisation, kind="associate")
        with CaptureQueriesContext(connection) as captured:
            client.get("/fr/members/")
        costs.append(len(captured))
    assert costs[0] == costs[1] <= 12
