"""Write what rows say, many at a time, and note what stood before for an undo."""

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from core.imports.policies import is_blank
from members.acting import Actor
from projects.imports.comparing import IMPORTED, OF_PARTNERS, Plan, as_json, current
from projects.imports.vocabulary import Vocabulary
from projects.models import FormerAddress, ImportBatch, ImportRow, Participation, Project
from projects.models.imports import ImportSource
from projects.models.kinds import Role
from projects.services.publication import missing, publish

LINKS = {
    "borders": (Project.borders.through, "border_id"),
    "themes": (Project.themes.through, "theme_id"),
    "territories": (Project.territories.through, "territory_id"),
}
SITES: dict[str, str] = {
    ImportSource.KEEP: "https://keep.eu",
    ImportSource.KOHESIO: "https://kohesio.ec.europa.eu",
}
LONGEST_SLUG = 100
Pairs = list[tuple[ImportRow, Plan]]


class Writer:
    """Writes the rows of one batch, chunk by chunk, within the transaction of its application."""

    def __init__(self, batch: ImportBatch, vocabulary: Vocabulary):
        self.batch = batch
        self.vocabulary = vocabulary
        taken = Project.objects.values_list("slug").union(FormerAddress.objects.values_list("slug"))
        self.slugs = {slug for (slug,) in taken}

    @transaction.atomic
    def write(self, pairs: Pairs) -> None:
        new = [(row, plan) for row, plan in pairs if plan.project is None]
        old = [(row, plan) for row, plan in pairs if plan.project is not None]
        list(Project.objects.select_for_update().filter(
            pk__in=[plan.project.pk for _row, plan in old if plan.project]
        ).order_by("pk").values_list("pk"))  # fmt: skip
        for row, plan in old:
            row.before = before(plan)
        projects = [self._made(plan) for _row, plan in new]
        Project.objects.bulk_create(projects)
        for (row, plan), project in zip(new, projects, strict=True):
            plan.project = row.project = project
            row.before = {}
        self._update(old)
        self._link(pairs)
        self._write_partners(pairs)
        if self.batch.publishes:
            self._publish([project.pk for project in projects])
        note_versions([row for row, _plan in pairs])

    def _made(self, plan: Plan) -> Project:
        facts, reading = plan.changes, plan.reading
        project = Project(slug=self._slug(plan), raw=reading.raw, loaded=_loaded({}, plan))
        self._set(project, facts)
        project.source = project.source or SITES.get(self.batch.source, self.batch.file_name)
        project.retrieved_on = project.retrieved_on or self.batch.created_at.date()
        return project

    def _publish(self, pks: list[int]) -> None:
        """As one by one: letters leave, and what is not complete waits as a draft."""
        for project in Project.objects.in_bulk(pks).values():
            if not missing(project):
                publish(project, by=Actor(self.batch.applied_by))

    def _slug(self, plan: Plan) -> str:
        """The address that the file gives, or one made of acronym and title; free in any case."""
        facts = plan.reading.facts
        titles = (facts[code] for code in facts if code.startswith("title_"))
        words = facts.get("slug") or f"{facts.get('acronym', '')} {next(titles, '')}"
        stem = slugify(words)[:LONGEST_SLUG].strip("-") or "project"
        slug, number = stem, 2
        while slug in self.slugs:
            slug, number = f"{stem}-{number}", number + 1
        self.slugs.add(slug)
        return slug

    def _set(self, project: Project, facts: dict[str, Any]) -> None:
        for code, value in facts.items():
            if code == "programme":
                project.programme_id = self.vocabulary.programmes.get(value)
                project.programme_name = "" if project.programme_id else value
            elif code not in LINKS:
                setattr(project, code, value)

    def _update(self, pairs: Pairs) -> None:
        if not pairs:
            return
        columns = {"raw", "loaded"}
        projects = []
        raws = dict(Project.objects.filter(
            pk__in=[plan.project.pk for _row, plan in pairs if plan.project]
        ).values_list("pk", "raw"))  # fmt: skip
        for row, plan in pairs:
            project = plan.project
            assert project
            assert row.before
            row.before["raw"] = raws[project.pk]
            self._set(project, plan.changes)
            project.raw = raws[project.pk] | plan.reading.raw
            project.loaded = project.loaded | _loaded(project.loaded, plan)
            columns |= {code for code in plan.changes if code not in LINKS and code != "programme"}
            columns |= {"programme", "programme_name"} if "programme" in plan.changes else set()
            projects.append(project)
        Project.objects.bulk_update(projects, sorted(columns), batch_size=100)

    def _link(self, pairs: Pairs) -> None:
        for code, (through, target) in LINKS.items():
            wanted = {
                plan.project.pk: plan.changes[code]
                for _row, plan in pairs
                if plan.project and code in plan.changes
            }
            ids = self.vocabulary.ids[code]
            replace_links(through, target, {pk: [ids[one] for one in wanted[pk]] for pk in wanted})

    def _write_partners(self, pairs: Pairs) -> None:
        changed: list[Participation] = []
        made: list[Participation] = []
        for row, plan in pairs:
            assert plan.project
            for there, changes in plan.changed_partners:
                for code, value in changes.items():
                    setattr(there, code, value)
                changed.append(there)
            start = len(row.before["there"]) if row.before else 0
            for position, partner in enumerate(plan.new_partners, start=start):
                made.append(_participation(plan.project.pk, position, partner))
        columns = ["organisation", "name", *OF_PARTNERS]
        Participation.objects.bulk_update(changed, columns, batch_size=100)
        Participation.objects.bulk_create(made)


