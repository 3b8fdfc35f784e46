"""Read `projects/data/projects.csv` into facts (`core.loading`)."""

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

from core.loading import Row, listed, load, number, read_csv, yes
from members.models import Organisation
from projects.models import Participation, Project
from projects.models.kinds import Publication, Role
from territories.facts import borders, texts
from territories.models import Programme, Territory, Theme

DATA = Path(__file__).parent / "data"
PLAIN = ("acronym", "stage", "start", "end", "programme_name", "city", "website", "source")
BODY = re.compile(r"(?P<name>.*?)( \((?P<country>[A-Z]{2})\))?")


def _project(row: Row):
    programme = Programme.objects.get(cci=row["programme"]) if row["programme"] else None
    facts = {name: row[name] for name in PLAIN} | {
        "total_budget": _amount(row["total_budget"]),
        "eu_funding": _amount(row["eu_funding"]),
        "programme_id": programme and programme.pk,
        "lat": number(row["lat"]),
        "lon": number(row["lon"]),
        "place_is_seat": bool(yes(row["place_is_seat"])),
    }
    links = {
        "borders": borders(row["borders"]),
        "themes": [Theme.objects.get(code=code) for code in listed(row["themes"])],
        "territories": [Territory.objects.get(slug=slug) for slug in listed(row["territories"])],
    }
    return facts | texts(row, "title", "summary"), links


def _amount(cell: str) -> str | None:
    """As PostgreSQL gives it back, so that a second load sees no change."""
    return f"{Decimal(cell):.2f}" if cell.strip() else None


def load_projects(*, quiet: bool) -> Counter:
    """Load the projects, then the partners of those that never had any; count the rows."""
    rows = read_csv(DATA / "projects.csv")
    counts = load(
        Project,
        "slug",
        rows,
        _project,
        quiet=quiet,
        first_values={"publication": Publication.PUBLISHED},
    )
    _load_participations(rows)
    return counts


def _load_participations(rows: list[Row]) -> None:
    """What staff made of the partners afterwards, or deleted, stays."""
    events = Participation.pgh_event_models["insert"].objects  # type: ignore[attr-defined]
    known = set(events.values_list("project_id", flat=True))
    projects = {row.slug: row.pk for row in Project.objects.only("slug")}
    organisations = {row.slug: row.pk for row in Organisation.objects.only("slug")}
    made = []
    for row in rows:
        project = projects.get(row["slug"])
        if project is None or project in known:
            continue
        partners = [(part, Role.PARTNER) for part in listed(row["partners"])]
        leads = [(part, Role.LEAD) for part in listed(row["lead"])]
        for position, (part, role) in enumerate(leads + partners):
            made.append(
                Participation(
                    project_id=project, role=role, position=position, **_body(part, organisations)
                )
            )
    Participation.objects.bulk_create(made)


def _body(part: str, organisations: dict[str, int]) -> dict:
    """`@slug` is an organisation of the network; else a name, its country in brackets."""
    if part.startswith("@"):
        return {"organisation_id": organisations[part[1:]]}
    found = BODY.fullmatch(part)
    assert found
    return {"name": found["name"], "country": found["country"] or ""}
