"""What is put off, moved and given up; a programme copied to the next year."""

import pytest
from django.core.exceptions import ValidationError

from partnerships.models import Action, Target, YearlyProgramme
from partnerships.services.planning import copy_programme, drop, move, postpone
from tests.factories import (
    ActionFactory,
    BorderFactory,
    DirectorateFactory,
    PartnershipFactory,
    WorkstreamFactory,
)

pytestmark = pytest.mark.django_db
WHY = "Attente d’une décision."


@pytest.fixture
def workstream():
    return WorkstreamFactory()


def test_an_action_is_put_off_moved_and_given_up_with_its_reason():
    action = ActionFactory(planned="2098-06")
    postpone(action, "2099", WHY)
    action.refresh_from_db()
    assert (action.state, action.planned, action.reason) == ("postponed", "2099", WHY)
    move(action, "2098-03-02", "Plus tôt.")
    action.refresh_from_db()
    assert (action.state, action.planned, action.reason) == ("postponed", "2098-03-02", "Plus tôt.")
    drop(action, "Sans objet.")
    action.refresh_from_db()
    assert (action.state, action.planned, action.reason) == ("dropped", "2098-03-02", "Sans objet.")


def test_an_action_may_be_put_off_without_a_new_date():
    assert postpone(ActionFactory(planned="2098"), "", WHY).planned == ""


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (postpone, ("2098-06", WHY)),
        (postpone, ("2098-05", WHY)),
        (postpone, ("2099", "  ")),
        (postpone, ("bientôt", WHY)),
        (move, ("2098-06", WHY)),
        (move, ("", WHY)),
        (move, ("2020", WHY)),
        (drop, ("",)),
    ],
)
def test_what_cannot_be_planned_is_refused_and_changes_nothing(step, values):
    action = ActionFactory(planned="2098-06")
    with pytest.raises(ValidationError):
        step(action, *values)
    action.refresh_from_db()
    assert (action.state, action.planned, action.reason) == ("planned", "2098-06", "")


@pytest.mark.parametrize("state", ["done", "dropped"])
def test_what_is_over_is_not_planned_again(state):
    action = ActionFactory(state=state, reason=WHY)
    for step in (postpone, move):
        with pytest.raises(ValidationError):
            step(action, "2099", WHY)
    with pytest.raises(ValidationError):
        drop(action, WHY)


def test_a_colleague_who_ended_it_meanwhile_is_not_overwritten():
    action = ActionFactory(planned="2098")
    Action.objects.update(state="done", done="2026-01-01")
    with pytest.raises(ValidationError):
        postpone(action, "2099", WHY)


def test_a_programme_is_copied_once_without_what_came_out_of_it(workstream):
    open_one = ActionFactory(
        workstream=workstream,
        planned="2026-05-04",
        state="running",
        begun="2026-01",
        days_planned=3,
        days_used=2,
        participants=12,
        evaluation="Bien.",
        borders=[BorderFactory()],
        directorates=[DirectorateFactory()],
    )
    ActionFactory(workstream=workstream, planned="2026", state="dropped", reason=WHY)
    ActionFactory(workstream=workstream, planned="2025")
    ActionFactory(workstream=workstream, planned="2026", state="done", done="2026-02")
    ActionFactory(planned="2026")  # of another partnership
    Target.objects.create(workstream=workstream, label_fr="Projets", year=2026, value=5, reached=2)
    Target.objects.create(workstream=workstream, label_fr="En tout", value=50)
    partnership = workstream.axis.partnership
    YearlyProgramme.objects.create(partnership=partnership, year=2026, text_fr="Tenir le cap.")

    made = copy_programme(partnership, 2026)
    assert (made.actions, made.targets) == (1, 1)
    copy = Action.objects.get(planned__startswith="2027")
    assert (copy.title_fr, copy.planned, copy.state) == (open_one.title_fr, "2027-05-04", "planned")
    assert (copy.begun, copy.days_used, copy.participants, copy.evaluation) == ("", None, None, "")
    assert copy.days_planned == 3
    assert [*copy.borders.all()] == [*open_one.borders.all()]
    assert [*copy.directorates.all()] == [*open_one.directorates.all()]
    target = Target.objects.get(year=2027)
    assert (target.label_fr, target.value, target.reached) == ("Projets", 5, None)
    assert partnership.programmes.get(year=2027).text_fr == "Tenir le cap."

    copy.title_fr = "Autrement"
    copy.save()
    again = copy_programme(partnership, 2026)
    assert (again.actions, again.targets) == (0, 0)
    assert copy_programme(partnership, 2026, with_done=True).actions == 1
    assert copy_programme(partnership, 2026, with_done=True).actions == 0


def test_the_29th_of_february_becomes_february(workstream):
    ActionFactory(workstream=workstream, planned="2028-02-29")
    copy_programme(workstream.axis.partnership, 2028)
    assert Action.objects.filter(planned="2029-02").exists()


def test_an_empty_year_copies_nothing():
    made = copy_programme(PartnershipFactory(), 2026)
    assert (made.actions, made.targets) == (0, 0)
