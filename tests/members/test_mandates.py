"""Mandates: days, ends, and one who manages people, in words and by the database."""

from datetime import timedelta

import pghistory
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.acting import Actor, signature
from members.models import Invitation, Letter, Mandate
from members.services import mandates
from tests.factories import InvitationFactory, MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
LEFT, ENDED = Mandate.EndReason.LEFT, Mandate.EndReason.ENDED


def day(number=0):
    return timezone.localdate() + timedelta(days=number)


def by(mandate):
    return Actor(mandate.user, mandate)


def letters():
    return set(Letter.objects.values_list("kind", "recipient"))


@pytest.fixture
def organisation():
    return OrganisationFactory(name_fr="Eurodistrict")


@pytest.fixture
def manager(organisation):
    return MandateFactory(organisation=organisation, manages_people=True)


@pytest.fixture
def editor(organisation, manager):
    return MandateFactory(organisation=organisation, edits_profile=True, function="rédactrice")


# Days

DAYS = st.integers(-3, 3)


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(start=DAYS, length=st.none() | st.integers(-1, 4), at=DAYS, is_active=st.booleans())
def test_a_mandate_gives_rights_from_its_first_to_its_last_day(start, length, at, is_active):
    with transaction.atomic():
        mandate = MandateFactory(
            manages_people=True,
            starts_on=day(start),
            ends_on=None if length is None else day(start + length),
            user__is_active=is_active,
        )
        ends = None if length is None else start + length
        in_force = is_active and start <= at and (ends is None or at <= ends)
        called_off = ends is not None and ends < start
        not_ended = is_active and not called_off and (ends is None or at <= ends)
        rows = Mandate.objects.filter(pk=mandate.pk)
        assert mandate.is_in_force(day(at)) is in_force
        assert rows.in_force(day(at)).exists() is in_force
        assert mandate.has_ended(day(at)) is not not_ended
        assert rows.not_ended(day(at)).exists() is not_ended
        transaction.set_rollback(True)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(first=DAYS, second=DAYS, lengths=st.tuples(st.integers(-1, 3), st.integers(-1, 3)))
def test_one_holds_a_function_once_on_any_day(manager, first, second, lengths):
    user = manager.user
    held = set(range(first, first + lengths[0] + 1)) & set(range(second, second + lengths[1] + 1))
    with transaction.atomic():
        rows = [
            Mandate(
                user=user,
                organisation=manager.organisation,
                function=function,
                starts_on=day(start),
                ends_on=day(start + length),
            )
            for start, length, function in (
                (first, lengths[0], "élue"),
                (second, lengths[1], "Élue"),
            )
        ]
        rows[0].save()
        refused = False
        try:
            rows[1].full_clean()
        except ValidationError:
            refused = True
        assert refused is bool(held)
        try:
            with transaction.atomic():
                rows[1].save()
        except IntegrityError:
            refused = "by the database"
        assert refused == ("by the database" if held else False)
        transaction.set_rollback(True)


def test_a_mandate_cannot_end_two_days_before_it_starts(manager):
    manager.ends_on = manager.starts_on - timedelta(days=2)
    with pytest.raises(ValidationError, match="ne peut pas précéder"):
        manager.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        manager.save()


# Ending


def test_ending_keeps_the_row_and_tells_the_person(editor, manager):
    ended = mandates.end(editor, last_day=day(5), reason=ENDED, by=by(manager))
    ended.refresh_from_db()
    assert (ended.ends_on, ended.end_reason) == (day(5), "ended")
    assert ended.is_in_force(day(5))
    assert not ended.is_in_force(day(6))
    assert letters() == {("mandate_ended", editor.user.email)}


def test_leaving_tells_those_who_manage_people(editor, manager):
    mandates.end(editor, last_day=day(), reason=LEFT, by=by(editor))
    assert letters() == {("mandate_left", manager.user.email)}


def test_without_automatic_letters_nobody_is_told(editor):
    staff = UserFactory(is_staff=True)
    mandates.end(editor, last_day=day(), reason="ended_by_staff", by=Actor(staff), tell=False)
    assert letters() == set()


def test_the_end_can_be_taken_back(editor, manager):
    mandates.end(editor, last_day=day(5), reason=ENDED, by=by(manager))
    again = mandates.end(editor, last_day=None, reason="", by=by(manager))
    assert (again.ends_on, again.end_reason) == (None, "")


def test_what_has_ended_is_not_ended_again(editor, manager):
    mandates.end(editor, last_day=day(-1), reason=ENDED, by=by(manager))
    with pytest.raises(ValidationError, match="est terminé"):
        mandates.end(editor, last_day=day(), reason=ENDED, by=by(manager))


def test_a_mandate_to_come_is_called_off(organisation, manager):
    later = MandateFactory(organisation=organisation, starts_on=day(30), function="élue")
    ended = mandates.end(later, last_day=day(), reason=ENDED, by=by(manager))
    assert ended.is_called_off
    assert ended.ends_on == day(29)
    assert ended.has_ended()
    MandateFactory(user=later.user, organisation=organisation, starts_on=day(30), function="élue")


