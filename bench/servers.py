"""Processes that answer requests, ended with the block that uses them."""

import http.client
import json
import socket
import subprocess
import sys
import time
from typing import Any

import psutil

from bench.cases import Case
from bench.databases import ROOT, settings_of

PATIENCE_SECONDS = 60
BROWSER = {"Accept-Encoding": "gzip"}
APPLICATIONS = {"portal": "mot_portal.wsgi:application", "floor": "bench.floor:application"}


class Process:
    """A child in the environment of the database at `url`."""

    def __init__(self, url: str):
        self.env = settings_of(url)

    def start(self, command: list[str], **options: Any) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", *command], env=self.env, cwd=ROOT, **options
        )

    def __enter__(self):
        return self

    def __exit__(self, *_error) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE_SECONDS)


class InProcess(Process):
    """`bench.inprocess`: both applications, without a server between."""

    def __enter__(self):
        pipe = subprocess.PIPE
        self.start(["bench.inprocess"], stdin=pipe, stdout=pipe, text=True)
        return self

    def get(self, case: Case) -> dict[str, Any]:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps({"app": case.app, "path": case.path}) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{case.name}: the process ended")
        return json.loads(line)


class Gunicorn(Process):
    """An application on gunicorn, as the portal configures it, and one connection kept open."""

    def __init__(self, url: str, app: str):
        super().__init__(url)
        self.app = app
        self.port = free_port()
        self.env |= {"PORT": str(self.port), "BIND": "127.0.0.1"}

    def __enter__(self):
        configuration = ["-c", "python:mot_portal.gunicorn"]
        self.start(["gunicorn", *configuration, APPLICATIONS[self.app]])
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self.connection.connect()
                return self
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    self.__exit__()
                    raise
                time.sleep(0.05)

    def __exit__(self, *error) -> None:
        self.connection.close()
        super().__exit__(*error)

    def open(self, path: str) -> http.client.HTTPResponse:
        """The answer to a GET, its body still to be read. Raises `RuntimeError` unless 200."""
        try:
            self.connection.request("GET", path, headers=BROWSER)
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # kept open for a while only
            self.connection.close()
            self.connection.request("GET", path, headers=BROWSER)
            response = self.connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status}")
        return response

    def get(self, case: Case) -> float:
        """Seconds until the whole answer is there."""
        start = time.perf_counter()
        self.open(case.path).read()
        return time.perf_counter() - start

    def resident_bytes(self) -> int:
        """Memory of the largest worker."""
        workers = psutil.Process(self.process.pid).children()
        return max(worker.memory_info().rss for worker in workers)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]
