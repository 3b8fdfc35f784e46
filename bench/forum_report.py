"""What `bench.forum` measured, against the bars of the forum and of the register."""

from bench.tables import Target, ms, table

Forum = dict[str, dict[str, float]]
FLOOR_TIMES, PAGE_KB, SIMILAR_MS = 4.0, 150.0, 50.0


def targets(forum: Forum) -> list[Target]:
    size = forum["topic of 500 posts"]["compressed"] / 1000
    lookup = forum["similar titles"]["sql_p95"] * 1000
    return [
        _list("forum", forum),
        _list("register", forum),
        Target(
            f"page of a topic with 500 posts ≤ {PAGE_KB:g} kB compressed",
            f"{size:.0f} kB",
            size <= PAGE_KB,
        ),
        Target(
            f"similar titles: p95 of SQL ≤ {SIMILAR_MS:g} ms",
            f"{lookup:.1f} ms",
            lookup <= SIMILAR_MS,
        ),
    ]


def _list(name: str, forum: Forum) -> Target:
    times = forum[name]["seconds"] / forum[f"floor of the {name}"]["seconds"]
    return Target(
        f"list of the {name} ≤ {FLOOR_TIMES:g} × its floor (counts made afresh, in the process)",
        f"{times:.2f} ×",
        times <= FLOOR_TIMES,
    )


def forum_table(forum: Forum) -> str:
    rows = [
        [
            name,
            ms(told["seconds"]),
            ms(told["sql"]) if "sql" in told else "–",
            ms(told["sql_p95"]) if "sql" in told else "–",
            f"{told['queries']:.0f}" if "queries" in told else "–",
        ]
        for name, told in forum.items()
    ]
    return table(["In the process, median", "ms", "SQL", "SQL, p95", "queries"], rows)