@pytest.mark.parametrize(
    ("last_day", "outcome"), [(-1, "lapsed"), (0, "lapsed"), (1, ""), (None, "")]
)
def test_invitations_of_who_leaves_lapse(organisation, manager, last_day, outcome):
    other = MandateFactory(organisation=organisation, manages_people=True)
    mine = InvitationFactory(organisation=organisation, invited_under=other, invited_by=other.user)
    theirs = InvitationFactory(organisation=organisation, invited_under=manager)
    end = None if last_day is None else day(last_day)
    mandates.end(other, last_day=end, reason=LEFT, by=by(other))
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert (mine.outcome, theirs.outcome) == (outcome, "")


def test_an_invitation_lapses_with_the_day_that_was_its_inviters_last(organisation, manager):
    past = MandateFactory(organisation=organisation, manages_people=True, ends_on=day(-1))
    invitation = InvitationFactory(organisation=organisation, invited_under=past)
    assert invitation.status == "lapsed"
    assert not Invitation.objects.waiting().exists()


# Somebody manages people


def test_the_last_manager_cannot_leave_the_others(editor, manager):
    with pytest.raises(ValidationError, match="plus personne"):
        mandates.end(manager, last_day=day(), reason=LEFT, by=by(manager))
    manager.refresh_from_db()
    assert manager.ends_on is None
    assert letters() == set()


def test_the_last_manager_cannot_give_up_the_right(editor, manager):
    manager.manages_people = False
    with pytest.raises(ValidationError, match="plus personne"):
        mandates.change(manager, by=by(manager))
    manager.refresh_from_db()
    assert manager.manages_people


def test_the_last_person_may_leave(manager):
    mandates.end(manager, last_day=day(), reason=LEFT, by=by(manager))
    manager.refresh_from_db()
    assert manager.ends_on == day()


def test_a_gap_between_two_managers_is_refused(editor, manager):
    MandateFactory(organisation=manager.organisation, manages_people=True, starts_on=day(10))
    with pytest.raises(ValidationError, match="plus personne"):
        mandates.end(manager, last_day=day(8), reason=ENDED, by=by(manager))
    assert mandates.end(manager, last_day=day(9), reason=ENDED, by=by(manager)).ends_on == day(9)


def test_several_mandates_of_one_person_end_together(manager):
    MandateFactory(user=manager.user, organisation=manager.organisation, function="autre")
    mandates.end_all(manager.user, reason=Mandate.EndReason.ERASED)
    assert set(Mandate.objects.values_list("ends_on", "end_reason")) == {(day(), "erased")}


REFUSED = [
    "UPDATE members_mandate SET ends_on = current_date WHERE id = %(manager)s",
    "UPDATE members_mandate SET manages_people = false WHERE id = %(manager)s",
    "UPDATE members_mandate SET starts_on = current_date + 1 WHERE id = %(manager)s",
    "UPDATE members_mandate SET organisation_id = %(elsewhere)s WHERE id = %(manager)s",
    "DELETE FROM members_mandate WHERE id = %(manager)s",
    "UPDATE members_user SET is_active = false WHERE id = %(user)s",
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("line", REFUSED)
def test_the_database_itself_keeps_a_manager(editor, manager, line):
    elsewhere = MandateFactory(manages_people=True).organisation
    keys = {"manager": manager.pk, "user": manager.user_id, "elsewhere": elsewhere.pk}
    with (
        pytest.raises(IntegrityError, match="manages its people"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(line, keys)


@pytest.mark.django_db(transaction=True)
def test_the_database_looks_when_all_is_done(editor, manager):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE members_mandate SET manages_people = NOT manages_people")
    editor.refresh_from_db()
    assert editor.manages_people


# Changing


def test_a_change_is_told_once(editor, manager):
    editor.speaks_for = True
    mandates.change(editor, by=by(manager))
    mandates.change(editor, by=by(manager))
    assert Letter.objects.get().kind == "mandate_changed"


def test_ones_own_change_is_not_told(editor):
    editor.is_public = True
    mandates.change(editor, by=by(editor))
    assert letters() == set()


def test_the_same_function_twice_is_refused_in_words(editor, manager):
    second = MandateFactory(user=editor.user, organisation=editor.organisation, function="élue")
    second.function = "RÉDACTRICE"
    with pytest.raises(ValidationError, match="déjà cette fonction"):
        mandates.change(second, by=by(manager))


def test_history_says_who_for_whom(editor, manager):
    with pghistory.context(user=manager.user.pk, function=manager.function):
        mandates.end(editor, last_day=day(), reason=ENDED, by=by(manager))
    event = Mandate.pgh_event_models["update"].objects.filter(id=editor.pk).latest("pgh_id")
    assert event.end_reason == "ended"
    assert event.pgh_context.metadata["user"] == manager.user.pk


def test_a_signature_never_shows_an_address():
    mandate = MandateFactory(user__name="", user__email="secret@example.org", function="maire")
    assert "secret" not in signature(mandate)
    assert "secret" not in str(Actor(mandate.user))
