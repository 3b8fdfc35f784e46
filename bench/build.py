"""Fill an empty database with a synthetic network: `python -m bench.build COUNT`."""

import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, fields
from itertools import islice
from typing import Any

import django
import pgtrigger
from django.core.management import call_command
from django.db import connection, transaction
from tqdm import tqdm

from bench.network import Body, bodies

BATCH = 20_000
TRIES = 30
# History is written by no reader, and the copies of codes are in the rows already.
USELESS = [
    "members.Organisation:insert_insert",
    "members.OrganisationBorder:border_codes_insert",
    "members.OrganisationTheme:theme_codes_insert",
]
EMPTY = ["address", "vat", "pic", "siret", "contact_email", "logo", "ended_on", "facts_on"]
EMPTY += [f"{stem}_{code}" for stem in ("name", "description") for code in ("nl", "it", "es")]


@transaction.atomic
def fill(rows: Iterable[Body]) -> None:
    """Write `rows` into empty tables, with their borders and themes; what they count is counted."""
    pgtrigger.disable(*USELESS)
    for batch in batches(rows):
        copy_organisations(batch)
    link("borders", "border")
    link("themes", "theme")
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # triggers do not change beside waiting ones
    pgtrigger.enable(*USELESS)


def batches(rows: Iterable[Body]) -> Iterator[list[Body]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def copy_organisations(rows: list[Body]) -> None:
    """One COPY: the counts of the portal get one line per choice, not one per organisation."""
    given = [field.name for field in fields(Body)]
    constant: dict[str, Any] = dict.fromkeys(EMPTY, "")
    constant |= {"source": "https://bench.example/", "loaded": "{}", "version": 0}
    constant |= {"checked_identifiers": "{}"}
    columns = ", ".join([*given, *constant])
    copying = f"COPY members_organisation ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as copy:
        for row in rows:
            copy.write_row((*astuple(row), *constant.values()))


def link(field: str, target: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO members_organisation_{field} (organisation_id, {target}_id)"
            f" SELECT o.id, t.id FROM members_organisation o"
            f" JOIN territories_{target} t ON t.code = ANY(o.{target}_codes)"
        )


def build(count: int) -> None:
    """Tables, the portal's reference data and texts, `count` organisations; statistics fresh."""
    from members.models import Tally
    from pages.facts import load_pages
    from territories.facts import load_territories

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_territories(quiet=True)
    load_pages(quiet=True)
    fill(tqdm(bodies(count), total=count, desc=f"{count:,} organisations", disable=None))
    Tally.objects.compact()
    settle()


def settle() -> None:
    """Fresh statistics, and pages known to be visible to all, as autovacuum leaves them in time.

    Somebody's snapshot may hold that back for a while: then it is done again.
    """
    with connection.cursor() as cursor:
        for _attempt in range(TRIES):
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT relallvisible FROM pg_class WHERE oid = 'members_organisation'::regclass"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(1)


if __name__ == "__main__":
    django.setup()
    build(int(sys.argv[1]))
