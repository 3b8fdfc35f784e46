"""The real network for tests: loaded once by each process, copied back for the next tests."""

from django.core.management import call_command
from django.db import connection, transaction

KEPT: dict[str, bytes] = {}  # the rows of each table that the loading fills
SEQUENCES: dict[str, int] = {}
TABLES = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""


def load() -> None:
    """What `load_network` writes; copied when its tables are empty, else loaded again."""
    if KEPT and not filled() & set(KEPT):
        copy_back()
        return
    before = filled()
    call_command("load_network", verbosity=0)
    if not KEPT:
        keep(filled() - before)


def filled() -> set[str]:
    """The tables that hold a row."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        asked = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in names
        )
        cursor.execute(asked)
        return {name for (name,) in cursor.fetchall()}


def keep(tables: set[str]) -> None:
    with connection.cursor() as cursor:
        for name in sorted(tables):
            with cursor.copy(f'COPY "{name}" TO STDOUT') as rows:
                KEPT[name] = b"".join(bytes(part) for part in rows)
        cursor.execute("SELECT sequencename, last_value FROM pg_sequences")
        SEQUENCES.update((name, value) for name, value in cursor.fetchall() if value)


def copy_back() -> None:
    """Write the kept rows, without their triggers: what those wrote is kept too."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for name, rows in KEPT.items():
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
        cursor.execute("SELECT sequencename, coalesce(last_value, 0) FROM pg_sequences")
        for name, value in cursor.fetchall():
            if value < SEQUENCES.get(name, 0):
                cursor.execute("SELECT setval(%s, %s)", [f'"{name}"', SEQUENCES[name]])
        cursor.execute("SET LOCAL session_replication_role = origin")
