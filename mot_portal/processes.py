"""Run the server and the worker as children, end together, start again after a kill."""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

PR_SET_PDEATHSIG = 1
GRACE_SECONDS = 15


def _end_with_parent() -> None:
    """In a child, on Linux: ask the kernel for SIGTERM when the parent dies, even killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def end_previous(pid_file: Path) -> None:
    """End what a killed run of this clone left: the processes that `pid_file` names."""
    if not pid_file.exists():
        return
    ours = str(pid_file.parent.parent)
    left = []
    for line in pid_file.read_text().split():
        try:
            process = psutil.Process(int(line))
            if process.cwd() == ours:
                process.terminate()
                left.append(process)
        except (ValueError, psutil.Error):
            continue
    _gone, alive = psutil.wait_procs(left, timeout=GRACE_SECONDS)
    for process in alive:
        process.kill()
    pid_file.unlink(missing_ok=True)


def port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def run_together(commands: list[list[str]], pid_file: Path, environment: dict[str, str]) -> int:
    """Run `commands` until one ends, this process is told to stop, or its parent is gone.

    Returns the exit status of the one that ended by itself, else 0.
    """
    stopped: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda received, frame: stopped.append(received))
    parent = os.getppid()
    children = [
        subprocess.Popen(
            command,
            env=os.environ | environment,
            preexec_fn=_end_with_parent,
            start_new_session=True,
        )
        for command in commands
    ]
    pid_file.write_text("\n".join(str(pid) for pid in [os.getpid(), *(c.pid for c in children)]))
    try:
        while not stopped and os.getppid() == parent:
            ended = [child for child in children if child.poll() is not None]
            if ended:
                return ended[0].returncode or 0
            time.sleep(0.2)
        return 0
    finally:
        _end(children)
        pid_file.unlink(missing_ok=True)


def _end(children: list[subprocess.Popen]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    for child in children:
        try:
            child.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
