"""Read `members/data/members.csv` into facts (`core.loading`)."""

from collections import Counter
from pathlib import Path

from core.loading import Row, listed, load, number, read_csv, yes
from members.models import Organisation
from territories.facts import borders, sourced, texts
from territories.models import Territory, Theme

DATA = Path(__file__).parent / "data"
PLAIN = ("acronym", "kind", "legal_form", "country", "city", "website", "siren", "ended_on")


def _organisation(row: Row):
    territory = Territory.objects.get(slug=row["territory"]) if row["territory"] else None
    facts = {name: row[name] for name in PLAIN} | {
        "has_legal_personality": yes(row["has_legal_personality"]),
        "lat": number(row["lat"]),
        "lon": number(row["lon"]),
        "territory_id": territory and territory.pk,
        # They come from the register itself.
        "checked_identifiers": ["siren"] if row["siren"] else [],
    }
    links = {
        "borders": borders(row["borders"]),
        "themes": [Theme.objects.get(code=code) for code in listed(row["themes"])],
    }
    return facts | texts(row, "name", "description") | sourced(row), links


def load_members(*, quiet: bool) -> Counter:
    """Load the organisations, then who succeeded whom; count what happened to the rows."""
    rows = read_csv(DATA / "members.csv")
    counts = load(
        Organisation, "slug", rows, _organisation, quiet=quiet, first_values={"is_published": True}
    )
    for row in rows:
        if row["successor"]:
            old = Organisation.objects.filter(slug=row["slug"], successor=None).first()
            new = Organisation.objects.filter(slug=row["successor"]).first()
            if old and new and "successor" not in old.loaded:
                old.successor, old.loaded = new, old.loaded | {"successor": new.slug}
                old.save()
    return counts
