from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.models import (
    Application,
    Contribution,
    Membership,
    MembershipKind,
    Organisation,
    Payment,
)
from tests.factories import (
    ApplicationFactory,
    ContributionFactory,
    MembershipFactory,
    OrganisationFactory,
    PaymentFactory,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 7, 15)
FIRST = date(2026, 7, 1)
# Few days, close to each other, so that ends meet.
DAY = st.integers(0, 28).map(lambda n: FIRST + timedelta(days=n))
MAYBE = st.none() | DAY
BEGUN = st.sampled_from(["", "2025", "2026", "2027", "2026-07", "2026-08"]) | DAY.map(str)


@st.composite
def contributions(draw):
    called = draw(MAYBE)
    facts = {"year": 2026, "called_on": called, "amount": draw(st.sampled_from([None, 0, 100]))}
    if called:
        facts |= {
            "amount": draw(st.sampled_from([0, 100])),
            "due_on": called + timedelta(days=draw(st.integers(0, 10))),
        }
    if draw(st.booleans()) and draw(st.booleans()):
        facts |= {"waived_on": draw(DAY), "waiver_decision": "Bureau"}
    return facts, draw(st.lists(st.sampled_from([40, 60]), max_size=2))


@st.composite
def memberships(draw):
    """A membership that the database takes, with the contribution of a year."""
    facts = {"joined_on": draw(BEGUN), "kind": draw(st.sampled_from(MembershipKind.values))}
    if left := draw(MAYBE):
        facts |= {"left_on": left, "leaving_reason": "dissolution"}
    if suspended := draw(MAYBE):
        facts |= {
            "suspended_on": suspended,
            "suspended_until": suspended + timedelta(days=draw(st.integers(0, 9))),
            "suspension_reason": "demande",
        }
    return facts, draw(st.none() | contributions())


def write(organisation, story) -> bool:
    """Save what hypothesis made up; false when the database refuses the periods."""
    facts, owed = story
    try:
        with transaction.atomic():
            membership = Membership.objects.create(organisation=organisation, **facts)
    except IntegrityError:
        return False
    if owed:
        contribution = Contribution.objects.create(membership=membership, **owed[0])
        for amount in owed[1]:
            Payment.objects.create(contribution=contribution, amount=amount)
    return True


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stories=st.lists(memberships(), max_size=3), waits=st.booleans(), day=DAY)
def test_every_status_is_the_same_here_and_in_the_database(stories, waits, day):
    for model in (Payment, Contribution, Application, Membership, Organisation):
        model.objects.all().delete()
    organisation = OrganisationFactory()
    for story in stories:
        write(organisation, story)
    if waits:
        ApplicationFactory(organisation=organisation)
    for one in Contribution.objects.with_status(day):
        assert one.status_now == one.status(day)
        assert one.paid_sum == one.paid
        owed = Contribution.objects.outstanding(day).filter(pk=one.pk).exists()
        assert owed == (one.outstanding > 0 or one.status(day) in ("called", "overdue"))
    for one in Membership.objects.with_status(day):
        assert one.status_now == one.status(day)
    running = set(Membership.objects.running(day))
    assert running == {
        one for one in Membership.objects.all() if one.status(day) not in ("left", "to_come")
    }
    assert len(running) <= 1
    (row,) = Organisation.objects.with_standing(day)
    assert row.standing_now == row.standing(day)


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({}, "running"),
        ({"joined_on": ""}, "running"),
        ({"joined_on": "2026-07-15"}, "running"),
        ({"joined_on": "2026-07-16"}, "to_come"),
        ({"joined_on": "2027"}, "to_come"),
        ({"left_on": TODAY, "leaving_reason": "x"}, "running"),
        ({"left_on": TODAY - timedelta(days=1), "leaving_reason": "x"}, "left"),
        (
            {"suspended_on": TODAY, "suspended_until": TODAY, "suspension_reason": "x"},
            "suspended",
        ),
        (
            {"suspended_on": FIRST, "suspended_until": FIRST, "suspension_reason": "x"},
            "running",
        ),
    ],
)
def test_the_status_of_a_membership(facts, status):
    assert MembershipFactory(**facts).status(TODAY) == status


def test_a_membership_is_overdue_from_the_day_after():
    membership = ContributionFactory(called=True).membership
    assert membership.status(date(2026, 6, 30)) == "running"
    assert membership.status(date(2026, 7, 1)) == "overdue"
    PaymentFactory(contribution=membership.contributions.get(), amount=Decimal(100))
    assert Membership.objects.get().status(date(2026, 7, 1)) == "running"


@pytest.mark.parametrize(
    ("facts", "paid", "status", "outstanding"),
    [
        ({"called": False}, 0, "to_call", 0),
        ({}, 0, "called", 100),
        ({}, 40, "partly_paid", 60),
        ({}, 100, "paid", 0),
        ({}, 120, "paid", 0),
        ({"due_on": date(2026, 6, 30)}, 40, "overdue", 60),
        ({"due_on": date(2026, 6, 30)}, 100, "paid", 0),
        ({"waived_on": FIRST, "waiver_decision": "Bureau"}, 40, "waived", 0),
    ],
)
def test_the_status_of_a_contribution(facts, paid, status, outstanding):
    contribution = ContributionFactory(**{"called": True, "due_on": TODAY} | facts)
    if paid:
        PaymentFactory(contribution=contribution, amount=paid)
    assert contribution.status(TODAY) == status
    assert contribution.outstanding == outstanding


