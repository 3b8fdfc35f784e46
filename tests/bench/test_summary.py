import pytest

from bench.summary import Spread, percentile, spread


@pytest.mark.parametrize(
    ("timings", "hundredths", "expected"),
    [
        (range(1, 101), 95, 95),
        (range(1, 21), 95, 19),
        ([3, 1, 2], 95, 3),
        ([3, 1, 2], 50, 2),
        ([7], 95, 7),
        ([7, 8], 1, 7),
    ],
)
def test_a_percentile_is_one_of_the_timings(timings, hundredths, expected):
    assert percentile(timings, hundredths) == expected


def test_one_slow_request_moves_neither_figure():
    assert spread([1.0] * 30 + [50.0]) == Spread(1.0, 1.0)
    assert spread([1.0, 2.0]) == Spread(1.5, 2.0)


def test_nothing_measured_is_an_error():
    with pytest.raises(ValueError, match="Nothing was measured"):
        spread([])
