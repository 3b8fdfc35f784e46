from datetime import date

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.partial_dates import first_day

pytestmark = pytest.mark.django_db
DAYS = st.dates(date(1000, 1, 1)).map(str)
PARTS = st.tuples(DAYS, st.sampled_from([4, 7, 10])).map(lambda pair: pair[0][: pair[1]])


def in_sql(value):
    with connection.cursor() as cursor:
        cursor.execute("SELECT first_day(%s)", [value])
        return cursor.fetchone()[0]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(value=PARTS)
def test_the_first_day_is_the_same_here_and_in_the_database(value):
    assert in_sql(value) == first_day(value)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("", None),
        ("2019", date(2019, 1, 1)),
        ("2019-12", date(2019, 12, 1)),
        ("2020-02-29", date(2020, 2, 29)),
    ],
)
def test_it_is_the_earliest_day_that_is_meant(value, day):
    assert first_day(value) == day == in_sql(value)