@pytest.mark.parametrize(
    ("standing", "stories", "waits"),
    [
        ("none", [], False),
        ("applicant", [], True),
        ("left", [{"left_on": FIRST, "leaving_reason": "x"}], False),
        ("applicant", [{"left_on": FIRST, "leaving_reason": "x"}], True),
        ("to_come", [{"left_on": FIRST, "leaving_reason": "x"}, {"joined_on": "2027"}], False),
        ("running", [{}], True),
    ],
)
def test_where_an_organisation_stands(standing, stories, waits):
    organisation = OrganisationFactory()
    for facts in stories:
        MembershipFactory(organisation=organisation, **facts)
    if waits:
        ApplicationFactory(organisation=organisation)
    assert organisation.standing(TODAY) == standing
    assert Organisation.objects.with_standing(TODAY).get().standing_now == standing


def test_a_decided_application_makes_no_applicant():
    application = ApplicationFactory(
        outcome="refused",
        reason="x",
        board_decided_on=FIRST,
        decided_at="2026-07-01T00:00Z",
        organisation=OrganisationFactory(),
    )
    assert application.organisation.standing(TODAY) == "none"


@pytest.mark.parametrize(
    ("first", "second", "is_taken"),
    [
        ({"joined_on": "2020"}, {"joined_on": "2021"}, False),
        ({"joined_on": ""}, {"joined_on": ""}, False),
        ({"joined_on": "", "left_on": FIRST, "leaving_reason": "x"}, {"joined_on": "2026"}, False),
        (
            {"joined_on": "", "left_on": FIRST, "leaving_reason": "x"},
            {"joined_on": "2026-08"},
            True,
        ),
        (
            {"joined_on": "2020", "left_on": FIRST, "leaving_reason": "x"},
            {"joined_on": "2026-07-02"},
            True,
        ),
    ],
)
def test_one_membership_runs_at_a_time(first, second, is_taken):
    organisation = OrganisationFactory()
    MembershipFactory(organisation=organisation, **first)
    other = MembershipFactory.build(organisation=organisation, **second)
    if is_taken:
        other.full_clean()
        other.save()
        return
    with pytest.raises(ValidationError, match="une autre adhésion"):
        other.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"left_on": FIRST}, "leaving_reason"),
        ({"left_on": date(2019, 1, 1), "leaving_reason": "x"}, "left_on"),
        ({"joined_on": "hier"}, "joined_on"),
        ({"suspended_on": FIRST}, "__all__"),
        ({"suspension_reason": "x"}, "__all__"),
        (
            {"suspended_on": TODAY, "suspended_until": FIRST, "suspension_reason": "x"},
            "__all__",
        ),
    ],
)
def test_a_membership_that_cannot_be_is_refused_in_words_and_by_the_database(wrong, field):
    membership = MembershipFactory.build(organisation=OrganisationFactory(), **wrong)
    with pytest.raises(ValidationError) as error:
        membership.full_clean()
    assert list(error.value.message_dict) == [field]
    with pytest.raises((IntegrityError, ValueError)), transaction.atomic():
        membership.save()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"amount": Decimal(-1)}, "amount"),
        ({"year": 1990}, "year"),
        ({"waived_on": FIRST}, "waiver_decision"),
        ({"called_on": FIRST, "amount": 1, "due_on": date(2026, 6, 1)}, "due_on"),
        ({"called_on": FIRST}, "__all__"),
    ],
)
def test_a_contribution_that_cannot_be_is_refused_in_words(wrong, field):
    contribution = ContributionFactory.build(membership=MembershipFactory(), **wrong)
    with pytest.raises(ValidationError) as error:
        contribution.full_clean()
    assert list(error.value.message_dict) == [field]
    if "year" not in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            contribution.save()


def test_a_year_is_owed_once():
    contribution = ContributionFactory()
    with pytest.raises(ValidationError, match="existe déjà"):
        ContributionFactory.build(membership=contribution.membership).full_clean()


def test_the_reference_names_the_year_the_row_and_the_call():
    contribution = ContributionFactory(called=True)
    assert contribution.reference == f"MOT-2026-{contribution.pk}"
    contribution.calls = 2
    assert contribution.reference == f"MOT-2026-{contribution.pk}-2"


def test_statuses_cost_the_same_for_one_row_and_fifty(queries):
    costs = []
    for count in (1, 50):
        for contribution in ContributionFactory.create_batch(count, called=True):
            PaymentFactory(contribution=contribution)
        costs.append(
            queries(lambda: [row.standing_now for row in Organisation.objects.with_standing()])
        )
    assert costs == [1, 1]
