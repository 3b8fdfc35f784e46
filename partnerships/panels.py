"""The public actions of partnerships, on the pages of what they concern."""

from dataclasses import dataclass

from django.db.models import Q

from members.models import Organisation
from partnerships.models import Action, Partnership
from partnerships.page import NEWEST, VISITOR
from projects.models import Project
from territories.models import Border, Territory

LENGTH = 5
FIELDS = {
    Project: "project",
    Border: "borders",
    Territory: "territories",
}


@dataclass(frozen=True)
class Panel:
    """The newest actions; `is_cut` when there are more. `partnerships` are theirs."""

    actions: list[Action]
    is_cut: bool
    partnerships: list[Partnership]


def of(row: Organisation | Project | Border | Territory) -> Panel:
    """What concerns `row`; for a partner, all that its partnerships do."""
    rows = Action.objects.visible_to(VISITOR).filter(_concerns(row))
    rows = rows.select_related("workstream__axis__partnership").defer("search", "loaded")
    found = list(rows.order_by(*NEWEST)[: LENGTH + 1])
    theirs = {partnership.pk: partnership for partnership in map(_partnership, found)}
    return Panel(found[:LENGTH], len(found) > LENGTH, list(theirs.values()))


def _partnership(action: Action) -> Partnership:
    return action.workstream.axis.partnership


def _concerns(row: Organisation | Project | Border | Territory) -> Q:
    if not isinstance(row, Organisation):
        return Q(**{FIELDS[type(row)]: row})
    named = Action.organisations.through.objects.filter(organisation=row)
    partner = Q(workstream__axis__partnership__partner=row)
    return Q(pk__in=named.values("action")) | partner
