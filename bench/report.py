"""The tables of `docs/performance.md`."""

from bench import forum_report
from bench.cases import (
    CASES,
    FILTERED_LIST,
    FIRST_PAGE,
    FRESH_FLOOR,
    KEPT_FLOOR,
    PAGES,
    PROJECT_LIST,
    PROJECT_PAGES,
    PROJECTS_FRESH_FLOOR,
    PROJECTS_KEPT_FLOOR,
    Case,
)
from bench.measure import Export, Measures
from bench.tables import Target, ms, table
from bench.yearly import ACTIONS

OPENING, CLOSING = "<!-- measured -->", "<!-- /measured -->"
FLOOR_SIZE, FLOOR_TIMES, PROJECTS_FLOOR_TIMES = 20_000, 3.0, 4.0
GROWTH_TIMES = 2.5
EXPORT_MIB = 200.0
REPORT_SECONDS, REPORT_MIB = 5.0, 300.0
RESIDENT = "resident"
MIB = 2**20
Yearly = dict[str, float]  # what `bench.yearly` says


def report(
    measures: Measures,
    exports: list[Export],
    machine: list[str],
    *,
    day: str,
    yearly: Yearly | None = None,
    forum: forum_report.Forum | None = None,
) -> str:
    """Everything that was measured, as Markdown: targets, growth, a table per network, exports,
    the report of a year, the forum."""
    sizes = sizes_of(measures)
    requests = min(measure.requests for measure in measures.values())
    parts = [
        f"Measured on {day}, median and 95th percentile of {requests} requests, in milliseconds;"
        " all networks, both applications and all pages in turn.",
        "\n".join(f"- {fact}" for fact in machine),
        "### Targets\n\n" + _targets_table(targets(measures, exports, yearly, forum)),
    ]
    if len(sizes) > 1:
        parts.append("### Growth\n\n" + _growth_table(measures, sizes))
    parts += [f"### {size:,} organisations\n\n" + _network_table(measures, size) for size in sizes]
    if exports:
        heading = f"### Exports of {sizes[-1]:,} organisations\n\n"
        parts.append(heading + _exports_table(exports, sizes[-1]))
    if yearly:
        parts.append(f"### Report of a year with {ACTIONS} actions\n\n" + _yearly_table(yearly))
    if forum:
        parts.append("### Forum and register\n\n" + forum_report.forum_table(forum))
    return "\n\n".join(parts) + "\n"


def put_between_marks(document: str, part: str) -> str:
    """`document` with `part` where the last report stood. `ValueError` without the two marks."""
    before, opening, rest = document.partition(OPENING)
    _old, closing, after = rest.partition(CLOSING)
    if not opening or not closing:
        raise ValueError(f"The document needs the lines {OPENING} and {CLOSING}.")
    return f"{before}{OPENING}\n\n{part}\n{CLOSING}{after}"


def sizes_of(measures: Measures) -> list[int]:
    return sorted({size for _case, size in measures})


def targets(
    measures: Measures,
    exports: list[Export],
    yearly: Yearly | None = None,
    forum: forum_report.Forum | None = None,
) -> list[Target]:
    """The bars that what was measured can be held against."""
    found = []
    if (FIRST_PAGE, FLOOR_SIZE) in measures:
        found += [_directory_target(measures), _projects_target(measures)]
    if len(sizes_of(measures)) > 1:
        found += [
            _growth_target(measures, PAGES, "no page, unfiltered or with selective words,"),
            _growth_target(
                measures,
                PROJECT_PAGES,
                "no page of projects, unfiltered, with selective words or a stage and a border,",
            ),
        ]
    if exports:
        found.append(_export_target(exports))
    if yearly:
        found.append(_yearly_target(yearly))
    return found + (forum_report.targets(forum) if forum else [])


def _directory_target(measures: Measures) -> Target:
    fresh, kept = (
        _times(measures, FIRST_PAGE, floor, FLOOR_SIZE) for floor in (FRESH_FLOOR, KEPT_FLOOR)
    )
    return Target(
        f"directory page ≤ {FLOOR_TIMES:g} × the floor at {FLOOR_SIZE:,} rows",
        f"{fresh:.2f} × (floor that counts afresh); {kept:.1f} × the floor with kept counts",
        fresh <= FLOOR_TIMES,
    )


def _projects_target(measures: Measures) -> Target:
    everything, filtered = (
        _times(measures, case, PROJECTS_FRESH_FLOOR, FLOOR_SIZE)
        for case in (PROJECT_LIST, FILTERED_LIST)
    )
    kept = _times(measures, PROJECT_LIST, PROJECTS_KEPT_FLOOR, FLOOR_SIZE)
    return Target(
        f"projects with figures ≤ {PROJECTS_FLOOR_TIMES:g} × the floor at {FLOOR_SIZE:,} rows",
        f"{everything:.2f} ×, {filtered:.2f} × with a stage and a border (floor that counts"
        f" afresh); {kept:.1f} × the floor with kept counts",
        max(everything, filtered) <= PROJECTS_FLOOR_TIMES,
    )


