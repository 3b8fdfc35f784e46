"""Time the pages on several networks, round by round, so that what else the machine does hits all
alike; then the exports of the largest."""

import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from tqdm import tqdm

from bench.cases import CASES, FORMATS, Case
from bench.servers import Gunicorn, InProcess
from bench.summary import Spread, spread

WARM_UP = 3
LEAST_ROUNDS = 5
SAMPLE_SECONDS = 0.02
PART = 64 * 1024


@dataclass
class Samples:
    """What the requests of one case took on one network, in seconds."""

    in_process: list[float] = field(default_factory=list)
    sql: list[float] = field(default_factory=list)
    over_http: list[float] = field(default_factory=list)
    queries: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Measure:
    """A case on one network: seconds, statements of SQL, bytes sent, number of requests."""

    in_process: Spread
    sql: Spread
    over_http: Spread
    queries: int
    bytes: int
    requests: int


@dataclass(frozen=True)
class Export:
    """A file of the whole network: `resident` and `before` are bytes of the worker's memory."""

    fmt: str
    seconds: float
    first_byte_seconds: float
    bytes: int
    before: int
    resident: int


Measures = dict[tuple[Case, int], Measure]


class Network:
    """A network with what answers for it: processes of the portal and of the floor."""

    def __init__(self, stack: ExitStack, url: str):
        self.inside = stack.enter_context(InProcess(url))
        self.servers = {app: stack.enter_context(Gunicorn(url, app)) for app in ("portal", "floor")}

    def take(self, case: Case, samples: Samples) -> None:
        told = self.inside.get(case)
        samples.in_process.append(told["seconds"])
        samples.sql.append(told["sql_seconds"])
        samples.queries, samples.bytes = told["queries"], told["bytes"]
        samples.over_http.append(self.servers[case.app].get(case))


def pages(urls: dict[int, str], rounds: int, *, seconds: float) -> Measures:
    """Measures of all cases on the networks at `urls`, by their number of organisations.

    No round begins after so many seconds, but for the first `LEAST_ROUNDS`.
    """
    taken = {(case, size): Samples() for case in CASES for size in urls}
    with ExitStack() as stack:
        networks = {size: Network(stack, url) for size, url in urls.items()}
        start = time.monotonic()
        for number in tqdm(range(WARM_UP + rounds), desc="rounds", disable=None):
            if number >= WARM_UP + LEAST_ROUNDS and time.monotonic() - start > seconds:
                break
            for case in CASES:
                for size, network in networks.items():
                    kept = taken[case, size] if number >= WARM_UP else Samples()
                    network.take(case, kept)
    return {
        key: Measure(
            spread(samples.in_process),
            spread(samples.sql),
            spread(samples.over_http),
            samples.queries,
            samples.bytes,
            len(samples.over_http),
        )
        for key, samples in taken.items()
    }


def exports(url: str) -> list[Export]:
    """Each format in a server of its own, so that its memory is its own."""
    return [_export(url, fmt) for fmt in tqdm(FORMATS, desc="exports", disable=None)]


def _export(url: str, fmt: str) -> Export:
    with Gunicorn(url, "portal") as server:
        server.open("/fr/members/?page=2").read()
        before = server.resident_bytes()
        peak = Peak(server)
        start = time.perf_counter()
        with peak:
            response = server.open(f"/fr/members/export.{fmt}")
            size = len(response.read(1))
            first_byte = time.perf_counter() - start
            while part := response.read(PART):
                size += len(part)
        return Export(fmt, time.perf_counter() - start, first_byte, size, before, peak.resident)


class Peak:
    """The most memory that a worker of a server, or another, holds during the block."""

    def __init__(self, server: Any):
        self.server = server
        self.resident = server.resident_bytes()
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self.is_over.wait(SAMPLE_SECONDS):
            self.resident = max(self.resident, self.server.resident_bytes())

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_error) -> None:
        self.is_over.set()
        self.thread.join()
