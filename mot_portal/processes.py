"""Processes that live and end together, and the traces of those that were killed."""

import ctypes
import errno
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import psutil

GRACE_SECONDS = 15  # to end what one is doing
PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class Refused(Exception):
    """The portal cannot run here; the message is a sentence for who started it."""


class Run:
    """The run of this clone on one port: a file that it keeps locked, and that names its processes.

    The lock goes with the process, however it ends; the names let the next run end what is left.
    """

    def __init__(self, var: Path, port: int, *, parent: int | None):
        """`parent`: the process without which this run must not go on, if there is one."""
        self.path = var / f"run-{port}.json"
        self.port = port
        self.parent = parent
        self.processes: list[subprocess.Popen[bytes]] = []
        self.file: IO[str] | None = None

    def claim(self) -> bool:
        """Take the file and end what a killed run left; whether it left any. Raises `Refused`."""
        self.path.parent.mkdir(exist_ok=True)
        self.file = self.path.open("a+")
        if not self._lock():
            self._end_orphan()
        left = [_same(*identity) for identity in self._read().get("processes", [])]
        for process in filter(None, left):
            _end(process)
        self._write()
        return any(left)

    def release(self) -> None:
        if self.file:
            self.processes = []
            self._write()
            self.file.close()

    def start(self, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        """Start a process that ends with this one (on Linux at once, elsewhere at `claim`)."""
        here = os.getpid()

        def end_with_parent() -> None:
            if _libc:
                _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
            if os.getppid() != here:
                os._exit(1)

        # A session of its own: Ctrl-C reaches this process alone, which ends the others in order.
        process = subprocess.Popen(
            command, env=env, start_new_session=True, preexec_fn=end_with_parent
        )
        self.processes = [one for one in [*self.processes, process] if one.poll() is None]
        self._write()
        return process

    def lost_its_parent(self) -> bool:
        return self.parent is not None and os.getppid() != self.parent

    def _lock(self) -> bool:
        assert self.file
        with suppress(BlockingIOError):
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def _end_orphan(self) -> None:
        """End a run whose `make` was killed. Raises `Refused` when the run is a healthy one."""
        before = self._read()
        main = _same(*before["main"]) if "main" in before else None
        if main is None or before.get("parent") in (None, _parent(main)):
            raise Refused(
                f"This portal already runs on port {self.port}: stop it where it was started,"
                f" or choose another port, for example: make run PORT={self.port + 1}"
            )
        _end(main)
        deadline = time.monotonic() + GRACE_SECONDS
        while not self._lock():
            if time.monotonic() > deadline:
                raise Refused(f"The previous run on port {self.port} does not end.")
            time.sleep(0.05)

    def _read(self) -> dict[str, Any]:
        assert self.file
        self.file.seek(0)
        try:
            return json.loads(self.file.read())
        except ValueError:
            return {}

    def _write(self) -> None:
        assert self.file
        identities = [_identity(process.pid) for process in self.processes]
        content = {"main": _identity(os.getpid()), "parent": self.parent}
        self.file.truncate(0)
        self.file.write(json.dumps(content | {"processes": [one for one in identities if one]}))
        self.file.flush()


def _identity(number: int) -> tuple[int, float] | None:
    """A process and its birth: numbers are given again."""
    try:
        return number, psutil.Process(number).create_time()
    except psutil.Error:
        return None


def _same(number: int, born: float) -> psutil.Process | None:
    try:
        process = psutil.Process(number)
        return process if abs(process.create_time() - born) < 1 else None
    except psutil.Error:
        return None


def _parent(process: psutil.Process) -> int | None:
    try:
        return process.ppid()
    except psutil.Error:
        return None


def _end(process: psutil.Process) -> None:
    """End a process and its children, gently first."""
    with suppress(psutil.Error):
        family = [process, *process.children(recursive=True)]
        process.terminate()
        for late in psutil.wait_procs(family, timeout=GRACE_SECONDS)[1]:
            late.kill()


def end(process: subprocess.Popen[bytes], *, gently: bool = True) -> None:
    """Wait for a child to end; tell it to when not `gently`, or when it takes too long."""
    if not gently:
        process.terminate()
    try:
        process.wait(GRACE_SECONDS)
    except subprocess.TimeoutExpired:
        with suppress(psutil.Error):
            _end(psutil.Process(process.pid))
        process.kill()
        process.wait()


def wait_for_port(address: str, port: int, *, seconds: float) -> None:
    """Return when `port` is free. Raises `Refused` when it is not within `seconds`."""
    deadline = time.monotonic() + seconds
    while reason := _why_not(address, port):
        if reason != errno.EADDRINUSE or time.monotonic() > deadline:
            what = (
                "is in use" if reason == errno.EADDRINUSE else f"is refused ({os.strerror(reason)})"
            )
            raise Refused(
                f"Port {port} {what}; choose another, for example: make run PORT={port + 1}"
            )
        time.sleep(0.1)


def _why_not(address: str, port: int) -> int:
    """Why one cannot listen there, as an error number; 0 when one can."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
            probe.listen()
        except OSError as error:
            return error.errno or errno.EINVAL
    return 0
