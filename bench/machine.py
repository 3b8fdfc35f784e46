"""The machine that measured, in words: nothing that names it."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

import psutil
import psycopg

GIB = 2**30


def description(url: str) -> list[str]:
    """Facts of this machine and of the server at `url`, one a line."""
    with psycopg.connect(url) as connection:
        postgres = connection.info.parameter_status("server_version")
        buffers = connection.execute("SHOW shared_buffers").fetchone()
    packages = ", ".join(f"{name} {version(name)}" for name in ("Django", "psycopg", "gunicorn"))
    memory = psutil.virtual_memory().total / GIB
    return [
        f"{os.cpu_count()} cores of {cpu_model()}, {memory:.0f} GiB of memory, {platform.system()}",
        f"PostgreSQL {postgres} (shared_buffers {buffers[0] if buffers else '?'}),"
        f" Python {platform.python_version()}, {packages}",
    ]


def cpu_model() -> str:
    """What the system calls the processor; its architecture when it does not say."""
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text().splitlines() if facts.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
