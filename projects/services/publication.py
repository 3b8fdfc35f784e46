"""How a project comes to be published, and what becomes of it afterwards.

    draft → submitted → published → archived
              ↓    ↘ refused

Each step is guarded, recorded (`Transition`) and told by letter to whom it concerns. A step that
was already taken is as once: it changes nothing. `ValidationError` says why one cannot be taken.
"""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from members.acting import Actor
from members.letters.outbox import write
from members.models import Mandate, User
from projects.models import Project, Transition
from projects.models.kinds import Publication
from projects.models.project import SUMMARIES, TITLES

PUBLISHABLE = [Publication.DRAFT, Publication.SUBMITTED, Publication.ARCHIVED, Publication.REFUSED]


def missing(project: Project) -> list[str]:
    """What a visitor needs and the project lacks, in words; empty when it can be published."""
    needs = [
        (_("a title"), any(getattr(project, name) for name in TITLES)),
        (
            _("a summary in one language at least"),
            any(getattr(project, name) for name in SUMMARIES),
        ),
        (_("its stage"), bool(project.stage)),
        (_("a border"), bool(project.border_codes)),
        (_("a theme"), bool(project.theme_codes)),
        (_("a partner"), project.participations.named().exists()),
    ]
    return [words for words, is_there in needs if not is_there]


@transaction.atomic
def submit(project: Project, *, by: Actor) -> Project:
    """Hand a draft over to the staff."""
    row = _locked(project)
    if row.publication == Publication.SUBMITTED:
        return row
    _allow(row, [Publication.DRAFT])
    _complete(row)
    row.submitted_at = timezone.now()
    step = _take(row, Publication.SUBMITTED, by)
    write("project_submitted", step.pk, settings.CONTACT_EMAIL, organisation=row.owner)
    return row


@transaction.atomic
def take_back(project: Project, *, by: Actor) -> Project:
    """Take a submission back, or a refused project up again, to change it."""
    row = _locked(project)
    if row.publication == Publication.DRAFT:
        return row
    _allow(row, [Publication.SUBMITTED, Publication.REFUSED])
    _take(row, Publication.DRAFT, by)
    return row


@transaction.atomic
def ask_for_changes(project: Project, comment: str, *, by: Actor) -> Project:
    """Give a submission back to its organisation, with what should change."""
    row = _locked(project)
    _allow(row, [Publication.SUBMITTED])
    _say(comment, _("Say what should change: the organisation reads it."))
    _tell_owner(_take(row, Publication.DRAFT, by, comment))
    return row


@transaction.atomic
def publish(project: Project, *, by: Actor, comment: str = "") -> Project:
    """Show it to visitors; its organisation is told, and the other participants of the network."""
    row = _locked(project)
    if row.publication == Publication.PUBLISHED:
        return row
    _allow(row, PUBLISHABLE)
    _complete(row)
    row.published_at = row.published_at or timezone.now()
    _tell_owner(_take(row, Publication.PUBLISHED, by, comment))
    tell_participants(row)
    return row


@transaction.atomic
def refuse(project: Project, reason: str, *, by: Actor) -> Project:
    """Say no to a submission, and why."""
    row = _locked(project)
    _allow(row, [Publication.SUBMITTED])
    _say(reason, _("Say why: the organisation reads it."))
    _tell_owner(_take(row, Publication.REFUSED, by, reason))
    return row


@transaction.atomic
def archive(project: Project, reason: str, *, by: Actor) -> Project:
    """Show it to visitors no more."""
    row = _locked(project)
    if row.publication == Publication.ARCHIVED:
        return row
    _allow(row, [Publication.PUBLISHED])
    _tell_owner(_take(row, Publication.ARCHIVED, by, reason))
    return row


def tell_participants(project: Project) -> None:
    """One letter for each organisation of the network that is named, to who proposes for it."""
    if project.publication != Publication.PUBLISHED:
        return
    parts = project.participations.named().filter(organisation__isnull=False)
    for part in parts.exclude(organisation=project.owner_id).select_related("organisation"):
        for person in proposers(part.organisation):
            write("project_named", part.pk, person, organisation=part.organisation)


def proposers(organisation) -> list[User]:
    """The people who may propose projects for `organisation` today."""
    mandates = Mandate.objects.in_force().filter(organisation=organisation, proposes_projects=True)
    return list(User.objects.filter(pk__in=mandates.values("user"), is_active=True).order_by("pk"))


def _locked(project: Project) -> Project:
    return Project.objects.select_for_update(of=["self"]).get(pk=project.pk)


def _allow(project: Project, states: list[Publication]) -> None:
    if project.publication not in states:
        raise ValidationError(
            _("This is not possible: the project is now “%s”.") % project.get_publication_display()
        )


def _complete(project: Project) -> None:
    if lacking := missing(project):
        raise ValidationError(_("It still lacks: %s.") % ", ".join(lacking))


def _say(words: str, else_sentence: str) -> None:
    if not words.strip():
        raise ValidationError({"comment": else_sentence})


def _take(project: Project, new: Publication, by: Actor, comment: str = "") -> Transition:
    old = project.publication
    project.publication = new
    project.save(update_fields=["publication", "submitted_at", "published_at"])
    return Transition.objects.create(
        project=project, old=old, new=new, comment=comment.strip(), by=by.user, under=by.mandate
    )


def _tell_owner(step: Transition) -> None:
    if step.project.owner is None:
        return
    for person in proposers(step.project.owner):
        write("project_decided", step.pk, person, organisation=step.project.owner)
