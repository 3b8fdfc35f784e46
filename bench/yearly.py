"""The report of a year with 400 actions: `python -m bench.yearly` prints what it took, as JSON.

It writes into the network it is given and takes all of it back.
"""

import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import django
import psutil
from django.db import transaction

from bench.measure import Peak

ACTIONS = 400
YEAR = 2026
STAFF = "staff@bench.example"
WORDS = "Accompagnement d’un projet d’investissement de part et d’autre de la frontière"


def fill() -> Any:
    """A partnership of three axes, with as many actions as the bar asks; its report, a draft."""
    from members.models import Organisation, User
    from partnerships.models import Action, Axis, Directorate, Partnership, Report, Workstream
    from territories.models import Border, Territory

    partner = Organisation.objects.earliest("pk")
    partnership = Partnership.objects.create(slug="bench", partner=partner, title_fr="Partenariat")
    axes = [
        Axis.objects.create(partnership=partnership, number=n, title_fr=f"Axe {n}")
        for n in (1, 2, 3)
    ]
    ways = [Workstream.objects.create(axis=axis, title_fr=f"Travaux {axis}") for axis in axes]
    office = Directorate.objects.create(partner=partner, code="est", name_fr="Direction Est")
    borders, territories = list(Border.objects.all()), list(Territory.objects.all()[:50])
    states = ["done", "planned", "running", "postponed"]
    for number in range(ACTIONS):
        state = states[number % len(states)]
        action = Action.objects.create(
            workstream=ways[number % len(ways)],
            title_fr=f"{WORDS} {number}",
            kind="training" if number % 5 == 0 else "investment",
            state=state,
            reason="La décision se fait attendre." if state == "postponed" else "",
            planned=f"{YEAR}-{number % 12 + 1:02}",
            done=f"{YEAR}-{number % 9 + 1:02}" if state == "done" else "",
            days_used=2,
            actual_cost=1500,
            participants=12,
            satisfaction=4,
            deliverable_title="Note de synthèse",
            deliverable_link=f"https://bench.example/{number}",
        )
        action.directorates.add(office)
        action.borders.add(borders[number % len(borders)])
        if territories:
            action.territories.add(territories[number % len(territories)])
    User.objects.create(email=STAFF, is_staff=True)
    return Report.objects.create(partnership=partnership, year=YEAR)


class Here:
    """This process and those that it started."""

    def resident_bytes(self) -> int:
        here = psutil.Process()
        held = 0
        for process in (here, *here.children()):
            with suppress(psutil.NoSuchProcess):  # over meanwhile
                held += process.memory_info().rss
        return held


def timed(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


@transaction.atomic
def measure() -> dict[str, float]:
    """Seconds for what staff ask of a draft, and the most memory that was held, in bytes."""
    from members.models import User
    from partnerships.services import reports

    draft, staff = fill(), User.objects.get(email=STAFF)
    with Peak(Here()) as peak:
        told = {
            "words": timed(lambda: reports.shown(draft, "fr")),
            "PDF": timed(lambda: reports.pdf(draft, "fr")),
            "JSON, both languages": timed(lambda: reports.as_json(draft)),
            "freeze: all, both languages": timed(lambda: reports.freeze(draft, staff)),
        }
    transaction.set_rollback(True)
    return told | {"resident": float(peak.resident)}


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(measure()) + "\n")
