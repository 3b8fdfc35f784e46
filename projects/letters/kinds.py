"""The kinds of letters about projects; imported once, when the app is ready."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.addresses import absolute
from members.acting import mandate_of, signature
from members.letters.accounts import reader_of
from members.letters.changes import SIGNED, signature_of
from members.letters.registry import Kind, Withheld, register
from members.models import Letter
from projects import page
from projects.models import Participation, Project, ProjectChange, Transition


def _step(letter: Letter) -> Transition:
    steps = Transition.objects.select_related("project__owner", "by", "under__organisation")
    step = steps.filter(pk=letter.subject_key).first()
    if step is None:
        raise Withheld(_("The project exists no more."))
    return step


def _submitted(letter: Letter) -> dict:
    step = _step(letter)
    if step.project.publication != Project.Publication.SUBMITTED:
        raise Withheld(_("The project no longer waits for a decision."))
    who = signature(step.under) if step.under else _("the staff")
    return {"project": step.project, "who": who, "link": _decision_page(step.project)}


def _decided(letter: Letter) -> dict:
    step = _step(letter)
    _keeper(letter, step.project)
    return {
        "project": step.project,
        "step": step,
        "link": absolute(step.project.get_absolute_url()),
        "edit": absolute(reverse("projects:project_edit", args=[step.project.slug])),
    }


def _named(letter: Letter) -> dict:
    parts = Participation.objects.named().select_related("project", "organisation")
    part = parts.filter(pk=letter.subject_key, project__is_published=True).first()
    if part is None or part.organisation is None:
        raise Withheld(_("The project no longer names the organisation."))
    if mandate_of(reader_of(letter), part.organisation, proposes_projects=True) is None:
        raise Withheld(_("This person no longer proposes projects for the organisation."))
    url = reverse("projects:participation", args=[part.project.slug, part.organisation.slug])
    return {
        "project": part.project,
        "organisation": part.organisation,
        "link": absolute(part.project.get_absolute_url()),
        "part": absolute(url),
    }


def _changes_proposed(letter: Letter) -> dict:
    changes = ProjectChange.objects.waiting().filter(batch=letter.subject_key)
    waiting = list(changes.select_related("project__owner", "project__programme", *SIGNED))
    if not waiting:
        raise Withheld(_("Nothing of it waits any more."))
    project = waiting[0].project
    return {
        "project": project,
        "proposals": page.in_words(waiting, project),
        "who": signature_of(waiting[0]),  # type: ignore[arg-type]
        "link": _decision_page(project),
    }


def _changes_decided(letter: Letter) -> dict:
    rows = ProjectChange.objects.filter(pk__in=letter.facts["changes"])
    changes = list(rows.select_related("project__owner", "project__programme"))
    if not changes:
        raise Withheld(_("The project exists no more."))
    project = changes[0].project
    _keeper(letter, project)
    return {
        "project": project,
        "proposals": page.in_words(changes, project),
        "link": absolute(project.get_absolute_url()),
    }


def _decision_page(project: Project) -> str:
    return absolute(reverse("admin:projects_project_decide", args=[project.pk]))


def _keeper(letter: Letter, project: Project) -> None:
    """`Withheld` unless the reader still proposes projects for the organisation that keeps it."""
    reader, owner = reader_of(letter), project.owner
    if owner is None or mandate_of(reader, owner, proposes_projects=True) is None:
        raise Withheld(_("This person no longer keeps the project."))


register(
    Kind("project_submitted", gettext_lazy("project that waits for a decision"), _submitted),
    Kind("project_decided", gettext_lazy("decision on a project"), _decided),
    Kind("project_named", gettext_lazy("project that names an organisation"), _named),
    Kind(
        "project_changes_proposed",
        gettext_lazy("changes of a project that wait for a decision"),
        _changes_proposed,
    ),
    Kind(
        "project_changes_decided",
        gettext_lazy("decision on proposed changes of a project"),
        _changes_decided,
    ),
)
