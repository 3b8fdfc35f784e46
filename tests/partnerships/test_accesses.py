"""What officers saw is written, under consents in force alone; staff leave no row."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from partnerships.models import ConsentAccess
from partnerships.services.accesses import record
from tests.factories import ConsentFactory, InvestmentFactory, MandateFactory, UserFactory

pytestmark = pytest.mark.django_db

YEAR_ON = timezone.localdate() + timedelta(days=365)


def officer(partnership):
    return MandateFactory(organisation=partnership.partner).user


def test_each_look_is_a_row_that_says_who_where_and_which_parts():
    consent = ConsentFactory(ends_on=YEAR_ON, shares_budget=True, shares_gap=True)
    row = consent.partnership.investments.get()
    user = officer(consent.partnership)
    record(user, [row, row], "page")
    record(user, [row], "export")
    seen = ConsentAccess.objects.order_by("pk")
    assert [(one.user, one.where, one.parts, one.consent) for one in seen] == [
        (user, "page", "budget,gap", consent),
        (user, "export", "budget,gap", consent),
    ]


def test_nothing_is_written_without_a_consent_in_force_nor_for_others_than_officers():
    bare = InvestmentFactory()
    over = ConsentFactory(ends_on=date(2020, 1, 1)).partnership.investments.get()
    open_one = ConsentFactory(ends_on=YEAR_ON).partnership.investments.get()
    for row in (bare, over):
        record(officer(row.partnership), [row], "page")
    record(UserFactory(is_staff=True), [open_one], "page")
    record(officer(bare.partnership), [open_one], "page")
    record(officer(bare.partnership), [], "page")
    assert not ConsentAccess.objects.exists()


def test_many_rows_cost_what_one_costs(queries):
    consent = ConsentFactory(ends_on=YEAR_ON)
    user, partnership = officer(consent.partnership), consent.partnership
    one = queries(lambda: record(user, partnership.investments.all(), "page"))
    for _row in range(5):
        ConsentFactory(of=InvestmentFactory(partnership=partnership), ends_on=YEAR_ON)
    assert queries(lambda: record(user, partnership.investments.all(), "page")) == one
