"""What keeping a page adds to the space of a person, and to their data."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from members.kept_pages import pages_to_look_at, proposals_of, proposals_to_decide
from members.models import Organisation
from members.services.changes import propose
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def mandate():
    organisation = OrganisationFactory(slug="strasbourg", name_fr="Strasbourg")
    return MandateFactory(organisation=organisation, edits_profile=True)


def request_of(user):
    request = RequestFactory().get("/fr/me/")
    request.user = user
    return request


def waits(user):
    items = [*pages_to_look_at(request_of(user)), *proposals_to_decide(request_of(user))]
    return [(item.text.replace("\xa0", " "), item.url) for item in items]


def test_a_page_to_confirm_and_proposals_that_wait(mandate):
    edit = "/fr/members/strasbourg/edit/"
    confirm = ("Strasbourg : dites si la page est toujours exacte.", edit)
    assert waits(mandate.user) == [confirm]
    propose(mandate.organisation, {"acronym": "X"}, by=mandate.user, mandate=mandate)
    proposal = ("Strasbourg : 1 proposition attend la décision de la MOT.", edit)
    assert waits(mandate.user) == [confirm, proposal]
    for days, words in [(366, [confirm, proposal]), (300, [proposal])]:
        day = timezone.localdate() - timedelta(days=days)
        Organisation.objects.update(confirmed_on=day)
        assert waits(mandate.user) == words


def test_for_those_who_keep_the_page_and_for_staff(mandate):
    propose(mandate.organisation, {"acronym": "X"}, by=mandate.user, mandate=mandate)
    reader = MandateFactory(organisation=mandate.organisation, speaks_for=True).user
    assert waits(reader) == waits(UserFactory()) == []
    decide = "1 modification de page proposée attend une décision."
    staff = UserFactory(is_staff=True)
    assert waits(staff) == [(decide, "/admin/members/profilechange/")]


def test_it_costs_the_same_for_one_page_and_fifty(mandate, queries):
    costs = [queries(lambda: waits(mandate.user))]
    for _page in range(49):
        other = MandateFactory(
            user=mandate.user, edits_profile=True, organisation=OrganisationFactory()
        )
        propose(other.organisation, {"acronym": "X"}, by=mandate.user, mandate=other)
    costs.append(queries(lambda: waits(mandate.user)))
    assert costs[0] == costs[1]


def test_what_one_proposed_is_part_of_ones_data(mandate):
    propose(mandate.organisation, {"acronym": "X"}, by=mandate.user, mandate=mandate)
    [proposal] = proposals_of(mandate.user)
    assert (proposal["organisation"], proposal["field"], proposal["new"]) == (
        "strasbourg", "acronym", "X",
    )  # fmt: skip
    assert proposals_of(UserFactory()) == []


@pytest.mark.parametrize("number", ["siren", "siret", "vat", "pic"])
def test_only_a_number_that_is_there_is_checked(number):
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationFactory(checked_identifiers=[number])
    with pytest.raises(ValidationError, match="numéro présent"):
        OrganisationFactory.build(checked_identifiers=[number]).full_clean()
