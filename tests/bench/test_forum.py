import pytest
from django.db import connection

from bench.forum import Sizes, measure
from bench.forum_report import forum_table, targets
from forum.models import Obstacle, Topic

MEASURED = {
    "filling": {"seconds": 60.0},
    "floor of the forum": {"seconds": 0.004, "sql": 0.003, "sql_p95": 0.004, "queries": 2},
    "forum": {"seconds": 0.012, "sql": 0.006, "sql_p95": 0.007, "queries": 5},
    "topic of 500 posts": {
        "seconds": 0.03, "sql": 0.01, "sql_p95": 0.01, "queries": 9, "compressed": 150_001.0,
    },
    "floor of the register": {"seconds": 0.004, "sql": 0.003, "sql_p95": 0.004, "queries": 2},
    "register": {"seconds": 0.0164, "sql": 0.006, "sql_p95": 0.007, "queries": 5},
    "similar titles": {"seconds": 0.03, "sql": 0.02, "sql_p95": 0.0501, "queries": 1},
}  # fmt: skip


def test_each_bar_is_held_against_its_figure():
    assert [(target.measured, target.holds) for target in targets(MEASURED)] == [
        ("3.00 ×", True),
        ("4.10 ×", False),
        ("150 kB", False),
        ("50.1 ms", False),
    ]


def test_the_table_has_a_line_for_each_figure():
    lines = forum_table(MEASURED).splitlines()
    assert len(lines) == 2 + len(MEASURED)
    assert "12.0" in lines[4]


@pytest.mark.django_db
def test_a_small_forum_is_measured_and_taken_back(network):
    with connection.cursor() as cursor:  # as a commit would; a table with triggers to fire is kept
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    before = (Topic.objects.count(), Obstacle.objects.count())
    told = measure(Sizes(topics=40, posts_each=2, long_topic=60, obstacles=40))
    assert all(figures["seconds"] > 0 for figures in told.values())
    assert told["topic of 500 posts"]["compressed"] > 1000
    assert (Topic.objects.count(), Obstacle.objects.count()) == before