def _participation(project: int, position: int, partner: dict[str, Any]) -> Participation:
    facts = {code: partner[code] for code in OF_PARTNERS if not is_blank(partner.get(code))}
    if partner.get("pk"):
        facts.pop("country", None)
        body = {"organisation_id": partner["pk"]}
    else:
        body = {"name": partner["name"]}
    facts.setdefault("role", Role.PARTNER)
    return Participation(project_id=project, position=position, **body, **facts)


def replace_links(through: Any, target: str, wanted: dict[int, list[int]]) -> None:
    """Give each project exactly the links `wanted`, by project."""
    if not wanted:
        return
    through.objects.filter(project_id__in=wanted).delete()
    through.objects.bulk_create(
        [through(project_id=pk, **{target: one}) for pk, ids in wanted.items() for one in ids]
    )


def _loaded(loaded: dict[str, Any], plan: Plan) -> dict[str, Any]:
    """What the source said last, of each field: what differs from it was corrected by hand."""
    last = loaded.get(IMPORTED, {})
    facts = {code: value for code, value in plan.reading.facts.items() if code != "slug"}
    kept = {"name", "organisation", *OF_PARTNERS}
    partners = [
        {code: value for code, value in one.items() if code in kept}
        for one in plan.reading.partners
    ]
    return {IMPORTED: last | facts | ({"partners": partners} if partners else {})}


def before(plan: Plan) -> dict[str, Any]:
    """What an application is about to change, as JSON; `raw` is added once it is read."""
    project = plan.project
    assert project
    return {
        "facts": {
            code: current(project, code) for code in plan.changes if code != "programme"
        },
        "programme": [project.programme_id, project.programme_name],
        "loaded": project.loaded,
        "there": [str(one.pk) for one in project.participations.all()],
        "partners": {
            str(there.pk): {
                code: getattr(there, code) if code in ("organisation_id", "name")
                else as_json(getattr(there, code)) for code in changes
            }
            for there, changes in plan.changed_partners
        },
    }  # fmt: skip


def note_versions(rows: list[ImportRow]) -> None:
    """Write in `after` the versions that the application leaves."""
    pks = [row.project_id for row in rows if row.project_id]
    versions = dict(Project.objects.filter(pk__in=pks).values_list("pk", "version"))
    partners: dict[int, dict[str, int]] = defaultdict(dict)
    found = Participation.objects.filter(project__in=pks)
    for pk, project, version in found.values_list("pk", "project_id", "version"):
        partners[project][str(pk)] = version
    for row in rows:
        assert row.project_id
        row.after = {"version": versions[row.project_id], "partners": partners[row.project_id]}
