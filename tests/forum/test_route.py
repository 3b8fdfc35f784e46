"""To whom an obstacle can go, and why not to others."""

from datetime import date

import pytest

from forum.models.kinds import Exit, Nature
from forum.route import route
from tests.forum.factories import AddresseeFactory, CoordinationPointFactory, ObstacleFactory
from tests.forum.workflow import internal

pytestmark = pytest.mark.django_db


@pytest.fixture
def bodies():
    """Somebody at each level, for all borders; a point and a commission at FR-DE and FR-CH."""
    inner, outer = internal("FR-DE"), internal("FR-CH", is_internal_eu=False)
    for level in ("local", "national"):
        AddresseeFactory(level=level, name_fr=level)
    AddresseeFactory(level="european", name_fr="solvit", natures=["eu_law"], is_for_outer=False)
    AddresseeFactory(level="european", name_fr="b", natures=["practice", "rule", "law", "treaty"])
    AddresseeFactory(level="bilateral", name_fr="cct", borders=[inner])
    AddresseeFactory(level="bilateral", name_fr="commission", borders=[outer])
    CoordinationPointFactory(border=inner, name_fr="point")
    return {"inner": inner, "outer": outer}


def names(found):
    return [str(way.to) for way in found.ways]


@pytest.mark.parametrize(
    ("border", "triage", "nature", "first", "all_of_them"),
    [
        ("inner", "obstacle", "practice", "local", ["local", "cct", "point", "national", "b"]),
        ("inner", "obstacle", "rule", "point", ["local", "cct", "point", "national", "b"]),
        ("inner", "obstacle", "law", "point", ["local", "cct", "point", "national", "b"]),
        ("inner", "obstacle", "treaty", "cct", ["local", "cct", "point", "national", "b"]),
        ("inner", "obstacle", "eu_law", "solvit", ["local", "cct", "point", "national", "solvit"]),
        ("inner", "information", "", "local", ["local"]),
        ("inner", "eu_breach", "", "solvit", ["local", "solvit"]),
        ("inner", "tax_social", "", "cct", ["local", "cct", "national"]),
        ("outer", "obstacle", "rule", "commission", ["local", "commission", "national", "b"]),
        ("outer", "obstacle", "law", "national", ["local", "commission", "national", "b"]),
        ("outer", "obstacle", "eu_law", "national", ["local", "commission", "national"]),
        ("outer", "eu_breach", "", None, ["local"]),
    ],
)
def test_the_way_follows_border_triage_and_nature(
    bodies, border, triage, nature, first, all_of_them
):
    row = ObstacleFactory(main_border=bodies[border], triage=triage, nature=nature)
    found = route(row)
    assert names(found) == all_of_them
    assert (str(found.first.to) if found.first else None) == first


@pytest.mark.parametrize("triage", ["", *Exit.values])
@pytest.mark.parametrize("nature", ["", *Nature.values])
def test_an_outer_border_never_has_the_route_of_the_regulation(bodies, triage, nature):
    row = ObstacleFactory(main_border=bodies["outer"], triage=triage, nature=nature)
    found = route(row)
    assert not any(way.is_point for way in found.ways)
    assert any("2025/925" in note for note in found.notes)


def test_a_point_is_proposed_only_while_it_is_in_office(bodies):
    border = internal("FR-IT")
    point = CoordinationPointFactory(
        border=border, starts_on=date(2026, 3, 1), ends_on=date(2026, 3, 31)
    )
    row = ObstacleFactory(main_border=border, triage="obstacle", nature="law")
    for day, is_there in [
        (date(2026, 2, 28), False),
        (date(2026, 3, 1), True),
        (date(2026, 3, 31), True),
        (date(2026, 4, 1), False),
    ]:
        found = route(row, day)
        assert (point in [way.to for way in found.ways]) == is_there
        assert bool(found.notes) != is_there


def test_an_obstacle_of_two_borders_has_the_ways_of_both(bodies):
    row = ObstacleFactory(
        main_border=bodies["outer"], borders=[bodies["inner"]], triage="obstacle", nature="rule"
    )
    assert set(names(route(row))) == {"local", "cct", "commission", "point", "national", "b"}
