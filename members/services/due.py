"""Do what is due: one run at a time, one step after the other, each on its own."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from core.due import Step, in_order
from core.loading import context
from members.models import DueRun

logger = logging.getLogger(__name__)
LOCK = 5_263_188  # any number, the same for all: the advisory lock that a run holds
LONGEST_ERROR = 500


def run_what_is_due() -> DueRun | None:
    """Do every step and keep its report; None when another run is at it, here or elsewhere.

    A step that fails is logged and reported, and the next ones are done.
    """
    with _alone() as is_alone, context("run_due"):
        if not is_alone:
            return None
        run = DueRun.objects.create()
        for step in in_order():
            line = _do(step)
            run.report.append(line)
            run.done += line["done"]
            run.failures += bool(line["error"])
            run.save()
        run.ended_at = timezone.now()
        run.save()
        return run


@contextmanager
def _alone() -> Iterator[bool]:
    """Hold the lock of all runs; it goes with the connection, so that a kill leaves none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        (is_held,) = cursor.fetchone()
    try:
        yield is_held
    finally:
        if is_held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _do(step: Step) -> dict[str, Any]:
    try:
        with transaction.atomic() if step.is_atomic else nullcontext():
            done = step.do()
    except Exception as error:
        logger.exception("Step %s of what is due failed.", step.code)
        words = f"{type(error).__name__}: {error}"[:LONGEST_ERROR]
        return {"step": step.code, "done": 0, "error": words}
    return {"step": step.code, "done": done, "error": ""}
