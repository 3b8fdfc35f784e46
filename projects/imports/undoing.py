"""Give back what an import changed, unless somebody touched it since."""

from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from core.history import entries
from projects.imports.vocabulary import Vocabulary
from projects.imports.writing import LINKS, replace_links
from projects.models import (
    Funding,
    ImportRow,
    Participation,
    Project,
    ProjectChange,
    ProjectDocument,
)

TOLD = 3


def obstacles(rows: list[ImportRow]) -> list[str]:
    """A sentence for each project that was touched since, and by whom."""
    projects = Project.objects.in_bulk([row.project_id for row in rows if row.project_id])
    partners: dict[int, dict[str, int]] = {}
    found = Participation.objects.filter(project__in=projects)
    for pk, owner, version in found.values_list("pk", "project_id", "version"):
        partners.setdefault(owner, {})[str(pk)] = version
    more = _with_more([row for row in rows if row.before == {}])
    sentences: list[str] = []
    for row in rows:
        project = projects.get(row.project_id or 0)
        after = row.after or {}
        if project is None:
            sentences.append(_("%s is gone.") % row.label)
        elif project.version != after["version"]:
            sentences.append(_touched(project, len(sentences) < TOLD))
        elif partners.get(project.pk, {}) != after["partners"]:
            sentences.append(_("%s: its partners were changed.") % row.label)
        elif project.pk in more:
            sentences.append(_("%s: documents, fundings or proposals were added.") % row.label)
    return sentences


def _touched(project: Project, in_detail: bool) -> str:
    told = entries(Project, project.pk) if in_detail else []
    if not told:
        return _("%s was changed.") % project
    names = ", ".join(change.label for change in told[0].changes) or _("other columns")
    return _("%(project)s was changed by %(who)s (%(through)s): %(fields)s.") % {
        "project": project, "who": told[0].who, "through": told[0].through, "fields": names,
    }  # fmt: skip


def _with_more(rows: list[ImportRow]) -> set[int]:
    """New projects to which something was added that would go with them."""
    made = Project.objects.filter(pk__in=[row.project_id for row in rows if row.project_id])
    documents = ProjectDocument.objects.filter(project=OuterRef("pk"))
    fundings = Funding.objects.filter(project=OuterRef("pk"))
    proposals = ProjectChange.objects.filter(project=OuterRef("pk"))
    more = Exists(documents) | Exists(fundings) | Exists(proposals)
    return set(made.filter(more).values_list("pk", flat=True))


def undo(rows: list[ImportRow], vocabulary: Vocabulary) -> None:
    """`rows` are applied and nothing of `obstacles` holds."""
    made = [row.project_id for row in rows if row.project_id and row.before == {}]
    changed = [row for row in rows if row.before]
    if changed:
        _give_back(changed, vocabulary)
    Project.objects.filter(pk__in=made).delete()
    for row in rows:
        if row.before == {}:
            row.project_id = None


def _give_back(rows: list[ImportRow], vocabulary: Vocabulary) -> None:
    projects = Project.objects.in_bulk([row.project_id for row in rows if row.project_id])
    columns: set[str] = {"raw", "loaded", "programme_id", "programme_name"}
    links: dict[str, dict[int, list[int]]] = {code: {} for code in LINKS}
    for row in rows:
        before: dict[str, Any] = row.before or {}
        project = projects[row.project_id or 0]
        project.raw, project.loaded = before["raw"], before["loaded"]
        project.programme_id, project.programme_name = before["programme"]
        for code, value in before["facts"].items():
            if code in LINKS:
                ids = vocabulary.ids[code]
                links[code][project.pk] = [ids[one] for one in value or [] if one in ids]
            else:
                setattr(project, code, _stored(Project, code, value))
                columns.add(code)
    columns = {"programme" if code == "programme_id" else code for code in columns}
    Project.objects.bulk_update(projects.values(), sorted(columns), batch_size=100)
    for code, (through, target) in LINKS.items():
        replace_links(through, target, links[code])
    _give_back_partners(rows)


def _stored(model: type[models.Model], code: str, value: Any) -> Any:
    """What is told as None is "", False or null in the column."""
    column: Any = model._meta.get_field(code)
    return column.get_default() if value is None and not column.null else value


def _give_back_partners(rows: list[ImportRow]) -> None:
    made: list[str] = []
    changed: dict[str, dict[str, Any]] = {}
    for row in rows:
        before, after = row.before or {}, row.after or {}
        changed |= before["partners"]
        made += set(after["partners"]) - set(before["there"])
    Participation.objects.filter(pk__in=made).delete()
    there = Participation.objects.in_bulk([int(pk) for pk in changed])
    for pk, facts in changed.items():
        one = there[int(pk)]
        for code, value in facts.items():
            setattr(one, code, _stored(Participation, code, value))
        one.save()
