"""Read the files of `forum/data/` into facts (`core.loading`)."""

from collections import Counter
from pathlib import Path
from typing import Any

from core.loading import Row, listed, load, read_csv, yes
from forum.models import Addressee, ClockRule, Obstacle, Solution
from forum.models.kinds import Audience, Level, Status
from territories.facts import borders, texts
from territories.models import Border, Theme

DATA = Path(__file__).parent / "data"
LEVELS = {"local": Level.LOCAL, "national": Level.NATIONAL, "european": Level.EUROPEAN}
# What a source says of a case, in the words of the register: a reading, marked as such.
STATUSES = {"unresolved": Status.REPORTED, "escalated": Status.SENT, "solved": Status.CLOSED}


def _obstacle(row: Row):
    tied = borders(row["borders"])
    main = Border.objects.filter(code__in=listed(row["borders"])[:1]).first()
    facts = {
        "main_border_id": main and main.pk,
        "lat": main and main.lat,
        "lon": main and main.lon,
        "level": LEVELS[row["level_concerned"]],
        "status": STATUSES[row["status"]],
        "source": row["source"],
        "proposal_fr": row["solution_fr"],
        "proposal_en": row["solution_en"],
    }
    links = {"borders": tied, "themes": [Theme.objects.get(code=row["theme"])]}
    return facts | texts(row, "title", "summary"), links


def _solution(row: Row):
    """What solved a case: the case tells the obstacle, its solution how it was overcome."""
    tied = borders(row["borders"])
    main = tied[0] if tied else None
    facts = {
        "title_fr": row["title_fr"],
        "title_en": row["title_en"],
        "summary_fr": row["solution_fr"],
        "summary_en": row["solution_en"],
        "lat": main and main.lat,
        "lon": main and main.lon,
        "source": row["source"],
    }
    links = {
        "borders": tied,
        "themes": [Theme.objects.get(code=row["theme"])],
        "obstacles": [Obstacle.objects.get(slug=row["slug"])],
    }
    return facts, links


def _addressee(row: Row):
    names = ("level", "website", "source", "facts_on")
    facts = {name: row[name] for name in names} | {
        "languages": listed(row["languages"]),
        "natures": listed(row["natures"]),
        "is_for_outer": yes(row["is_for_outer"]),
    }
    return facts | texts(row, "name", "competence"), {"borders": borders(row["borders"])}


def _clock_rule(row: Row):
    facts = {name: row[name] for name in ("kind", "level", "source", "facts_on")}
    numbers = {name: int(row[name]) for name in ("months", "days")}
    return facts | numbers | texts(row, "name"), {}


def load_forum(*, quiet: bool) -> dict[str, Counter]:
    """Load cases, what solved them, addressees and deadlines, file by file; count the rows."""
    cases = read_csv(DATA / "obstacles.csv")
    solved = [row for row in cases if row["status"] == "solved"]
    files: list[tuple[str, Any, str, list[Row], Any, dict[str, Any]]] = [
        ("addressees.csv", Addressee, "code", read_csv(DATA / "addressees.csv"), _addressee, {}),
        ("clock_rules.csv", ClockRule, "code", read_csv(DATA / "clock_rules.csv"), _clock_rule, {}),
        (
            "obstacles.csv",
            Obstacle,
            "slug",
            cases,
            _obstacle,
            {"audience": Audience.PUBLIC, "is_reading": True},
        ),
        ("solutions", Solution, "slug", solved, _solution, {"is_draft": False}),
    ]
    return {
        name: load(model, key, rows, read, quiet=quiet, first_values=first)
        for name, model, key, rows, read, first in files
    }
