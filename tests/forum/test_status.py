"""The status machine of obstacles, as a table; who may move what, and what is recorded."""

import pytest
from django.core.exceptions import ValidationError

from forum.models import Obstacle, StatusChange
from forum.models.kinds import Outcome, Status
from forum.services import raising
from forum.services.obstacles import close, move, moves, reopen, take_up
from tests.factories import OrganisationFactory
from tests.forum.factories import EndorsementFactory, ObstacleFactory, StepFactory
from tests.forum.workflow import DAY, obstacle_at, speaker, staff

pytestmark = pytest.mark.django_db

# From each status: where the staff may go, and where who carries it may go.
AUTHORITY = ["completion", "admitted", "administrative", "legislative"]
TABLE = {
    "reported": (["triage", "preparation", "closed"], []),
    "triage": (["preparation", "closed"], []),
    "preparation": (["carried", "closed"], ["carried"]),
    "carried": (["preparation", "sent", "closed"], ["sent"]),
    "sent": (
        ["completion", "admitted", "administrative", "legislative", "closed"],
        ["completion", "admitted", "administrative", "legislative", "closed"],
    ),
    "completion": (
        ["sent", "admitted", "administrative", "legislative", "closed"],
        ["sent", "admitted", "administrative", "legislative", "closed"],
    ),
    "admitted": (
        ["sent", "administrative", "legislative", "closed"],
        ["sent", "administrative", "legislative", "closed"],
    ),
    "administrative": (["sent", "legislative", "closed"], ["sent", "legislative", "closed"]),
    "legislative": (["sent", "administrative", "closed"], ["sent", "administrative", "closed"]),
    "closed": (["preparation"], []),
}


def test_the_table_knows_every_status():
    assert set(TABLE) == set(Status.values)


@pytest.mark.parametrize("old", Status.values)
def test_from_each_status_only_these_are_reached(old):
    row, others = obstacle_at(old), speaker()
    people = [staff(), speaker(row.carrier)]
    for by, reached in zip(people, TABLE[old], strict=True):
        assert sorted({one.new for one, _lacks in moves(row, by)}) == sorted(reached)
    assert moves(row, others) == []
    for new in Status.values:
        if new == old:
            continue
        for by, reached in [(people[1], TABLE[old][1]), (others, [])]:
            if new not in reached:
                with pytest.raises(ValidationError):
                    move(row, new, by=by)
        if new not in TABLE[old][0]:
            with pytest.raises(ValidationError):
                move(row, new, by=people[0])
    assert not StatusChange.objects.exists()


@pytest.mark.parametrize(
    ("old", "new"), [(old, new) for old, both in TABLE.items() for new in both[0]]
)
def test_each_move_is_made_once_and_recorded(old, new):
    row, by = obstacle_at(old), staff()
    if new == "sent" and old == "carried":
        StepFactory(obstacle=row)
    for _time in range(2):
        if new == "closed":
            close(row, Outcome.ACT, by=by)
        else:
            move(row, new, by=by, comment="Parce que.")
    row.refresh_from_db()
    assert row.status == new
    assert row.outcome == {"closed": "act", "legislative": "reform"}.get(new, "")
    [change] = row.changes.all()
    assert (change.old, change.new, change.by) == (old, new, by.user)


@pytest.mark.parametrize(
    ("values", "sides", "steps"),
    [
        ({"triage": ""}, 2, 1),
        ({"carrier": None, "status": "preparation"}, 2, 1),
        ({}, 1, 1),
        ({}, 2, 0),
    ],
)
def test_nothing_is_sent_before_all_is_there(values, sides, steps):
    row = obstacle_at("carried")
    StepFactory.create_batch(steps, obstacle=row)
    Obstacle.objects.filter(pk=row.pk).update(**values)
    for side in list(row.sides.all())[sides:]:
        side.delete()
    with pytest.raises(ValidationError):
        move(row, "sent", by=staff())
    row.refresh_from_db()
    assert row.status != "sent"


def test_a_reading_moves_only_once_it_is_taken_up():
    row, by = ObstacleFactory(is_reading=True, status="closed", outcome="act"), staff()
    assert moves(row, by) == []
    for new in Status.values:
        if new != "closed":
            with pytest.raises(ValidationError):
                move(row, new, by=by)
    with pytest.raises(ValidationError):
        take_up(row, by=speaker())
    row = take_up(row, by=by)
    assert (row.status, row.is_reading, row.outcome) == ("triage", False, "")


@pytest.mark.parametrize("outcome", ["refused", "no_obstacle", "incomplete"])
def test_these_outcomes_are_told_with_their_reasons(outcome):
    row, by = obstacle_at("sent"), staff()
    with pytest.raises(ValidationError) as refused:
        close(row, outcome, by=by, reasons="  ")
    assert "reasons" in refused.value.message_dict
    row = close(row, outcome, by=by, reasons="La loi s’y oppose.", language="fr")
    assert (row.status, row.outcome_reasons_fr) == ("closed", "La loi s’y oppose.")


@pytest.mark.parametrize("outcome", ["", "reform", "anything"])
def test_what_is_no_end_closes_nothing(outcome):
    with pytest.raises(ValidationError):
        close(obstacle_at("sent"), outcome, by=staff())


