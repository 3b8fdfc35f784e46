"""Real connections at the same moment: one mandate, one letter, one manager at least."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import activate

from members.acting import Actor
from members.models import Invitation, JoinRequest, Letter, Mandate, User
from members.services import invitations, join_requests, mandates
from tests.factories import (
    InvitationFactory,
    JoinRequestFactory,
    MandateFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)
TOGETHER = 20


def at_once(call, number=TOGETHER):
    """What `call(0)`, `call(1)`… answer, started together, each over a connection of its own."""
    start = Barrier(number)

    def one(index):
        try:
            activate("fr")
            connection.ensure_connection()
            start.wait(timeout=60)
            return call(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(one, range(number)))


def refused(call):
    try:
        call()
    except ValidationError as error:
        return getattr(error, "code", None) or "refused"
    return "done"


@pytest.fixture
def manager():
    place = OrganisationFactory(slug="place")
    return MandateFactory(organisation=place, manages_people=True)


@pytest.fixture
def invitation(manager):
    return InvitationFactory(
        organisation=manager.organisation, invited_by=manager.user, invited_under=manager
    )


def test_twenty_acceptances_make_one_mandate(invitation):
    user = UserFactory(email=invitation.email)
    clients = [Client() for _one in range(TOGETHER)]
    for client in clients:
        client.force_login(user)
    url = invitation.get_absolute_url()
    answers = at_once(lambda index: clients[index].post(url))
    assert {answer["Location"] for answer in answers} == {"/fr/members/place/people/"}
    assert user.mandates.count() == 1
    assert Letter.objects.filter(kind="invitation_accepted").count() == 1


def test_twenty_acceptances_without_account_make_one_account(invitation):
    url = invitation.get_absolute_url()
    data = {"name": "Anne Martin", "password": "quatre mots bien secrets"}
    answers = at_once(lambda _index: Client().post(url, data).status_code)
    assert sorted(answers)[0] == 302
    assert set(answers[1:]) <= {302, 403, 409}
    assert answers.count(302) == 1
    assert User.objects.filter(email=invitation.email).count() == 1
    assert Mandate.objects.filter(user__email=invitation.email).count() == 1


def test_the_services_alone_let_one_through(invitation):
    user = UserFactory(email=invitation.email)
    answers = at_once(
        lambda _index: refused(lambda: invitations.accept(invitation, user=user, is_public=False))
    )
    assert Counter(answers) == {"done": 1, "closed": TOGETHER - 1}
    assert user.mandates.count() == 1


def test_accepting_and_withdrawing_at_once_leave_one_outcome(invitation, manager):
    user = UserFactory(email=invitation.email)
    by = Actor(manager.user, manager)

    def call(index):
        if index % 2:
            return refused(lambda: invitations.withdraw(invitation, by=by))
        return refused(lambda: invitations.accept(invitation, user=user, is_public=False))

    assert at_once(call).count("done") == 1
    invitation.refresh_from_db()
    assert user.mandates.count() == (invitation.outcome == "accepted")


def test_of_twenty_invitations_at_once_no_more_than_twenty_wait(manager):
    InvitationFactory.create_batch(15, organisation=manager.organisation)
    by = Actor(manager.user, manager)

    def call(index):
        new = Invitation(
            organisation=manager.organisation, email=f"n{index}@example.org", function="x"
        )
        return refused(lambda: invitations.invite(new, by=by))

    assert Counter(at_once(call)) == {"done": 5, "too_many": 15}
    assert manager.organisation.invitations.waiting().count() == 20


def test_managers_who_leave_at_once_leave_one(manager):
    place = manager.organisation
    MandateFactory(organisation=place)
    managers = [manager] + [
        MandateFactory(organisation=place, manages_people=True, function=f"f{number}")
        for number in range(9)
    ]

    def call(index):
        mandate = managers[index]
        return refused(
            lambda: mandates.end(
                mandate,
                last_day=timezone.localdate(),
                reason="left",
                by=Actor(mandate.user, mandate),
            )
        )

    answers = Counter(at_once(call, len(managers)))
    assert answers == {"done": 9, "organisation_keeps_a_manager": 1}
    assert place.mandates.filter(manages_people=True, ends_on=None).count() == 1


def test_lines_of_sql_at_once_leave_a_manager_too(manager):
    place = manager.organisation
    MandateFactory(organisation=place)
    other = MandateFactory(organisation=place, manages_people=True)
    both_wrote = Barrier(2)

    def call(index):
        pk = (manager, other)[index].pk
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("UPDATE members_mandate SET ends_on = now() WHERE id = %s", [pk])
                both_wrote.wait(timeout=60)
        except IntegrityError:
            return "refused"
        return "done"

    assert sorted(at_once(call, 2)) == ["done", "refused"]
    assert place.mandates.filter(manages_people=True, ends_on=None).count() == 1


def test_a_request_is_answered_once(manager):
    request = JoinRequestFactory(organisation=manager.organisation, user=UserFactory())
    by = Actor(manager.user, manager)

    def call(index):
        if index % 2:
            return refused(lambda: join_requests.refuse(request, reason="Non.", by=by))
        rights = Invitation(function="élu")
        return refused(lambda: join_requests.accept(request, rights, by=by))

    assert at_once(call).count("done") == 1
    request.refresh_from_db()
    assert request.user.mandates.count() == (request.outcome == "accepted")
    assert Letter.objects.count() == 1


def test_a_person_asks_once(manager):
    user = UserFactory()

    def call(_index):
        return refused(
            lambda: join_requests.ask(
                JoinRequest(
                    organisation=manager.organisation,
                    user=user,
                    name="Karl",
                    email=user.email,
                    function="élu",
                )
            )
        )

    assert at_once(call).count("done") == 1
    assert Letter.objects.count() == 1


def test_what_is_due_twice_at_once_is_told_once(manager, invitation):
    UserFactory(is_staff=True)
    JoinRequestFactory(organisation=manager.organisation)
    JoinRequest.objects.update(created_at=timezone.now() - timedelta(days=11))
    Invitation.objects.update(expires_at=timezone.now())
    at_once(lambda _index: call_command("run_due", verbosity=0), 2)
    kinds = Counter(Letter.objects.values_list("kind", flat=True))
    assert kinds == {"invitation_lapsed": 1, "join_request_late": 1}
