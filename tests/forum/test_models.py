"""What the database refuses of obstacles and their steps, whoever writes."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, ProgrammingError, transaction

from forum.models import CountrySide, Obstacle, Post, Topic
from tests.factories import BorderFactory, OrganisationFactory, ThemeFactory
from tests.forum.factories import (
    CoordinationPointFactory,
    EndorsementFactory,
    ObstacleFactory,
    PostFactory,
    StepFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@contextmanager
def refused(*constraints):
    """What follows is refused by one of these constraints."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name in constraints


def test_references_count_by_border_and_year():
    first, second = ObstacleFactory(), ObstacleFactory()
    other = ObstacleFactory(main_border=BorderFactory(code="FR-DE"))
    nowhere = ObstacleFactory(main_border=None)
    prefix, number = first.reference.rsplit("-", 1)
    assert second.reference == f"{prefix}-{int(number) + 1:03}"
    assert other.reference.startswith("FR-DE-")
    assert nowhere.reference.startswith("EU-")


def test_a_reference_never_changes():
    row = ObstacleFactory()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Obstacle.objects.filter(pk=row.pk).update(reference="FR-DE-1999-001")
    row.refresh_from_db()
    assert row.reference != "FR-DE-1999-001"


@pytest.mark.parametrize("lacking", ["carrier", "triage", "sides"])
def test_nothing_is_sent_without(lacking):
    row = ObstacleFactory(is_ready=True)
    if lacking == "carrier":
        Obstacle.objects.filter(pk=row.pk).update(carrier=None, status="preparation")
    elif lacking == "triage":
        Obstacle.objects.filter(pk=row.pk).update(triage="")
    else:
        CountrySide.objects.filter(obstacle=row).first().delete()
    with refused("step_sent_is_ready"):
        StepFactory(obstacle=row)
    with refused(
        "obstacle_sent_has_carrier", "obstacle_sent_is_triaged", "obstacle_sent_has_sides"
    ):
        Obstacle.objects.filter(pk=row.pk).update(status="sent")


def test_what_is_ready_is_sent_and_the_register_follows():
    row = ObstacleFactory(is_ready=True)
    row.refresh_from_db()
    version = row.version
    step = StepFactory(obstacle=row, addressee_name="Préfet")
    step.obstacle.refresh_from_db()
    assert (step.obstacle.level, step.obstacle.addressee) == ("national", "Préfet")
    assert step.obstacle.silent_since == step.sent_on
    assert step.obstacle.version == version  # what triggers keep is no edit


def test_a_step_for_staff_tells_the_register_nothing():
    step = StepFactory(audience="staff")
    step.obstacle.refresh_from_db()
    assert (step.obstacle.addressee, step.obstacle.silent_since) == ("", None)


def test_a_border_outside_the_union_has_no_coordination_point():
    with refused("point_at_an_internal_border"):
        CoordinationPointFactory(border=BorderFactory(code="FR-CH", is_internal_eu=False))
    point = CoordinationPointFactory(border=BorderFactory(code="FR-DE"))
    with refused("point_at_an_internal_border"):
        point.border.is_internal_eu = False
        point.border.save()


def test_a_step_goes_to_the_point_of_a_border_of_the_obstacle():
    row = ObstacleFactory(is_ready=True)
    elsewhere = CoordinationPointFactory(border=BorderFactory(code="FR-DE"))
    with refused("step_point_of_its_border"):
        StepFactory(obstacle=row, level="point", point=elsewhere, addressee=None)
    with refused("step_point_at_its_level", "step_point_of_its_border"):
        StepFactory(obstacle=row, level="point", addressee=None)
    own = CoordinationPointFactory(border=row.main_border)
    StepFactory(obstacle=row, level="point", point=own, addressee=None)


def test_only_a_real_obstacle_goes_to_a_point():
    row = ObstacleFactory(is_ready=True, triage="tax_social")
    point = CoordinationPointFactory(border=row.main_border)
    with refused("step_point_of_its_border"):
        StepFactory(obstacle=row, level="point", point=point, addressee=None)


def test_support_is_counted_once_an_organisation_while_it_lasts():
    given = EndorsementFactory()
    with refused("endorsement_once"):
        EndorsementFactory(obstacle=given.obstacle, organisation=given.organisation)
    EndorsementFactory(obstacle=given.obstacle, hidden_because="Hors sujet.")
    given.obstacle.refresh_from_db()
    assert given.obstacle.support_count == 1


def test_a_topic_counts_the_answers_that_are_shown():
    topic = TopicFactory(themes=[ThemeFactory(code="health")], borders=[BorderFactory()])
    PostFactory(topic=topic)
    PostFactory(topic=topic, state="waiting")
    topic.refresh_from_db()
    assert topic.reply_count == 1
    assert (topic.theme_codes, topic.border_codes) == (["health"], ["FR-BE"])
    assert topic.version == Topic.objects.get(pk=topic.pk).version
    assert Post.objects.filter(topic=topic, is_first=True).count() == 1


def test_a_carrier_is_an_organisation_or_the_mot():
    with refused("obstacle_one_carrier"):
        ObstacleFactory(carrier=OrganisationFactory(), is_carried_by_mot=True)


def test_saving_what_was_read_before_keeps_what_triggers_wrote():
    row = ObstacleFactory(is_ready=True)
    StepFactory(obstacle=row)
    EndorsementFactory(obstacle=row)
    row.title_fr = "Un autre titre"  # read before both
    row.save()
    row.refresh_from_db()
    assert (row.title_fr, row.support_count, row.level) == ("Un autre titre", 1, "national")
    topic = TopicFactory()
    PostFactory(topic=topic)
    topic.save()
    topic.refresh_from_db()
    assert topic.reply_count == 1


def test_the_form_of_a_border_says_why_it_stays_internal():
    border = CoordinationPointFactory(border=BorderFactory(code="FR-DE")).border
    border.is_internal_eu = False
    with pytest.raises(ValidationError) as caught:
        border.full_clean()
    assert "is_internal_eu" in caught.value.error_dict
