"""How far a long transaction is: other connections see none of its rows, but they see its name."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection
from tqdm import tqdm

T = TypeVar("T")


class Progress:
    """Tells the others, through PostgreSQL's list of its connections, and the terminal if any."""

    def __init__(self, name: str, *, quiet: bool = True):
        self.name = name
        self.quiet = quiet

    def over(self, chunks: Iterable[list[T]], total: int, words: str) -> Iterator[list[T]]:
        """`chunks`, telling after each how many of `total` rows are done."""
        done = 0
        bar = tqdm(total=total, desc=words, disable=self.quiet or None, leave=False, unit=" rows")
        with bar:
            for chunk in chunks:
                yield chunk
                done += len(chunk)
                bar.update(len(chunk))
                _call_oneself(f"{self.name} {done}/{total}")


@contextmanager
def told(name: str, *, quiet: bool = True) -> Iterator[Progress]:
    """Tell under `name` what the block does."""
    _call_oneself(f"{name} 0/0")
    try:
        yield Progress(name, quiet=quiet)
    finally:
        if connection.is_usable():
            _call_oneself("")


def _call_oneself(words: str) -> None:
    if not connection.needs_rollback:
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('application_name', %s, false)", [words])


def heard(name: str) -> tuple[int, int] | None:
    """How many rows are done, of how many, by who works under `name`; None when nobody does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT split_part(application_name, ' ', 3) FROM pg_stat_activity"
            " WHERE datname = current_database() AND starts_with(application_name, %s)"
            " AND pid <> pg_backend_pid()",
            [f"{name} "],
        )
        found = cursor.fetchone()
    if not found:
        return None
    done, _slash, total = found[0].partition("/")
    return int(done or 0), int(total or 0)
