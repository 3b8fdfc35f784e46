"""Answer requests inside one process: a line of JSON in, a line of JSON out.

In: `{"app": "portal", "path": "/fr/members/?q=a"}`. Out: `{"seconds": …, "sql_seconds": …,
"queries": …, "bytes": …}`; the floor's SQL is not counted. Any status but 200 ends the process.
"""

import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.core.wsgi import get_wsgi_application
from django.db import connection

from bench import floor
from bench.watch import Watch


def environ(path: str) -> dict[str, Any]:
    """A GET of `path`, as a server would hand it to an application."""
    address, _mark, query = path.partition("?")
    variables: dict[str, Any] = {}
    setup_testing_defaults(variables)
    return variables | {
        "PATH_INFO": address,
        "QUERY_STRING": query,
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": io.BytesIO(),
    }


def answer(application: Callable, path: str) -> dict[str, Any]:
    """What one request took. Raises `RuntimeError` when the status is not 200."""
    statuses: list[str] = []
    watch = Watch()
    request = environ(path)
    with connection.execute_wrapper(watch):
        start = time.perf_counter()
        response = application(request, lambda status, headers, *_error: statuses.append(status))
        size = sum(len(part) for part in response)
        seconds = time.perf_counter() - start
    if close := getattr(response, "close", None):
        close()
    if statuses != ["200 OK"]:
        raise RuntimeError(f"{path}: {statuses}")
    return {
        "seconds": seconds,
        "sql_seconds": watch.seconds,
        "queries": watch.queries,
        "bytes": size,
    }


def main() -> None:
    applications = {"portal": get_wsgi_application(), "floor": floor.application}
    for line in sys.stdin:
        asked = json.loads(line)
        told = answer(applications[asked["app"]], asked["path"])
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
