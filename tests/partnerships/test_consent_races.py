"""Real connections at the same moment: one consent is open, and nobody gets an error."""

from collections import Counter

import pytest

from members.models import Letter
from partnerships.models import Consent, ConsentRequest
from partnerships.services import consents
from tests.factories import MandateFactory, UserFactory
from tests.members.test_people_races import at_once
from tests.partnerships.consenting import logged_in, scene, typed

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 6


@pytest.fixture
def here():
    return scene()


def test_several_who_give_at_once_leave_one_open_consent(here):
    mandates = [
        MandateFactory(organisation=here.organisation, speaks_for=True) for _one in range(TOGETHER)
    ]
    clients = [logged_in(mandate.user) for mandate in mandates]
    answers = at_once(
        lambda index: clients[index].post(here.url, typed(contact=f"N° {index}")), TOGETHER
    )
    assert Counter(answer.status_code for answer in answers) == {302: TOGETHER}
    assert Consent.objects.count() == TOGETHER
    assert Consent.objects.in_force().count() == 1


def test_a_form_sent_twice_at_once_is_one_consent(here):
    clients = [logged_in(here.speaks.user) for _one in range(TOGETHER)]
    at_once(lambda index: clients[index].post(here.url, typed()), TOGETHER)
    assert Consent.objects.count() == 1


def test_withdrawn_by_several_at_once_is_withdrawn_once(here):
    clients = [logged_in(here.speaks.user) for _one in range(TOGETHER)]
    clients[0].post(here.url, typed())
    answers = at_once(lambda index: clients[index].post(f"{here.url}withdraw/"), TOGETHER)
    assert {answer.status_code for answer in answers} == {302}
    assert not Consent.objects.in_force().exists()
    assert Letter.objects.filter(kind="consent_withdrawn").count() == 2


def test_asked_by_several_at_once_is_asked_once(here):
    staff = UserFactory(is_staff=True)
    at_once(lambda _index: consents.ask_consent(here.investment, by=staff), TOGETHER)
    assert ConsentRequest.objects.count() == 1
