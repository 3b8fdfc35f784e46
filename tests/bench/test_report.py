import pytest

from bench.cases import (
    CASES,
    FILTERED_LIST,
    FIRST_PAGE,
    FRESH_FLOOR,
    KEPT_FLOOR,
    PAGES,
    PROJECT_LIST,
)
from bench.measure import Export, Measure
from bench.report import CLOSING, MIB, OPENING, put_between_marks, report, targets
from bench.run import DOCUMENT
from bench.summary import Spread

SIZES = [1_000, 20_000, 200_000]


def measure(seconds):
    return Measure(
        Spread(seconds, seconds), Spread(0.001, 0.002), Spread(seconds, 2 * seconds), 4, 10_000, 30
    )


def measures(**changed):
    """Every case takes 10 ms everywhere, and what `changed` says at 200,000 rows."""
    found = {(case, size): measure(0.010) for case in CASES for size in SIZES}
    return found | {
        (case, SIZES[-1]): measure(changed[case.name]) for case in CASES if case.name in changed
    }


def export(mib, fmt="csv"):
    return Export(fmt, 20.0, 0.1, 100 * MIB, 80 * MIB, mib * MIB)


def holds(found):
    return [target.holds for target in found]


def test_every_target_is_judged():
    assert holds(targets(measures(), [export(100)])) == [True] * 5


@pytest.mark.parametrize(("times", "expected"), [(2.9, True), (3.1, False)])
def test_the_page_is_held_against_the_floor_at_20_000_rows(times, expected):
    found = measures() | {(FIRST_PAGE, 20_000): measure(0.010 * times)}
    first = targets(found, [])[0]
    assert first.holds is expected
    assert f"{times:.2f} ×" in first.measured


@pytest.mark.parametrize("case", [PROJECT_LIST, FILTERED_LIST])
@pytest.mark.parametrize(("times", "expected"), [(3.9, True), (4.1, False)])
def test_both_lists_of_projects_are_held_against_theirs(case, times, expected):
    found = targets(measures() | {(case, 20_000): measure(0.010 * times)}, [])
    assert holds(found)[:2] == [True, expected]
    assert f"{times:.2f} ×" in found[1].measured


@pytest.mark.parametrize(("milliseconds", "expected"), [(24, True), (26, False)])
def test_the_page_that_grows_most_decides(milliseconds, expected):
    growing = targets(measures(**{"Selective word": milliseconds / 1000, "Directory": 0.02}), [])[2]
    assert growing.holds is expected
    assert growing.measured.endswith("(Selective word)")


def test_common_words_may_grow():
    (common,) = [case for case in PAGES if case.name == "Word of 58 % of the rows"]
    assert targets(measures(**{common.name: 5.0}), [])[2].holds


@pytest.mark.parametrize(("milliseconds", "expected"), [(24, True), (26, False)])
def test_pages_of_projects_are_held_apart(milliseconds, expected):
    found = targets(measures(**{FILTERED_LIST.name: milliseconds / 1000}), [])
    assert holds(found)[2:] == [True, expected]
    assert found[3].measured.endswith(f"({FILTERED_LIST.name})")


def test_the_largest_memory_decides():
    last = targets(measures(), [export(150), export(201, "xlsx"), export(90, "json")])[-1]
    assert (last.measured, last.holds) == ("201 MiB at most (xlsx)", False)


def test_one_small_network_is_held_against_nothing():
    assert targets({(case, 1_000): measure(0.010) for case in CASES}, []) == []


def test_the_report_tells_every_case_of_every_network_and_says_what_is_missed():
    text = report(measures(Directory=1.0), [export(90)], ["a machine"], day="2026-11-24")
    names = [line.split("|")[1].strip(" *") for line in text.splitlines() if line[:1] == "|"]
    assert {names.count(case.name) for case in CASES} == {len(SIZES) + 1}
    assert "**missed**" in text
    assert "100.00 ×" in text
    assert "- a machine" in text
    widths = {len(line) for line in text.partition("### Exports")[2].splitlines() if "|" in line}
    assert len(widths) == 1


def test_the_floor_is_one_floor():
    text = report(measures(), [], [], day="2026-11-24")
    (line, *_others) = [
        line for line in text.splitlines() if line.startswith(f"| {FRESH_FLOOR.name}")
    ][1:]
    assert line.rstrip(" |").endswith("1.00")
    assert KEPT_FLOOR.name in text


def test_only_what_stands_between_the_marks_is_replaced():
    assert put_between_marks(f"a\n{OPENING}\nold\n{CLOSING}\nb\n", "new\n") == (
        f"a\n{OPENING}\n\nnew\n\n{CLOSING}\nb\n"
    )
    with pytest.raises(ValueError, match="needs the lines"):
        put_between_marks("no mark", "new")


def test_the_document_has_its_marks():
    text = DOCUMENT.read_text("utf-8")
    assert put_between_marks(text, "x").count(OPENING) == 1
