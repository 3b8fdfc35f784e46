"""What a row would change in a project: field by field, partner by partner."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from core.imports import values
from core.imports.columns import plain
from core.imports.policies import MISSING, Policy, is_blank, may_replace
from projects.imports.fields import LINKED, PLAIN
from projects.imports.reading import Reading
from projects.models import Participation, Project
from projects.models.kinds import Role

IMPORTED = "imported"  # under this name, `Project.loaded` holds what files said last
NUMBERS = ["keep_id", "kohesio_id"]
OF_PARTNERS = ["role", "city", "own_budget", "eu_share", "pic", "other_id", "website", "country"]


@dataclass
class Plan:
    """What is to be written for one row. `project` is None for a new one."""

    reading: Reading
    project: Project | None = None
    changes: dict[str, Any] = field(default_factory=dict)
    new_partners: list[dict[str, Any]] = field(default_factory=list)
    changed_partners: list[tuple[Participation, dict[str, Any]]] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.new_partners or self.changed_partners)


def plan(reading: Reading, project: Project | None, policies: dict[str, str]) -> Plan:
    """Compare what a row says with what stands, under the policy of each field."""
    made = Plan(reading, project)
    last = project.loaded.get(IMPORTED, {}) if project else {}
    for code in [*PLAIN, *LINKED[:-1]]:
        new = reading.facts.get(code)
        if is_blank(new):
            continue
        old = current(project, code) if project else None
        if _same(old, new) or old and code in NUMBERS:
            continue  # a merged project has another number, which stays its own
        policy = policies.get(code, Policy.FOLLOW)
        applies = may_replace(policy, old, new, last.get(code, MISSING))
        made.differences.append({"field": code, "old": old, "new": new, "applies": applies})
        if applies:
            made.changes[code] = new
    _plan_partners(made, last.get("partners", []), policies.get("partners", Policy.FOLLOW))
    return made


def current(project: Project, code: str) -> Any:
    """What stands in a project, as JSON holds it; None when nothing does."""
    if code == "programme":
        return project.programme_key or None
    if code in ("borders", "themes"):
        return sorted(getattr(project, f"{code[:-1]}_codes")) or None
    if code == "territories":
        return sorted(one.slug for one in project.territories.all()) or None
    return as_json(getattr(project, code))


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    if isinstance(value, date):
        return value.isoformat()
    value = getattr(value, "code", value)
    return None if value == "" or value is False else value


def _same(old: Any, new: Any) -> bool:
    if isinstance(old, str) and isinstance(new, str):
        return values.text(old) == new
    if isinstance(old, float) and isinstance(new, float):
        return round(old, 6) == round(new, 6)
    return old == new


def _plan_partners(made: Plan, last: list[dict[str, Any]], policy: str) -> None:
    there = list(made.project.participations.all()) if made.project else []
    was_empty = not there
    for partner in made.reading.partners:
        before = next((one for one in last if _is_same(one, partner)), None)
        found = next((one for one in there if stands_for(one, partner)), None)
        if found:
            there.remove(found)
            _plan_partner(made, found, partner, before or {}, policy)
        else:
            _plan_new(made, partner, before, was_empty, policy)


def _plan_new(made: Plan, partner, before, was_empty: bool, policy: str) -> None:
    """A partner that was imported once and is gone was taken out by hand."""
    applies = {
        Policy.FOLLOW: before is None,
        Policy.FILL: before is None and was_empty,
        Policy.OVERWRITE: True,
    }.get(Policy(policy), False)
    made.differences.append(
        {"field": "partners", "old": None, "new": shown(partner), "applies": applies}
    )
    if applies:
        made.new_partners.append(partner)


def _plan_partner(made: Plan, there: Participation, partner, before, policy: str) -> None:
    changes: dict[str, Any] = {}
    if partner.get("pk") and there.organisation_id is None and policy != Policy.NEVER:
        changes = {"organisation_id": partner["pk"], "name": "", "country": ""}
    for code in OF_PARTNERS:
        new, old = partner.get(code), as_json(getattr(there, code))
        if is_blank(new) or code == "country" and (there.organisation_id or "country" in changes):
            continue
        if code == "role" and old == Role.PARTNER and code not in before:
            old = None  # the usual value: nobody chose it
            if new == Role.PARTNER:
                continue
        if not _same(old, new) and may_replace(policy, old, new, before.get(code, MISSING)):
            changes[code] = new
    if changes:
        made.changed_partners.append((there, changes))
        said = {code: as_json(getattr(there, code)) for code in changes if code in OF_PARTNERS}
        made.differences.append(
            {
                "field": "partners",
                "old": shown({"name": str(there)} | said),
                "new": shown({"name": partner.get("name", str(there))} | changes),
                "applies": True,
            }
        )


def stands_for(there: Participation, partner: dict[str, Any]) -> bool:
    """Whether a partner of the file is one that the project has already."""
    if partner.get("pk") and there.organisation_id:
        return there.organisation_id == partner["pk"]
    for code in ("pic", "other_id"):
        if partner.get(code) and getattr(there, code):
            return getattr(there, code) == partner[code]
    if there.organisation_id:
        return False
    countries = {as_json(there.country), partner.get("country")} - {"", None}
    return plain(there.name) == plain(partner.get("name", "")) and len(countries) < 2


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    for code in ("organisation", "pic", "other_id"):
        if one.get(code) and other.get(code):
            return one[code] == other[code]
    return plain(one.get("name", "")) == plain(other.get("name", ""))


def shown(partner: dict[str, Any]) -> str:
    """A partner on one line, for the page that shows differences."""
    name = partner.get("name") or partner.get("organisation") or _("organisation of the network")
    known = [partner.get("country"), partner.get("city")]
    if partner.get("role"):
        known.append(str(Role(partner["role"]).label))
    for code, words in (("own_budget", _("own budget %s €")), ("eu_share", _("EU funding %s €"))):
        if partner.get(code):
            known.append(words % partner[code])
    known += [partner.get("pic"), partner.get("other_id"), partner.get("website")]
    said = [str(one) for one in known if one]
    return f"{name} ({', '.join(said)})" if said else str(name)


def refusals(made: Plan) -> list[tuple[str, str]]:
    """What the database would refuse of the project as it would be: `(field, sentence)`."""

    def at(code: str) -> Any:
        stands = current(made.project, code) if made.project else None
        return made.changes.get(code, stands)

    found = []
    if not any(at(code) for code in PLAIN if code.startswith("title_")):
        found.append(("title_fr", _("Give the title in one language at least.")))
    start, end = at("start") or "", at("end") or ""
    if start and end and not (end >= start or start.startswith(end)):
        found.append(("end", _("The end cannot come before the start.")))
    total, funding = at("total_budget"), at("eu_funding")
    if total and funding and Decimal(funding) > Decimal(total):
        found.append(("eu_funding", _("EU funding cannot be more than the total budget.")))
    lat, lon = at("lat"), at("lon")
    if (lat is None) != (lon is None) or lat is not None and abs(lat) > 90:
        found.append(("lat", _("Give both a latitude and a longitude, in degrees.")))
    return found
