"""Fill an empty database with a synthetic network: `python -m bench.build COUNT`."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import islice
from typing import Any

import django
import pgtrigger
from django.core.management import call_command
from django.db import connection, models, transaction
from tqdm import tqdm

from bench.network import Body, bodies
from bench.projects import Partner, Plan, Work, works

BATCH = 20_000
TRIES = 30
SOURCE = "https://bench.example/"
# History is written by no reader, and the copies of codes are in the rows already.
USELESS = [
    "members.Organisation:insert_insert",
    "members.OrganisationBorder:border_codes_insert",
    "members.OrganisationTheme:theme_codes_insert",
    "projects.Project:insert_insert",
    "projects.Project:update_update",
    "projects.Project:count_version",
    "projects.Participation:insert_insert",
    "projects.ProjectBorder:border_codes_insert",
    "projects.ProjectTheme:theme_codes_insert",
]


@transaction.atomic
def fill(rows: Iterable[Body], projects: Iterable[Work] = ()) -> None:
    """Write `rows` and then `projects`, whose partners they are, into empty tables.

    The triggers of the portal count them, and copy the partners into the row of their project.
    """
    from members.models import Organisation
    from projects.models import Project

    pgtrigger.disable(*USELESS)
    given = [field.name for field in fields(Body)]
    for batch in batches(rows):
        copy(Organisation, given, ([getattr(row, name) for name in given] for row in batch))
    organisations = dict(Organisation.objects.values_list("slug", "pk"))
    for works_batch in batches(projects):
        copy_projects(works_batch, organisations)
    for model in (Organisation, Project):
        link(model, "borders", "border")
        link(model, "themes", "theme")
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # triggers do not change beside waiting ones
    pgtrigger.enable(*USELESS)


def batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        yield batch


def copy_projects(rows: list[Work], organisations: dict[str, int]) -> None:
    """The projects, then their participations; `organisations` are keys by slug."""
    from projects.models import Participation, Project

    given = [field.name for field in fields(Plan)]
    copy(Project, given, ([getattr(row.plan, name) for name in given] for row in rows))
    keys = dict(Project.objects.order_by("-pk").values_list("slug", "pk")[: len(rows)])
    own = [field.name for field in fields(Partner) if field.name != "slug"]
    copy(
        Participation,
        ["project_id", "organisation_id", "position", *own],
        (
            [keys[row.plan.slug], organisations.get(partner.slug), position]
            + [getattr(partner, name) for name in own]
            for row in rows
            for position, partner in enumerate(row.partners)
        ),
    )


def copy(model: type[models.Model], given: list[str], rows: Iterable[list[Any]]) -> None:
    """One COPY: the counts of the portal get one line per choice, not one per row."""
    constant = blanks(model, given)
    columns = ", ".join(f'"{column}"' for column in [*given, *constant])  # "end" is a word of SQL
    copying = f"COPY {model._meta.db_table} ({columns}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(copying) as lines:
        for row in rows:
            lines.write_row([*row, *constant.values()])


def blanks(model: type[models.Model], given: list[str]) -> dict[str, Any]:
    """What the columns that are not `given` hold when a form leaves them empty."""
    needed = [
        field
        for field in model._meta.concrete_fields
        if not (field.column in given or field.null or field.primary_key or field.generated)
        and not field.has_db_default()
    ]
    values = {f.column: f.get_db_prep_save(f.get_default(), connection) for f in needed}
    return values | ({"source": SOURCE} if "source" in values else {})


def link(model: type[models.Model], relation: str, target: str) -> None:
    name, table = model._meta.model_name, model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table}_{relation} ({name}_id, {target}_id)"
            f" SELECT o.id, t.id FROM {table} o"
            f" JOIN territories_{target} t ON t.code = ANY(o.{target}_codes)"
        )


def build(count: int) -> None:
    """Tables, reference data, texts; `count` organisations, as many projects; fresh statistics."""
    from members.models import Tally
    from pages.facts import load_pages
    from projects.models import ProjectTally
    from territories.facts import load_territories

    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    load_territories(quiet=True)
    load_pages(quiet=True)
    with gin_indexes_made_last():
        fill(
            tqdm(bodies(count), total=count, desc=f"{count:,} organisations", disable=None),
            tqdm(works(count), total=count, desc=f"{count:,} projects", disable=None),
        )
    for tally in (Tally, ProjectTally):
        tally.objects.compact()
    settle()


@contextmanager
def gin_indexes_made_last() -> Iterator[None]:
    """Indexes of words and codes are made once for all rows: quicker than row by row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE schemaname = 'public' AND indexdef LIKE '%USING gin%'"
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("VACUUM FULL projects_project")  # partners have changed every row
        for _name, definition in indexes:
            cursor.execute(definition)


def settle() -> None:
    """Fresh statistics, and pages known to be visible to all, as autovacuum leaves them in time.

    Somebody's snapshot may hold that back for a while: then it is done again.
    """
    with connection.cursor() as cursor:
        for _attempt in range(TRIES):
            cursor.execute("VACUUM ANALYZE")
            cursor.execute(
                "SELECT min(relallvisible) FROM pg_class WHERE oid IN"
                " ('members_organisation'::regclass, 'projects_project'::regclass)"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(1)


if __name__ == "__main__":
    django.setup()
    build(int(sys.argv[1]))
