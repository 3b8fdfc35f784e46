"""`make bench`: time the portal on large synthetic networks and print the tables.

make bench BENCH_ARGS="--sizes 1000 --rounds 10 --no-exports"    a quick look
make bench BENCH_ARGS=--write                                    and keep it in docs/performance.md
make bench BENCH_ARGS=--remove                                   drop the databases
"""

import argparse
import os
import sys
from datetime import UTC, datetime

from bench import databases, machine, measure, report

DOCUMENT = databases.ROOT / "docs" / "performance.md"
SIZES = [1_000, 20_000, 200_000]
ROUNDS = 30
PAGES_SECONDS = 420  # on a machine that has other things to do, fewer rounds


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__.splitlines()[0])
    parser.add_argument(
        "--sizes", type=numbers, default=SIZES, metavar="N,N", help="organisations per network"
    )
    parser.add_argument(
        "--rounds", type=positive, default=ROUNDS, help="requests per page, at most"
    )
    parser.add_argument("--no-exports", action="store_true", help="leave the exports out")
    parser.add_argument("--write", action="store_true", help=f"write docs/{DOCUMENT.name} too")
    parser.add_argument("--remove", action="store_true", help="drop the databases, measure nothing")
    return parser.parse_args()


def positive(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number above 0")
    return int(text)


def numbers(text: str) -> list[int]:
    return sorted({positive(part) for part in text.split(",")})


def main() -> None:
    asked = arguments()
    server = databases.server_url()
    if asked.remove:
        names = databases.remove(server)
        sys.stdout.write(f"Dropped: {', '.join(names) or 'nothing'}\n")
        return
    urls = {size: databases.prepare(server, size) for size in asked.sizes}
    databases.run("bench.files", url=urls[asked.sizes[0]])
    load_before = os.getloadavg()[0]
    measures = measure.pages(urls, asked.rounds, seconds=PAGES_SECONDS)
    exports = [] if asked.no_exports else measure.exports(urls[asked.sizes[-1]])
    yearly = databases.told("bench.yearly", url=urls[asked.sizes[0]])
    forum = databases.told("bench.forum", url=urls[asked.sizes[0]])
    facts = [
        *machine.description(server),
        f"load of the machine before: {load_before:.1f} of {os.cpu_count()}",
    ]
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    text = report.report(measures, exports, facts, day=today, yearly=yearly, forum=forum)
    sys.stdout.write(f"\n{text}")
    if asked.write:
        DOCUMENT.write_text(
            report.put_between_marks(DOCUMENT.read_text("utf-8"), text), encoding="utf-8"
        )


if __name__ == "__main__":
    main()
