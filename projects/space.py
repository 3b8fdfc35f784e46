"""Projects in a person's own space: what waits for them, where they go on, what they did."""

from typing import Any

from django.db.models import Count, Min, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from members import personal_data, waiting
from members.models import User
from members.views.me import PAGES, Page
from members.views.mixins import person
from members.waiting import Item
from projects.models import Project, ProjectChange, Transition
from projects.models.kinds import Publication
from projects.models.project import TITLES, proposed_by

TOLD = {
    Publication.DRAFT: gettext_lazy("Finish the draft of the project “%s”"),
    Publication.SUBMITTED: gettext_lazy("The project “%s” waits for the MOT"),
    Publication.REFUSED: gettext_lazy("The project “%s” was refused: read why"),
}


def kept_projects(request: HttpRequest) -> list[Item]:
    """Drafts to finish, submissions to wait for, refusals to read, of the organisations' own."""
    steps = Transition.objects.filter(project=OuterRef("pk")).order_by("-at", "-pk")
    rows = _kept(request).filter(publication__in=TOLD)
    rows = rows.annotate(since=Subquery(steps.values("at")[:1]))
    rows = rows.annotate(asked=Subquery(steps.values("comment")[:1]))
    return [Item(_told(row) % row, _edit(row), row.since) for row in rows]


def _told(row: Any) -> Any:
    if row.publication == Publication.DRAFT and row.asked:
        return _("The MOT asks for changes to the project “%s”")
    return TOLD[Publication(row.publication)]


def proposed_changes(request: HttpRequest) -> list[Item]:
    """What the organisations proposed for their published projects, and the MOT has to decide."""
    undecided = Q(changes__decision="")
    rows = _kept(request).filter(publication=Publication.PUBLISHED).filter(undecided)
    rows = rows.annotate(count=Count("changes"), since=Min("changes__proposed_at"))
    return [
        Item(
            ngettext(
                "%(project)s: %(count)d proposal waits for the MOT’s decision.",
                "%(project)s: %(count)d proposals wait for the MOT’s decision.",
                row.count,
            )
            % {"project": row, "count": row.count},
            _edit(row),
            row.since,
        )
        for row in rows
    ]


def _kept(request: HttpRequest) -> QuerySet[Any]:
    rows = Project.objects.filter(proposed_by(person(request))).order_by("pk")
    return rows.only("slug", "publication", *TITLES)


def _edit(project: Project) -> str:
    return reverse("projects:project_edit", args=[project.slug])


def to_decide(request: HttpRequest) -> list[Item]:
    """For staff: how many submissions and proposed changes wait for them."""
    if not person(request).is_staff:
        return []
    projects = Project.objects.filter(publication=Publication.SUBMITTED)
    changes = ProjectChange.objects.waiting()
    submitted = projects.aggregate(n=Count("pk"), since=Min("submitted_at"))
    proposed = changes.aggregate(n=Count("project", distinct=True), since=Min("proposed_at"))
    words = [
        (
            "submitted",
            submitted,
            ngettext(
                "%d project to publish or to refuse.",
                "%d projects to publish or to refuse.",
                submitted["n"],
            ),
        ),
        (
            "proposed",
            proposed,
            ngettext(
                "%d project with proposed changes to decide.",
                "%d projects with proposed changes to decide.",
                proposed["n"],
            ),
        ),
    ]
    queue = reverse("admin:projects_project_changelist")
    return [
        Item(text % found["n"], f"{queue}?gap={gap}", found["since"])
        for gap, found, text in words
        if found["n"]
    ]


def steps_of(user: User) -> list[dict[str, Any]]:
    """The steps that a person took for projects, oldest first."""
    steps = Transition.objects.filter(by=user).order_by("at", "pk")
    return [
        {
            "project": step.project.slug,
            "from": step.old,
            "to": step.new,
            "comment": step.comment,
            "at": step.at.isoformat(),
        }
        for step in steps.select_related("project")
    ]


def changes_of(user: User) -> list[dict[str, Any]]:
    """What a person proposed for published projects, oldest first."""
    changes = ProjectChange.objects.filter(proposed_by=user).order_by("proposed_at", "pk")
    return [
        {
            "project": change.project.slug,
            "field": change.field,
            "old": change.old,
            "new": change.new,
            "proposed_at": change.proposed_at.isoformat(),
            "decision": change.decision,
            "reason": change.reason,
        }
        for change in changes.select_related("project")
    ]


waiting.register(kept_projects, proposed_changes, to_decide)
personal_data.register(
    personal_data.Holding("project_steps", steps_of),
    personal_data.Holding("project_changes", changes_of),
)
PAGES += [
    Page("projects:project_list", gettext_lazy("Its projects"), query="participant"),
    Page(
        "projects:propose",
        gettext_lazy("Propose a project"),
        ("proposes_projects",),
        "organisation",
    ),
]
