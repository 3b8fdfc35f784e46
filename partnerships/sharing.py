"""What an organisation opens to a partner, and what an officer may thus see of a project.

Without a consent in force an officer sees what a visitor sees. All is asked afresh at each call:
what was withdrawn a moment ago is closed.
"""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from members.models import Mandate, Organisation, User
from partnerships.models import SHARED, Consent, Investment, Partnership
from partnerships.models.partnership import partners_of
from projects.models import Participation, Project, ProjectDocument
from projects.models.kinds import Access

# What others' projects leave to an organisation that only takes part in them: its own people.
OF_A_PARTICIPANT = ["shares_contact"]
WORDS = {
    "contact": _("the person to call"),
    "budget": _("the budget and the plan of financing"),
    "gap": _("what is still to be financed"),
    "documents": _("the documents for members"),
}


@dataclass(frozen=True)
class Shared:
    """The parts of a project that a reader sees beyond a visitor.

    `contacts` are `(organisation, whom to call)`; `documents` may be fetched at
    `partnerships:consent_document`.
    """

    budget: bool = False
    gap: bool = False
    contacts: list[tuple[Organisation, str]] = field(default_factory=list)
    documents: list[ProjectDocument] = field(default_factory=list)


def shared_project(user: User, project: Project) -> Shared:
    """What the consents in force open to `user`, an officer; all that is shared, to staff."""
    consents = list(opened_to(user).filter(project=project).select_related("organisation"))
    documents = shared_documents(user).filter(project=project)
    return Shared(
        budget=user.is_staff or any(one.shares_budget for one in consents),
        gap=user.is_staff or any(one.shares_gap for one in consents),
        contacts=[(one.organisation, one.contact) for one in consents if one.shares_contact],
        documents=list(documents) if consents or user.is_staff else [],
    )


def opened_to(user: User) -> QuerySet[Consent]:
    """The consents in force under which `user` sees something: an officer's; all, to staff."""
    rows = Consent.objects.in_force()
    return rows if user.is_staff else rows.filter(partnership__partner__in=partners_of(user))


def shared_documents(user: User) -> QuerySet[ProjectDocument]:
    """The documents for members that consents open to `user`; all of them, to staff."""
    rows = ProjectDocument.objects.filter(access=Access.MEMBERS)
    if user.is_staff:
        return rows
    consents = opened_to(user).filter(project=OuterRef("project"), shares_documents=True)
    return rows.filter(Exists(consents))


def organisations_of(user: User, partnership: Partnership) -> QuerySet[Organisation]:
    """For which `user` reads what is shared with the partner: never the partner; all, to staff."""
    rows = Organisation.objects.exclude(pk=partnership.partner_id)
    if user.is_staff:
        return rows
    mandates = Mandate.objects.in_force().filter(user_id=user.pk)
    return rows.filter(pk__in=mandates.values("organisation"))


def projects_of(organisation: Organisation, partnership: Partnership, user: User) -> QuerySet:
    """What the organisation may open: what it keeps, takes part in or carries in the pipeline.

    Drafts are for who proposes projects, unless they are in the pipeline or open to the partner.
    """
    takes_part = Participation.objects.filter(project=OuterRef("pk"), organisation=organisation)
    visible = Project.objects.visible_to(user).filter(Q(owner=organisation) | Exists(takes_part))
    own = {"partnership": partnership, "organisation": organisation}
    carried = Investment.objects.filter(**own).values("project")
    opened = Consent.objects.in_force().filter(**own).values("project")
    return Project.objects.filter(
        Q(pk__in=visible.values("pk")) | Q(pk__in=carried) | Q(pk__in=opened)
    )


def parts_to_open(
    organisation: Organisation, partnership: Partnership, project: Project
) -> list[str]:
    """The fields of `SHARED` that are the organisation's to open.

    What another organisation keeps is that one's, but for whom to call; who carries it in the
    pipeline opens all of it, and so does who takes part in a project that nobody keeps.
    """
    if project.owner_id in (None, organisation.pk):
        return SHARED
    carried = Investment.objects.filter(
        partnership=partnership, organisation=organisation, project=project
    )
    return SHARED if carried.exists() else OF_A_PARTICIPANT


def in_words(parts: str) -> list[str]:
    """`contact,gap` as a reader says it."""
    return [str(WORDS[part]) for part in parts.split(",") if part in WORDS]


@dataclass(frozen=True)
class Place:
    """Where an organisation says what a partner sees of a project."""

    organisation: Organisation
    partner: Organisation
    url: str


def places_to_consent(user, project: Project) -> list[Place]:
    """For the organisations of `project` that `user` speaks for; none for visitors."""
    if user.is_anonymous:
        return []
    takes_part = Participation.objects.filter(project=project, organisation=OuterRef("pk"))
    carries = Investment.objects.filter(project=project, organisation=OuterRef("pk"))
    mandates = Mandate.objects.in_force().filter(user_id=user.pk, speaks_for=True)
    rows = Organisation.objects.filter(
        Q(pk=project.owner_id) | Exists(takes_part) | Exists(carries),
        pk__in=mandates.values("organisation"),
    )
    found = list(rows.for_links())  # type: ignore[attr-defined]
    if not found:
        return []
    partnerships = Partnership.objects.visible_to(user).select_related("partner")
    return [
        Place(
            row,
            one.partner,
            reverse("partnerships:consent", args=[one.slug, row.slug, project.slug]),
        )
        for row in found
        for one in partnerships
        if one.partner_id != row.pk
    ]
