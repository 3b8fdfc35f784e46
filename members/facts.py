"""Read `members/data/members.csv` into facts (`core.loading`)."""

from collections import Counter
from datetime import date
from pathlib import Path

from core.loading import Row, listed, load, number, read_csv, yes
from members.models import Membership, Organisation
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


def load_memberships() -> Counter:
    """Record, for organisations that never had one, the membership that the file tells of.

    What staff made of it afterwards, or deleted, stays. A joining date that nobody knows is empty.
    """
    counts: Counter = Counter()
    events = Membership.pgh_event_models["insert"].objects  # type: ignore[attr-defined]
    known = set(events.values_list("organisation_id", flat=True))
    organisations = {row.slug: row for row in Organisation.objects.only("slug")}
    for row in read_csv(DATA / "members.csv"):
        organisation = organisations.get(row["slug"])
        if not row["membership"] or organisation is None or organisation.pk in known:
            counts["unchanged"] += 1
            continue
        Membership.objects.create(
            organisation=organisation,
            kind=row["membership"],
            joined_on=row["joined_on"],
            left_on=date.fromisoformat(row["left_on"]) if row["left_on"] else None,
            leaving_reason=row["leaving_reason"],
        )
        counts["created"] += 1
    return counts
