"""What has to be done in time. A room lists its steps in a module `due`, imported by `ready`."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import Promise


class Stage(IntEnum):
    """Steps are done in this order, so that a letter leaves in the run that writes it."""

    FACTS = 1  # what the calendar changes or asks for: an invitation lapses, a reminder is written
    LETTERS = 2
    TIDYING = 3


@dataclass(frozen=True)
class Step:
    """One thing that `run_due` does. `do` returns how many rows it handled; twice is as once.

    A step is one transaction, under the history context of `run_due`, unless it is not `is_atomic`
    and opens its own: when one fails, the next are done all the same. `label` is for staff.
    """

    code: str
    label: str | Promise
    do: Callable[[], int]
    stage: Stage = Stage.FACTS
    is_atomic: bool = True


STEPS: dict[str, Step] = {}


def register(*steps: Step) -> None:
    """Make `steps` part of every run. `ValueError` when a code is taken."""
    for step in steps:
        if step.code in STEPS:
            raise ValueError(f"Two steps are called {step.code}.")
        STEPS[step.code] = step


def in_order() -> list[Step]:
    return sorted(STEPS.values(), key=lambda step: step.stage)
