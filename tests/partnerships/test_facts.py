"""The real partnership: loaded whole, sourced, once."""

import pytest

from core.loading import read_csv
from members.models import Organisation
from partnerships.facts import DATA, FILES, load_partnerships
from partnerships.models import Action, Axis, Convention, Directorate, Investment, Scheme

ACTIONS = read_csv(DATA / "actions.csv")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_the_three_axes_hold_all_actions_with_their_sources():
    assert list(Axis.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert Action.objects.count() == len(ACTIONS) == 30
    assert not Action.objects.exclude(source__startswith="http").exists()
    assert Scheme.objects.count() == 5
    assert Directorate.objects.exclude(source="").count() == 8


def test_nothing_is_said_that_no_source_gives():
    assert not Convention.objects.exists()
    assert not Investment.objects.exists()
    amounts = ["days_planned", "days_used", "forecast_cost", "actual_cost", "participants"]
    assert not Action.objects.exclude(**dict.fromkeys(amounts)).exists()


@pytest.mark.parametrize(
    ("code", "number"),
    [("sme-takeover-scheme", 3), ("booklet-energy", 2), ("sct-lille", 2), ("tram-and-rail", 1)],
)
def test_actions_stand_under_the_axis_that_covers_them(code, number):
    assert Action.objects.get(code=code).workstream.axis.number == number


def test_the_partner_is_the_organisation_of_the_network():
    partner = Organisation.objects.get(slug="banque-des-territoires-groupe-caisse-des-depots")
    assert partner.partnerships.get().is_published


def test_a_second_load_changes_nothing():
    rows = {name: len(read_csv(DATA / name)) for name, *_rest in FILES}
    assert load_partnerships(quiet=True) == {name: {"unchanged": n} for name, n in rows.items()}
