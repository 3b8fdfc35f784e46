"""Reminders of contributions, on frozen days."""

from datetime import date, timedelta

import pytest
from django.utils import timezone
from post_office.models import Email

from members.letters.delivery import hand_over
from members.models import Contribution, Letter, MembershipKind, ReminderRule
from members.services.reminders import write_reminders
from tests.factories import (
    ContributionFactory,
    MandateFactory,
    OrganisationFactory,
    PaymentFactory,
)

pytestmark = pytest.mark.django_db
DUE = date(2026, 6, 30)  # called on 1 May


@pytest.fixture(autouse=True)
def rule():
    ReminderRule.objects.all().delete()
    return ReminderRule.objects.create(days=0, since=date(2026, 1, 1))


@pytest.fixture
def on(monkeypatch):
    """`on(day)`: today is that day."""

    def freeze(day):
        monkeypatch.setattr(timezone, "localdate", lambda value=None, tz=None: day)
        return write_reminders()

    return freeze


@pytest.fixture
def contribution():
    organisation = OrganisationFactory(name_fr="Ville de Lille", slug="lille")
    MandateFactory(organisation=organisation, receives_dues=True)
    return ContributionFactory(called=True, membership__organisation=organisation)


def after(days):
    return DUE + timedelta(days=days)


@pytest.mark.parametrize(
    ("days", "today", "written"),
    [
        (0, -1, 0), (0, 0, 1), (0, 7, 1), (0, 8, 0),
        (-30, -31, 0), (-30, -30, 1), (-30, -23, 1), (-30, -22, 0),
        (30, 29, 0), (30, 30, 1), (30, 37, 1), (30, 38, 0),
        (-60, -59, 0), (-90, -60, 0),
    ],
)  # fmt: skip
def test_it_is_written_on_its_day_or_the_days_after(rule, contribution, on, days, today, written):
    ReminderRule.objects.update(days=days)
    assert on(after(today)) == written


def test_it_is_written_once_however_often_it_is_asked(contribution, on):
    assert on(DUE) == 1
    assert on(DUE) == 0
    assert on(after(1)) == 0
    assert Letter.objects.count() == 1


def test_each_reader_and_each_rule_has_one(contribution, on):
    MandateFactory(organisation=contribution.membership.organisation, receives_dues=True)
    ReminderRule.objects.create(days=3, since=date(2026, 1, 1))
    assert on(DUE) == 2
    assert on(after(3)) == 2
    assert on(after(4)) == 0


def test_two_rules_of_the_same_day_are_one_letter(contribution, on):
    ReminderRule.objects.create(days=0, kind=MembershipKind.MEMBER, since=date(2026, 1, 1))
    assert on(DUE) == 1


def test_a_rule_may_be_for_one_kind(contribution, on):
    ReminderRule.objects.update(kind=MembershipKind.ASSOCIATE)
    assert on(DUE) == 0
    contribution.membership.kind = MembershipKind.ASSOCIATE
    contribution.membership.save()
    assert on(DUE) == 1


def test_a_rule_out_of_use_writes_nothing(contribution, on):
    ReminderRule.objects.update(is_active=False)
    assert on(DUE) == 0


@pytest.mark.parametrize(("since", "written"), [(1, 0), (0, 1)])
def test_a_new_rule_does_not_write_to_the_past(contribution, on, since, written):
    ReminderRule.objects.update(since=after(since))
    assert on(after(3)) == written


@pytest.mark.parametrize(("called", "written"), [(-1, 1), (0, 0)])
def test_the_day_of_the_call_is_not_reminded(contribution, on, called, written):
    Contribution.objects.update(called_on=after(called))
    assert on(DUE) == written


@pytest.mark.parametrize("state", ["paid", "waived", "not called", "left"])
def test_nothing_is_written_about_what_is_not_owed(contribution, on, state):
    if state == "paid":
        PaymentFactory(contribution=contribution, amount=100)
    elif state == "waived":
        Contribution.objects.update(waived_on=DUE, waiver_decision="x")
    elif state == "not called":
        Contribution.objects.update(called_on=None)
    else:
        membership = contribution.membership
        membership.left_on, membership.leaving_reason = after(-1), "x"
        membership.save()
    assert on(DUE) == 0


def test_a_second_call_has_its_own_reminders(contribution, on):
    assert on(DUE) == 1
    Contribution.objects.update(calls=2)
    assert on(DUE) == 1


@pytest.mark.parametrize(
    ("today", "subject", "words"),
    [
        (-10, "Cotisation 2026 : à payer avant le 30 juin 2026", "L’échéance est le"),
        (0, "Cotisation 2026 : à payer aujourd’hui", "L’échéance est le"),
        (10, "Cotisation 2026 : échéance passée", "L’échéance était le"),
    ],
)
def test_it_says_what_is_left_to_pay(contribution, on, today, subject, words):
    PaymentFactory(contribution=contribution, amount=40)
    ReminderRule.objects.update(days=today)
    assert on(after(today)) == 1
    hand_over()
    email = Email.objects.get()
    assert email.subject == subject
    assert words in email.message
    assert "60,00\xa0€" in email.message
    assert email.attachments.count() == 1


@pytest.mark.parametrize("change", ["paid", "taken back", "mandate"])
def test_it_is_withheld_when_things_changed_meanwhile(contribution, on, change):
    assert on(DUE) == 1
    if change == "paid":
        PaymentFactory(contribution=contribution, amount=100)
    elif change == "taken back":
        Contribution.objects.update(called_on=None)
    else:
        contribution.membership.organisation.mandates.filter(receives_dues=True).update(
            ends_on=after(-1)
        )
    hand_over()
    assert Letter.objects.get().withheld_because
    assert not Email.objects.exists()


def test_the_rules_of_a_new_portal_are_before_on_and_after():
    from importlib import import_module

    assert import_module("members.migrations.0009_default_reminders").DAYS == [-30, 0, 30]


def test_what_is_not_due_costs_nothing_more(on, queries):
    costs = []
    for count in (1, 50):
        ContributionFactory.create_batch(count, called=True)
        costs.append(queries(lambda: on(after(-20))))
    assert costs[0] == costs[1]