def test_it_does_not_close_before_what_was_sent_nor_tomorrow():
    row = obstacle_at("sent")
    for day in (DAY.replace(day=30), DAY.replace(year=2099)):
        with pytest.raises(ValidationError) as refused:
            close(row, "act", by=staff(), on=day)
        assert "on" in refused.value.message_dict
    assert close(row, "act", by=staff(), on=DAY).closed_on == DAY


def test_a_closed_one_is_taken_up_again_by_staff_with_a_reason():
    row = obstacle_at("closed")
    with pytest.raises(ValidationError):
        reopen(row, "", by=staff())
    with pytest.raises(ValidationError):
        reopen(row, "Rien n’a changé.", by=speaker(row.carrier))
    row = reopen(row, "Rien n’a changé.", by=staff())
    assert (row.status, row.outcome, row.closed_on) == ("preparation", "", None)


# Triage and carrier


def test_triage_of_a_real_obstacle_prepares_it():
    row = ObstacleFactory(audience="staff")
    with pytest.raises(ValidationError) as refused:
        raising.triage(row, "obstacle", by=staff())
    assert "nature" in refused.value.message_dict
    row = raising.triage(row, "obstacle", by=staff(), nature="law", audience="public")
    row.refresh_from_db()
    assert (row.status, row.nature, row.is_published) == ("preparation", "law", True)


@pytest.mark.parametrize("way_out", ["information", "eu_breach", "tax_social"])
def test_the_other_ways_out_say_where_to_turn_to(way_out):
    row = ObstacleFactory()
    with pytest.raises(ValidationError) as refused:
        raising.triage(row, way_out, by=staff())
    assert "note" in refused.value.message_dict
    row = raising.triage(row, way_out, by=staff(), note="Voir SOLVIT.", closes=True)
    assert (row.status, row.outcome, row.outcome_reasons_fr) == (
        "closed",
        "no_obstacle",
        "Voir SOLVIT.",
    )


def test_triage_is_the_work_of_the_staff_and_over_once_sent():
    row = ObstacleFactory()
    with pytest.raises(ValidationError):
        raising.triage(row, "obstacle", by=speaker(), nature="law")
    with pytest.raises(ValidationError):
        raising.triage(obstacle_at("sent"), "obstacle", by=staff(), nature="law")
    with pytest.raises(ValidationError):
        raising.triage(row, "nothing", by=staff())


def test_who_raised_it_or_is_affected_may_carry_it_in_the_name_of_their_organisation():
    raiser, affected, other = speaker(), speaker(), speaker()
    row = ObstacleFactory(triage="obstacle", nature="law", raised_by=raiser.mandate.organisation)
    EndorsementFactory(obstacle=row, organisation=affected.mandate.organisation)
    for by, organisation in [
        (other, other.mandate.organisation),
        (affected, raiser.mandate.organisation),
    ]:
        with pytest.raises(ValidationError):
            raising.set_carrier(row, organisation, by=by)
    with pytest.raises(ValidationError):
        raising.set_carrier(row, None, is_mot=True, by=raiser)
    Obstacle.objects.filter(pk=row.pk).update(status="preparation")
    row = raising.set_carrier(row, affected.mandate.organisation, by=affected)
    assert (row.status, row.carrier) == ("carried", affected.mandate.organisation)
    with pytest.raises(ValidationError):  # it is carried already
        raising.set_carrier(row, raiser.mandate.organisation, by=raiser)


def test_a_carrier_is_a_legal_person():
    informal = OrganisationFactory(has_legal_personality=False)
    row = ObstacleFactory(raised_by=informal)
    with pytest.raises(ValidationError) as refused:
        raising.set_carrier(row, informal, by=staff())
    assert "carrier" in refused.value.message_dict
    assert not raising.may_carry(row, informal)


def test_only_staff_say_that_the_mot_carries_it_and_then_the_staff_alone_go_on():
    raiser = speaker()
    row = obstacle_at("preparation", carrier=None, raised_by=raiser.mandate.organisation)
    row = raising.set_carrier(row, None, is_mot=True, by=staff())
    assert (row.status, row.is_carried_by_mot) == ("carried", True)
    assert moves(row, raiser) == []
    row = raising.set_carrier(row, None, by=staff())
    assert row.status == "preparation"


def test_what_was_sent_keeps_a_carrier():
    row = obstacle_at("sent")
    with pytest.raises(ValidationError):
        raising.set_carrier(row, None, by=staff())


# Raising


def test_it_is_raised_once_for_those_concerned_and_followed():
    by = speaker()
    for _time in range(2):
        row = raising.raise_obstacle(Obstacle(title_fr="Bus"), {}, by=by)
    [one] = Obstacle.objects.all()
    assert (row, one.raised_by, one.opened_by) == (one, by.mandate.organisation, by.user)
    assert (one.audience, one.status, one.reference[:3]) == ("staff", "reported", "EU-")
    assert one.subscriptions.get().user == by.user
    assert [change.new for change in one.changes.all()] == ["reported"]
