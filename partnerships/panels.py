"""The public actions of partnerships, on the pages of what they concern."""

from dataclasses import dataclass

from members.models import Organisation
from partnerships.models import Action, Partnership
from partnerships.page import NEWEST, VISITOR
from projects.models import Project
from territories.models import Border, Territory

LENGTH = 5
FIELDS = {
    Organisation: "organisations",
    Project: "project",
    Border: "borders",
    Territory: "territories",
}


@dataclass(frozen=True)
class Panel:
    """The newest actions; `is_cut` when there are more. `partnerships` are those with a partner."""

    actions: list[Action]
    is_cut: bool
    partnerships: list[Partnership]


def of(row: Organisation | Project | Border | Territory) -> Panel:
    rows = Action.objects.visible_to(VISITOR).filter(**{FIELDS[type(row)]: row})
    rows = rows.select_related("workstream__axis__partnership").defer("search", "loaded")
    found = list(rows.order_by(*NEWEST)[: LENGTH + 1])
    return Panel(found[:LENGTH], len(found) > LENGTH, _partnerships(row))


def _partnerships(row: Organisation | Project | Border | Territory) -> list[Partnership]:
    if not isinstance(row, Organisation):
        return []
    return list(Partnership.objects.visible_to(VISITOR).filter(partner=row))
