"""What the pages of consents say, in words."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from members.models import Organisation, User
from partnerships.models import Consent, ConsentRequest, Investment, Partnership
from partnerships.services.accesses import parts_of
from partnerships.sharing import in_words, projects_of
from projects.models import Project
from projects.models.project import TITLES


@dataclass(frozen=True)
class State:
    """What the partner sees of a project now; without `consent`, what every visitor sees."""

    project: Project
    consent: Consent | None = None
    parts: list[str] = field(default_factory=list)
    contact: str = ""

    @property
    def until(self) -> date | None:
        return self.consent.ends_on if self.consent else None


def state(project: Project, consent: Consent | None) -> State:
    if consent is None:
        return State(project)
    return State(project, consent, in_words(parts_of(consent)), consent.contact)


def lines(partnership: Partnership, organisation: Organisation, user: User) -> list[State]:
    """The projects that the organisation may open: first what is asked for, then the pipeline."""
    own = {"partnership": partnership, "organisation": organisation, "project": OuterRef("pk")}
    carried = Investment.objects.filter(**own)
    asked = ConsentRequest.objects.waiting().filter(investment__in=carried)
    rows = projects_of(organisation, partnership, user).only("slug", "is_published", *TITLES)
    rows = rows.annotate(is_carried=Exists(carried), is_asked=Exists(asked))
    found = list(rows.order_by("-is_asked", "-is_carried", "sort_fr", "pk"))
    opened = {
        row.project_id: row
        for row in Consent.objects.in_force().filter(
            partnership=partnership, organisation=organisation
        )
    }
    return [state(row, opened.get(row.pk)) for row in found]


@dataclass(frozen=True)
class Past:
    """A consent that was given once, and how it came to its end."""

    consent: Consent
    parts: list[str]
    is_open: bool
    ran_out: bool


def history(rows: QuerySet[Consent]) -> list[Past]:
    """The consents about a project, the last given first."""
    return [
        Past(row, in_words(parts_of(row)), row.is_in_force, _ran_out(row))
        for row in rows.select_related("given_by", "withdrawn_by").order_by("-given_at", "-pk")
    ]


def _ran_out(row: Consent) -> bool:
    """Its last day came before anybody withdrew it."""
    if row.withdrawn_at is None:
        return not row.is_in_force
    return timezone.localdate(row.withdrawn_at) > row.ends_on
