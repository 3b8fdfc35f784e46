"""An import is whole: what goes out comes back unchanged, what is undone was never there."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.imports.policies import Policy
from projects.exports import EXPORT
from projects.imports import service
from projects.models import Participation, Project
from projects.services.snapshots import plain
from tests.factories import (
    BorderFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProgrammeFactory,
    ProjectFactory,
    ThemeFactory,
)
from tests.projects.import_files import csv_file, done, staged, undone, verdicts

pytestmark = pytest.mark.django_db
FORMATS = {"csv": EXPORT.as_csv, "xlsx": EXPORT.as_xlsx, "json": EXPORT.as_json}


def exported(fmt: str) -> bytes:
    return b"".join(FORMATS[fmt](Project.objects.order_by("pk")))


@pytest.mark.parametrize("fmt", FORMATS)
def test_what_is_exported_comes_back_unchanged(fmt):
    for row in (
        {"title_fr": "=Pont", "total_budget": "1234.50", "eu_funding": 0, "website": ""},
        {"title_fr": "", "title_de": "Brücke", "summary_de": "a\nb;c", "lat": 0, "lon": 7.75},
        {"kind": "soft", "end": "2019-02", "start": "2019", "place_is_seat": True, "acronym": "-X"},
        {"programme": ProgrammeFactory(), "keep_id": "a|1", "city": "Kehl", "legal_tool": "egtc"},
        {"programme_name": "IV", "borders": [BorderFactory()], "themes": [ThemeFactory()]},
    ):  # fmt: skip
        project = ProjectFactory(**row)
        ParticipationFactory(project=project, organisation=OrganisationFactory(), role="lead")
        ParticipationFactory(project=project, outside=True)
    batch = staged(exported(fmt))
    assert {row.label: row.differences for row in batch.rows.exclude(verdict="unchanged")} == {}
    assert verdicts(batch) == {"unchanged": 5}


def test_the_real_projects_come_back_unchanged(network):
    batch = staged(exported("csv"))
    assert {row.label: row.differences for row in batch.rows.exclude(verdict="unchanged")} == {}
    assert batch.rows.count() == Project.objects.count()


def tables():
    """Everything that is known of projects, but counters and moments."""
    left = {"version", "updated_at"}
    rows = {
        model: [plain(row) for row in model.objects.order_by("pk")]
        for model in (Project, Participation)
    }
    facts = [{key: row[key] for key in row.keys() - left} for model in rows for row in rows[model]]
    for relation in ("borders", "themes", "territories"):
        through = getattr(Project, relation).through
        facts.append(
            sorted(
                tuple(row.values())
                for row in through.objects.values(
                    "project_id",
                    f"{relation[:-1] if relation != 'territories' else 'territory'}_id",
                )
            )
        )
    return facts


names = st.sampled_from(["Pont", "Bac", "Tram"])
rows = st.lists(
    st.tuples(
        st.sampled_from(["Pont", "Bac", "Tram", "Puits", "Quai"]),
        st.sampled_from(["", "2020", "2031-02", "bientôt"]),
        st.sampled_from(["", "10", "3 000,50 €"]),
        st.sampled_from(["", "FR-DE", "FR-BE"]),
        st.sampled_from(["", "Ville A", "Ville B"]),
        st.sampled_from(["", "5", "7,5"]),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: (row[0], row[4]),
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    there=st.lists(names, unique=True),
    content=rows,
    policy=st.sampled_from(Policy.values),
    twice=st.booleans(),
)
def test_an_import_that_is_undone_was_never_there(there, content, policy, twice):
    Project.objects.all().delete()
    for code in ("FR-DE", "FR-BE"):
        BorderFactory(code=code)
    for name in there:
        project = ProjectFactory(title_fr=name, end="2019")
        ParticipationFactory(project=project, outside=True, name="Ville A", country="")
    header = ["titre", "fin", "budget", "frontières", "partenaire", "budget du partenaire"]
    policies = dict.fromkeys(["end", "total_budget", "borders", "partners"], policy)
    if twice:
        first = decided(
            staged(csv_file([header, ("Pont", "2018", "1", "FR-BE", "", "")]), policies=policies)
        )
        service.apply(first)
        done(first)
    before = tables()
    batch = decided(staged(csv_file([header, *content]), policies=policies))
    service.apply(batch)
    done(batch)
    undone(batch)
    assert tables() == before


def decided(batch):
    """Every row that waits for a decision is the first project it may be."""
    for row in batch.rows.filter(verdict="ambiguous"):
        service.decide(row, choice=str(row.candidates[0]["pk"]))
    return batch


def test_history_says_through_which_import():
    batch = staged(csv_file([["titre"], ["Un pont"]]))
    service.apply(batch)
    done(batch)
    with connection.cursor() as cursor:
        cursor.execute("SELECT metadata->>'through', metadata->>'batch' FROM pghistory_context")
        assert ("import", str(batch.pk)) in cursor.fetchall()
