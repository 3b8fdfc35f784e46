from datetime import date, timedelta

import pytest
from django.utils import timezone

from members.letters.delivery import hand_over
from members.letters.sending import send_what_is_due
from members.models import Invitation, Letter
from members.services.mandate_ends import announce_ends, tell_ends
from tests.factories import MandateFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def day(number):
    return timezone.localdate() + timedelta(days=number)


@pytest.fixture
def place():
    """An organisation with two people who manage it."""
    organisation = OrganisationFactory(slug="lille", name_fr="Lille")
    for name in ("first", "second"):
        user = UserFactory(email=f"{name}@example.org", language="en")
        MandateFactory(user=user, organisation=organisation, function=name, manages_people=True)
    return organisation


@pytest.fixture
def ending(place):
    """Make a mandate that ends in some days; its holder is `anne@example.org`."""
    anne = UserFactory(email="anne@example.org", name="Anne Martin")

    def make(days, **facts):
        return MandateFactory(
            user=anne, organisation=place, function="maire", ends_on=day(days), **facts
        )

    return make


def readers():
    return sorted(Letter.objects.values_list("kind", "recipient"))


@pytest.mark.parametrize(("days", "is_told"), [(-1, False), (0, True), (30, True), (31, False)])
def test_an_end_is_announced_a_month_before(ending, days, is_told):
    ending(days)
    told = ["anne@example.org", "first@example.org", "second@example.org"] if is_told else []
    assert announce_ends() == len(told)
    assert announce_ends() == 0
    assert readers() == [("mandate_ends_soon", reader) for reader in told]


def test_it_says_who_and_when_in_the_language_of_each(ending, mailoutbox):
    mandate = ending(10)
    announce_ends()
    hand_over()
    send_what_is_due()
    sent = {message.to[0]: message for message in mailoutbox}
    assert sent["anne@example.org"].subject.startswith("Votre mandat pour Lille prend fin le ")
    english = sent["first@example.org"]
    assert english.subject.startswith("The mandate of Anne Martin for Lille ends on ")
    assert "Nobody is invited to take over yet." in english.body
    assert str(mandate.ends_on.year) in english.subject


def test_a_successor_is_named(place, ending, mailoutbox):
    Invitation.objects.create(
        organisation=place, email="next@example.org", function="maire", replaces=ending(10),
        starts_on=day(11),
    )  # fmt: skip
    announce_ends()
    hand_over()
    send_what_is_due()
    said = ["La personne invitée à prendre la suite", *["A successor is invited"] * 2]
    assert len(mailoutbox) == 3
    for message, words in zip(sorted(mailoutbox, key=lambda one: one.to), said, strict=True):
        assert words in message.body


def test_another_last_day_is_another_letter(ending, mailoutbox):
    mandate = ending(10)
    assert announce_ends() == 3
    mandate.ends_on = day(20)
    mandate.save()
    assert announce_ends() == 3
    hand_over()
    assert {
        letter.status for letter in Letter.objects.filter(subject_key__endswith=str(day(10)))
    } == {"withheld"}
    assert send_what_is_due() == 3


@pytest.mark.parametrize(
    "facts", [{"end_reason": "left"}, {"starts_on": day(-5)}], ids=["ended by hand", "short"]
)
def test_what_needs_no_announcement(ending, facts):
    ending(10, **facts)
    assert announce_ends() == 0


def test_who_goes_on_is_not_told(place, ending):
    mandate = ending(10)
    MandateFactory(user=mandate.user, organisation=place, function="maire", starts_on=day(11))
    assert announce_ends() == 0
    mandate.ends_on = day(-1)
    mandate.starts_on = date(2020, 1, 1)
    mandate.save()
    assert tell_ends() == 0


def test_a_manager_who_left_meanwhile_gets_nothing(place, ending):
    ending(10)
    announce_ends()
    place.mandates.filter(function="first").update(ends_on=day(-1))
    hand_over()
    withheld = [letter for letter in Letter.objects.all() if letter.status == "withheld"]
    assert [letter.recipient for letter in withheld] == ["first@example.org"]


@pytest.mark.parametrize(("days", "is_told"), [(0, False), (-1, True), (-7, True), (-8, False)])
def test_when_it_is_over_the_person_is_told_once(ending, days, is_told):
    ending(days)
    assert tell_ends() == is_told
    assert tell_ends() == 0
    assert readers() == ([("mandate_over", "anne@example.org")] if is_told else [])


def test_what_was_ended_by_hand_was_told_by_hand(ending):
    ending(-1, end_reason="ended")
    assert tell_ends() == 0
