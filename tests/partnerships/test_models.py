"""What the database refuses of a partnership, and what a day changes."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from partnerships.models import Action
from tests.factories import ActionFactory, ConsentFactory, ConventionFactory, WorkstreamFactory

pytestmark = pytest.mark.django_db


def refused(make, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        make(**values)


def test_two_conventions_of_a_partnership_never_run_at_once():
    first = ConventionFactory(starts_on=date(2024, 1, 1), ends_on=date(2025, 12, 31))
    refused(ConventionFactory, partnership=first.partnership, starts_on=date(2025, 12, 31))
    ConventionFactory(partnership=first.partnership, starts_on=date(2026, 1, 1), ends_on=None)
    refused(ConventionFactory, partnership=first.partnership, starts_on=date(2040, 1, 1))
    ConventionFactory(starts_on=date(2025, 1, 1))


@pytest.mark.parametrize("state", ["postponed", "dropped"])
@pytest.mark.parametrize("factory", [ActionFactory, WorkstreamFactory])
def test_what_is_not_done_says_why(factory, state):
    refused(factory, state=state)
    assert factory(state=state, reason="Attente d’une décision.").pk


@pytest.mark.parametrize(
    "values",
    [
        {"title_fr": ""},
        {"done": "2026-01-01"},
        {"state": "done", "begun": "2026-02", "done": "2026-01"},
        {"days_used": -1},
        {"actual_cost": -1},
        {"satisfaction": "5.1"},
        {"planned": "2026-13"},
        {"deliverable_link": "https://example.org", "deliverable_file": "a.pdf"},
    ],
)
def test_an_action_that_cannot_be_is_refused(values):
    refused(ActionFactory, **values)


@pytest.mark.parametrize(
    ("planned", "late"),
    [
        ("", False),
        ("2027", False),
        ("2028", False),
        ("2026", True),
        ("2027-02", False),
        ("2027-01", True),
        ("2027-02-28", False),
        ("2027-02-27", True),
    ],
)
@pytest.mark.parametrize("state", ["planned", "done"])
def test_an_action_is_late_once_the_last_day_that_it_may_mean_is_over(planned, late, state):
    action = ActionFactory(planned=planned, state=state)
    today = date(2027, 2, 28)
    expected = late and state == "planned"
    assert action.is_late(today) == expected
    assert Action.objects.late(today).exists() == expected


def test_one_consent_a_project_is_open_at_once():
    consent = ConsentFactory()
    same = {name: getattr(consent, name) for name in ("partnership", "organisation", "project")}
    refused(ConsentFactory, given_by=consent.given_by, of=None, **same)