def _times(measures: Measures, case: Case, floor: Case, size: int) -> float:
    """How many times slower over HTTP the case is than the floor."""
    return measures[case, size].over_http.median / measures[floor, size].over_http.median


def _growth_target(measures: Measures, pages: list[Case], which: str) -> Target:
    first, *_between, last = sizes_of(measures)
    worst = max(
        (case for case in pages if case.may_not_grow),
        key=lambda case: growth(measures, case, first, last),
    )
    times = growth(measures, worst, first, last)
    return Target(
        f"{which} slower than {GROWTH_TIMES:g} × at {last:,} rows of what it is at {first:,}",
        f"{times:.2f} × at most ({worst.name})",
        times <= GROWTH_TIMES,
    )


def _export_target(exports: list[Export]) -> Target:
    worst = max(exports, key=lambda export: export.resident)
    return Target(
        f"export of everything in ≤ {EXPORT_MIB:g} MiB resident",
        f"{worst.resident / MIB:.0f} MiB at most ({worst.fmt})",
        worst.resident / MIB <= EXPORT_MIB,
    )


def _yearly_target(yearly: Yearly) -> Target:
    step = max((name for name in yearly if name != RESIDENT), key=lambda name: yearly[name])
    resident = yearly[RESIDENT] / MIB
    return Target(
        f"report of {ACTIONS} actions in ≤ {REPORT_SECONDS:g} s and {REPORT_MIB:g} MiB resident",
        f"{yearly[step]:.1f} s ({step}), {resident:.0f} MiB",
        yearly[step] <= REPORT_SECONDS and resident <= REPORT_MIB,
    )


def growth(measures: Measures, case: Case, first: int, last: int) -> float:
    """How many times slower over HTTP the case is on the network `last` than on `first`."""
    return measures[case, last].over_http.median / measures[case, first].over_http.median


def _targets_table(found: list[Target]) -> str:
    rows = [[t.bar, t.measured, "holds" if t.holds else "**missed**"] for t in found]
    return table(["Target", "Measured", ""], rows)


def _growth_table(measures: Measures, sizes: list[int]) -> str:
    rows = []
    for case in CASES:
        medians = [ms(measures[case, size].over_http.median) for size in sizes]
        times = growth(measures, case, sizes[0], sizes[-1])
        rows.append([case.name + _mark(case), *medians, f"{times:.2f} ×"])
    heads = ["Over gunicorn, median", *(f"{size:,}" for size in sizes), "last / first"]
    return table(heads, rows) + f"\n\n* held to {GROWTH_TIMES:g} ×"


def _mark(case: Case) -> str:
    return " *" if case.may_not_grow else ""


def _network_table(measures: Measures, size: int) -> str:
    heads = ["", "gunicorn", "p95", "in-process", "p95", "SQL", "queries", "bytes sent", "× floor"]
    return table(heads, [_line(measures, case, size) for case in CASES])


def floor_of(case: Case) -> Case:
    """The floor, with counts made afresh, that a case is told in times of."""
    ours = [PROJECTS_FRESH_FLOOR, PROJECTS_KEPT_FLOOR, *PROJECT_PAGES]
    return PROJECTS_FRESH_FLOOR if case in ours else FRESH_FLOOR


def _line(measures: Measures, case: Case, size: int) -> list[str]:
    measure = measures[case, size]
    sql = ["–", "–"] if case.app == "floor" else [ms(measure.sql.median), str(measure.queries)]
    return [
        case.name,
        ms(measure.over_http.median),
        ms(measure.over_http.p95),
        ms(measure.in_process.median),
        ms(measure.in_process.p95),
        *sql,
        f"{measure.bytes:,}",
        f"{_times(measures, case, floor_of(case), size):.2f}",
    ]


def _exports_table(exports: list[Export], size: int) -> str:
    heads = ["", "seconds", "first byte", "MiB sent", "rows a second", "resident before", "at most"]
    rows = [
        [
            export.fmt,
            f"{export.seconds:.1f}",
            f"{export.first_byte_seconds:.2f}",
            f"{export.bytes / MIB:.1f}",
            f"{size / export.seconds:,.0f}",
            f"{export.before / MIB:.0f} MiB",
            f"{export.resident / MIB:.0f} MiB",
        ]
        for export in exports
    ]
    return table(heads, rows)


def _yearly_table(yearly: Yearly) -> str:
    rows = [[name, f"{value:.2f}"] for name, value in yearly.items() if name != RESIDENT]
    return table(["", "seconds"], rows)
