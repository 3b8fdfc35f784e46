"""The databases of the synthetic networks: one per size, apart from the portal's own."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from mot_portal import environment
from mot_portal.embedded import embedded_postgres_url

ROOT = Path(__file__).resolve().parents[1]
# What a network depends on: a change of any of these makes it anew.
SOURCES = [
    "bench/build.py",
    "bench/network.py",
    "bench/projects.py",
    "bench/words.py",
    "*/migrations/*.py",
    "*/data/*",
]


def server_url() -> str:
    """Where the databases are: the server of `DATABASE_URL`, else an embedded one, `var/bench`."""
    environment.read_env_file()
    return os.environ.get("DATABASE_URL") or embedded_postgres_url("bench", durable=False)


def database_name(server: str, count: int) -> str:
    return f"{urlsplit(server).path.lstrip('/')}_bench_{count}"


def url_of(server: str, name: str) -> str:
    return urlsplit(server)._replace(path=f"/{name}").geturl()


def settings_of(url: str) -> dict[str, str]:
    """The environment of a process that serves or fills the database at `url`, as a real site."""
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mot_portal.settings",
        "ENV_FILE": "",
        "SECRET_KEY": "only for measuring",
        "ALLOWED_HOSTS": "127.0.0.1",
        "SECURE": "0",
        "DEBUG": "0",
        "DEMO": "0",
        "PYTHONPATH": str(ROOT),
    }


def prepare(server: str, count: int) -> str:
    """The address of the network of `count` organisations, made when it is missing or stale."""
    name = database_name(server, count)
    url, mark = url_of(server, name), fingerprint()
    with psycopg.connect(server, autocommit=True) as connection:
        if _mark(connection, name) == mark:
            return url
        _drop(connection, name)
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        run("bench.build", str(count), url=url)
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        connection.execute(comment.format(sql.Identifier(name), sql.Literal(mark)))
    return url


def run(module: str, *arguments: str, url: str) -> None:
    """Run a module to its end in the environment of the database at `url`."""
    command = [sys.executable, "-m", module, *arguments]
    subprocess.run(command, env=settings_of(url), cwd=ROOT, check=True)


def told(module: str, *, url: str) -> Any:
    """What a module says as JSON, run to its end in the environment of the database at `url`."""
    command = [sys.executable, "-m", module]
    done = subprocess.run(
        command, env=settings_of(url), cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    return json.loads(done.stdout)


def remove(server: str) -> list[str]:
    """Drop every database of a synthetic network; their names."""
    with psycopg.connect(server, autocommit=True) as connection:
        pattern = database_name(server, 0).removesuffix("0").replace("_", r"\_") + "%"
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]
        )
        names = [name for (name,) in rows]
        for name in names:
            _drop(connection, name)
    return names


def fingerprint() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in SOURCES for path in ROOT.glob(pattern)):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _mark(connection: psycopg.Connection, name: str) -> str | None:
    """What was written on a network once it was whole."""
    row = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return row and row[0]


def _drop(connection: psycopg.Connection, name: str) -> None:
    connection.execute(
        sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    )
