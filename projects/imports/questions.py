"""What a row cannot say by itself, and staff decide: who a partner is, whose amount it is."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from projects.imports.comparing import stands_for
from projects.imports.matching import Bodies, body_key
from projects.imports.reading import Reading
from projects.models import ImportBatch, ImportRow, Project

AMOUNTS = ["own_budget", "eu_share"]


def of(
    row: ImportRow, reading: Reading, bodies: Bodies, batch: ImportBatch, project: Project | None
) -> list[dict[str, Any]]:
    """The questions left open; fills `pk`, the organisation, of each partner that has one."""
    asked = []
    for partner in reading.partners:
        likely = _identify(partner, bodies, batch, project)
        if likely:
            asked.append(
                {"kind": "body", "key": body_key(partner), "name": partner["name"],
                 "country": partner.get("country", ""), "organisations": likely}
            )  # fmt: skip
    _keep_each_once(reading)
    whole = _whole_total(reading)
    if whole and row.amounts == "drop":
        for code in AMOUNTS[:1]:
            whole.pop(code)
    elif whole and row.amounts != "keep":
        asked.append(
            {"kind": "amounts", "name": whole.get("name", ""), "amount": whole["own_budget"]}
        )
    return asked


def _identify(partner, bodies: Bodies, batch: ImportBatch, project) -> list[dict[str, Any]]:
    """Set `pk` when sure; else the organisations that may be meant, when nobody has decided."""
    pk = bodies.sure(partner)
    if pk:
        partner["pk"] = pk
        return []
    likely = bodies.likely(partner)
    there = {one.organisation_id for one in project.participations.all()} if project else set()
    known = next((one.pk for one in likely if one.pk in there), None)
    decided = batch.bodies.get(body_key(partner))
    if known or decided:
        partner["pk"] = known or decided
    if partner.get("pk") or decided == 0:
        return []
    named = project.participations.all() if project else []
    if any(stands_for(one, partner) for one in named):
        return []  # it stands there as an outside body: somebody left it so
    return [{"pk": one.pk, "label": str(one), "reason": _reason(partner)} for one in likely]


def _reason(partner: dict[str, Any]) -> str:
    return _("same name and country") if partner.get("country") else _("same name")


def _keep_each_once(reading: Reading) -> None:
    """An organisation takes part once: what a second line adds is taken over by the first."""
    kept: dict[int, dict[str, Any]] = {}
    partners = []
    for partner in reading.partners:
        first = kept.get(partner.get("pk", 0))
        if first is None:
            partners.append(partner)
            if "pk" in partner:
                kept[partner["pk"]] = partner
        else:
            for code, value in partner.items():
                first.setdefault(code, value)
    reading.partners = partners


def _whole_total(reading: Reading) -> dict[str, Any] | None:
    """A partner whose own budget is the project's total, while others have money too."""
    total = reading.facts.get("total_budget")
    if not total or not Decimal(total):
        return None
    paid = [
        one for one in reading.partners
        if any(one.get(code) and Decimal(one[code]) for code in AMOUNTS)
    ]  # fmt: skip
    whole = next((one for one in paid if one.get("own_budget") == total), None)
    return whole if len(paid) > 1 else None
