"""Read the files of `partnerships/data/` into facts (`core.loading`)."""

from collections import Counter
from pathlib import Path
from typing import Any

from core.loading import Row, listed, load, read_csv
from members.models import Organisation
from partnerships.models import Action, Axis, Directorate, Partnership, Scheme, Workstream
from partnerships.models.kinds import Audience
from projects.models import Project
from territories.facts import borders, texts
from territories.models import Territory

DATA = Path(__file__).parent / "data"
SLUG = "banque-des-territoires"


def _organisations(cell: str) -> list[Organisation]:
    return [Organisation.objects.get(slug=slug) for slug in listed(cell)]


def _partnership(row: Row):
    partner = Organisation.objects.get(slug=row["partner"])
    facts = {"partner_id": partner.pk, "source": row["source"]}
    return facts | texts(row, "title", "purpose"), {}


def _axis(row: Row):
    partnership = Partnership.objects.get(slug=SLUG)
    facts = {"partnership_id": partnership.pk, "number": int(row["number"])}
    return facts | texts(row, "title", "summary"), {}


def _workstream(row: Row):
    facts = {
        "axis_id": Axis.objects.get(code=row["axis"]).pk,
        "state": row["state"],
        "position": int(row["position"]),
    }
    return facts | texts(row, "title"), {}


def _action(row: Row):
    project = Project.objects.get(slug=row["project"]) if row["project"] else None
    names = ("kind", "state", "begun", "done", "outside_bodies", "source")
    facts = {name: row[name] for name in names} | {
        "workstream_id": Workstream.objects.get(code=row["workstream"]).pk,
        "project_id": project and project.pk,
    }
    links = {
        "organisations": _organisations(row["organisations"]),
        "borders": borders(row["borders"]),
        "territories": [Territory.objects.get(slug=slug) for slug in listed(row["territories"])],
    }
    return facts | texts(row, "title", "summary"), links


def _scheme(row: Row):
    names = ("authority", "basis", "legal_basis", "state", "begun", "adopted", "ends", "source")
    organisation = next(iter(_organisations(row["organisation"])), None)
    facts = {name: row[name] for name in names} | {
        "partnership_id": Partnership.objects.get(slug=SLUG).pk,
        "organisation_id": organisation and organisation.pk,
    }
    return facts | texts(row, "note"), {"borders": borders(row["borders"])}


def _directorate(row: Row):
    facts = {
        "partner_id": Partnership.objects.get(slug=SLUG).partner_id,
        "source": row["source"],
        "facts_on": row["facts_on"],
    }
    return facts | texts(row, "name"), {"borders": borders(row["borders"])}


FILES: list[tuple[str, Any, str, Any, dict[str, Any]]] = [
    ("partnerships.csv", Partnership, "slug", _partnership, {"is_published": True}),
    ("axes.csv", Axis, "code", _axis, {}),
    ("directorates.csv", Directorate, "code", _directorate, {}),
    ("workstreams.csv", Workstream, "code", _workstream, {}),
    ("actions.csv", Action, "code", _action, {"audience": Audience.PUBLIC}),
    ("schemes.csv", Scheme, "code", _scheme, {}),
]


def load_partnerships(*, quiet: bool) -> dict[str, Counter]:
    """Load the partnership with Banque des Territoires, file by file; count the rows of each."""
    return {
        name: load(model, key, read_csv(DATA / name), read, quiet=quiet, first_values=first)
        for name, model, key, read, first in FILES
    }
