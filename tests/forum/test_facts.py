"""What is loaded of the forum: real cases with their source, read as what they are."""

import pytest

from core.loading import listed, read_csv
from forum.demo import QUESTIONS, make_topics
from forum.facts import DATA, load_forum
from forum.models import Addressee, ClockRule, CoordinationPoint, Obstacle, Post, Solution, Topic
from forum.models.kinds import Audience
from tests.factories import UserFactory

CASES = read_csv(DATA / "obstacles.csv")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("network")]


def test_every_case_is_public_sourced_and_marked_as_a_reading():
    assert Obstacle.objects.count() == len(CASES) == 36
    assert not Obstacle.objects.exclude(source__startswith="http").exists()
    assert not Obstacle.objects.exclude(is_reading=True, audience=Audience.PUBLIC).exists()
    assert not Obstacle.objects.filter(border_codes=[]).exclude(reference__startswith="EU-")
    assert set(Obstacle.objects.values_list("level", flat=True)) == {
        "local",
        "national",
        "european",
    }


def test_nothing_is_said_that_no_source_gives():
    assert not Obstacle.objects.exclude(carrier=None, people_affected=None, outcome="")
    assert not CoordinationPoint.objects.exists()
    assert not Addressee.objects.filter(source="").exists()
    assert not ClockRule.objects.filter(source="").exists()


def test_what_was_solved_is_a_solution_tied_to_its_case():
    solved = [row["slug"] for row in CASES if row["status"] == "solved"]
    assert sorted(Solution.objects.values_list("slug", flat=True)) == sorted(solved)
    assert all(row.obstacles.count() == 1 for row in Solution.objects.all())
    assert Solution.objects.filter(is_published=True).count() == len(solved) == 3


def test_a_second_load_changes_nothing():
    for counts in load_forum(quiet=True).values():
        assert set(counts) == {"unchanged"}


def test_the_questions_of_a_demonstration_have_their_source():
    staff = UserFactory(is_staff=True)
    make_topics(staff.email)
    make_topics(staff.email)
    rows = read_csv(QUESTIONS)
    assert Topic.objects.count() == len(rows)
    assert not Topic.objects.exclude(source__startswith="http").exists()
    assert Post.objects.filter(is_first=True, text__contains="http").count() == len(rows)
    assert Topic.objects.filter(is_answered=True).count() == 2
    for row in rows:
        assert Topic.objects.get(title=row["title"]).border_codes == listed(row["borders"])
    assert Obstacle.objects.filter(topic__isnull=False).count() == 3
