from argparse import ArgumentTypeError

import pytest

from bench import databases
from bench.run import numbers


@pytest.mark.parametrize(
    ("server", "expected"),
    [
        ("postgresql://a:b@host:5432/portal", "postgresql://a:b@host:5432/portal_bench_1000"),
        (
            "postgresql://postgres@:5432/portal?host=%2Ftmp",
            "postgresql://postgres@:5432/portal_bench_1000?host=%2Ftmp",
        ),
    ],
)
def test_a_network_has_a_database_of_its_own_on_the_same_server(server, expected):
    assert databases.url_of(server, databases.database_name(server, 1_000)) == expected


def test_what_measures_is_served_like_a_real_site():
    settings = databases.settings_of("postgresql://host/name")
    assert settings["DATABASE_URL"] == "postgresql://host/name"
    assert (settings["DEBUG"], settings["DEMO"], settings["ENV_FILE"]) == ("0", "0", "")


def test_a_change_of_the_generator_makes_the_network_stale(monkeypatch):
    before = databases.fingerprint()
    assert databases.fingerprint() == before
    monkeypatch.setattr(databases, "SOURCES", databases.SOURCES[1:])
    assert databases.fingerprint() != before


def test_sizes_are_numbers_above_nought():
    assert numbers("20000,1000,1000") == [1_000, 20_000]
    for wrong in ("", "0", "a", "10,", "-1"):
        with pytest.raises(ArgumentTypeError):
            numbers(wrong)
