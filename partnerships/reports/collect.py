"""All that the report of a year says, from what is recorded, as JSON values in one language."""

import gc
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.formats import date_format, number_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from core.addresses import site_url
from core.amounts import exact
from core.templatetags.ui import partial_date
from members.models import Organisation
from partnerships.models import Action, Consent, Investment, Partnership, Report, Target
from partnerships.models.kinds import ActionKind, Audience, State
from partnerships.reports.tables import tables
from territories.models import Border, Territory

LANGUAGES = ("fr", "en")
STATES = (State.DONE, State.RUNNING, State.PLANNED, State.POSTPONED, State.DROPPED)
Data = dict[str, Any]
# Projects say what this partner does in them, and no other.
BANK = "banque-des-territoires-groupe-caisse-des-depots"
# Of what a consent opens, a report tells these parts.
TOLD = {"shares_budget": "budget", "shares_gap": "gap"}


def in_languages(report: Report) -> dict[str, Data]:
    """`{"fr": …, "en": …}`: what `collect` gives in each language."""
    answer = {}
    for code in LANGUAGES:
        with override(code):
            answer[code] = collect(report)
    return answer


def collect(report: Report) -> Data:
    """The report in the language in force: strings, whole numbers, lists and dicts alone.

    Amounts are in words, "not known" where nothing is recorded: unknown is never counted as zero.
    What a member does not open to the partner by a consent in force is not in it.
    """
    data = _collected(report)
    gc.collect()  # its rows hold one another, and a document is about to need their room
    return data


def _collected(report: Report) -> Data:
    partnership, year = report.partnership, report.year
    actions = list(year_actions(partnership, year))
    programme = partnership.programmes.filter(year=year).first()
    data: Data = {
        "lang": get_language(),
        "year": year,
        "title": _("Yearly report %(year)s") % {"year": year},
        "partnership": str(partnership),
        "partner": str(partnership.partner),
        "convention": _convention(partnership, year),
        "axes": _axes(partnership, year, actions),
        "days": _days(programme, actions),
        "costs": _costs(programme, actions),
        "trainings": _trainings(actions),
        "projects": _projects(partnership, actions),
        "tables": tables(partnership, year),
        "places": _places(actions),
        "next_year": _next_year(partnership, year),
    }
    return data | {"sections": _sections(report, data)}


def year_actions(partnership: Partnership, year: int) -> QuerySet[Action]:
    """The actions of a year that the partner may read, with what the report says of them."""
    rows = Action.objects.in_year(year).filter(  # type: ignore[attr-defined]
        workstream__axis__partnership=partnership,
        audience__in=[Audience.PUBLIC, Audience.PARTNER],
        workstream__audience__in=[Audience.PUBLIC, Audience.PARTNER],
    )
    rows = rows.select_related("project").defer(
        "search", "loaded", "project__search", "project__raw"
    )
    day = Coalesce(NullIf("done", Value("")), "planned")
    links = (
        "workstream__axis",
        "directorates",
        Prefetch("territories", Territory.objects.for_pages().defer("footprint")),
        Prefetch("borders", Border.objects.for_labels()),
        Prefetch("organisations", Organisation.objects.for_links()),
    )
    return rows.prefetch_related(*links).order_by("workstream__axis__number", day, "pk")


def year_targets(partnership: Partnership, year: int) -> QuerySet[Target]:
    """What the workstreams that the partner may read aim at, in the year or over their life."""
    rows = Target.objects.filter(
        Q(year=year) | Q(year=None),
        workstream__axis__partnership=partnership,
        workstream__audience__in=[Audience.PUBLIC, Audience.PARTNER],
    )
    return rows.select_related("workstream")


def _convention(partnership: Partnership, year: int) -> list[list[str]]:
    found = partnership.conventions.filter(starts_on__year__lte=year).exclude(
        ends_on__year__lt=year
    )
    row = found.first()
    if row is None:
        return []
    end = date_format(row.ends_on) if row.ends_on else _("without end")
    facts = [
        (_("Reference"), row.reference or _("not known")),
        (_("Period"), f"{date_format(row.starts_on)} – {end}"),
        (_("Amount"), _amount(row.amount)),
        (_("Purpose"), row.purpose),
    ]
    return [[label, value] for label, value in facts if value]


def _axes(partnership: Partnership, year: int, actions: list[Action]) -> list[Data]:
    indicators = list(year_targets(partnership, year))
    return [
        {
            "number": axis.number,
            "key": f"axis-{axis.number}",
            "title": axis.title,
            "figures": _by_state(mine := _of_axis(actions, axis)),
            "actions": [_action(action) for action in mine],
            "indicators": [
                _indicator(row) for row in indicators if row.workstream.axis_id == axis.pk
            ],
        }
        for axis in partnership.axes.all()
    ]


def _of_axis(actions: list[Action], axis) -> list[Action]:
    return [action for action in actions if action.workstream.axis_id == axis.pk]


def _by_state(actions: list[Action]) -> list[list[Any]]:
    """`[["Done", 3], …]`, of all states in the same order."""
    return [
        [capfirst(str(state.label)), sum(action.state == state for action in actions)]
        for state in STATES
    ]


def _action(action: Action) -> Data:
    link = _link(action)
    name = action.deliverable_title or action.deliverable_name or link
    return {
        "title": str(action),
        "workstream": str(action.workstream),
        "kind": capfirst(action.get_kind_display()),
        "state": capfirst(action.get_state_display()),
        "when": _when(action),
        "reason": action.reason if action.state != State.DONE else "",
        "directorates": _names(action.directorates.all()),
        "territories": _names([*action.territories.all(), *action.borders.all()]),
        "organisations": [
            *(str(row) for row in action.organisations.all() if row.is_published),
            *action.outside_names,
        ],
        "days": _number(action.days_used),
        "deliverable": name,
        "link": link,
    }


def _link(action: Action) -> str:
    """Where the deliverable is; a file is behind the portal, which asks who may read it."""
    if action.deliverable_file:
        slug = action.workstream.axis.partnership.slug
        return site_url("partnerships:deliverable", slug, action.pk)
    return action.deliverable_link


def _when(action: Action) -> str:
    days = [partial_date(day) for day in (action.begun, action.done or action.planned) if day]
    return " – ".join(dict.fromkeys(str(_plain(day)) for day in days)) or _("without date")


def _plain(marked: Any) -> str:
    """A date without the element that marks it on a page."""
    text = str(marked)
    return text.split(">", 1)[1].rsplit("<", 1)[0] if text.startswith("<") else text


def _names(rows: Iterable[Any]) -> list[str]:
    return [str(row) for row in rows]


def _indicator(row: Target) -> list[str]:
    unit = f" {row.unit}" if row.unit else ""
    values = [
        f"{_number(value)}{unit}" if value is not None else _("not known")
        for value in (row.value, row.reached)
    ]
    label = f"{row.workstream} – {row.label}"
    if row.year is None:
        label = _("%(indicator)s (over its whole life)") % {"indicator": label}
    return [label, *values]


def _days(programme, actions: list[Action]) -> Data:
    used = [action.days_used for action in actions if action.days_used is not None]
    done = [action for action in actions if action.state == State.DONE]
    return {
        "used": _number(sum(used, Decimal(0))) if used else "",
        "available": _number(programme.days_available) if programme else "",
        "unknown": sum(action.days_used is None for action in done),
    }


def _costs(programme, actions: list[Action]) -> Data:
    def total(values: list[Decimal | None]) -> str:
        known = [value for value in values if value is not None]
        return exact(sum(known, Decimal(0))) if known else _("not known")

    return {
        "budget": _amount(programme.forecast_cost if programme else None),
        "forecast": total([action.forecast_cost for action in actions]),
        "actual": total([action.actual_cost for action in actions]),
        "unknown": sum(action.actual_cost is None for action in actions),
    }


def _trainings(actions: list[Action]) -> Data:
    rows = [action for action in actions if action.kind == ActionKind.TRAINING]
    rated = [
        (row.satisfaction, row.participants)
        for row in rows
        if row.satisfaction is not None and row.participants
    ]
    people = sum(n for _mark, n in rated)
    points = sum((mark * n for mark, n in rated), Decimal(0))
    return {
        "rows": [
            [
                str(row),
                _when(row),
                ", ".join(_names(row.directorates.all())) or "–",
                str(row.participants) if row.participants is not None else _("not known"),
                _number(row.satisfaction),
            ]
            for row in rows
        ],
        "people": sum(row.participants or 0 for row in rows),
        "satisfaction": _number(round(points / people, 1)) if people else _("not known"),
    }


def _projects(partnership: Partnership, actions: list[Action]) -> list[list[str]]:
    """Projects helped: title, stage, amount, what is still to be financed, the partner's role.

    Those of the pipeline under a consent in force, with what it opens; else what a visitor sees.
    """
    opened = Investment.objects.filter(Exists(_consents_of()), partnership=partnership)
    opened = opened.with_shared().select_related("project").order_by("project__sort_fr")  # type: ignore[attr-defined]
    rows = {row.project_id: _investment(row) for row in opened}
    for action in actions:
        project = action.project
        if project and project.is_published and project.pk not in rows:
            rows[project.pk] = [
                str(project),
                capfirst(project.get_stage_display()) or _("not known"),
                _amount(project.total_budget),
                _("not shared"),
                project.bdt_role if partnership.partner.slug == BANK else "",
            ]
    return list(rows.values())


def _consents_of() -> QuerySet[Consent]:
    """The consent in force of an investment, from the rows of investments."""
    return Consent.objects.in_force().filter(
        partnership=OuterRef("partnership"),
        project=OuterRef("project"),
        organisation=OuterRef("organisation"),
    )


def opened_by(partnership: Partnership) -> list[list[Any]]:
    """`[[12, "budget,gap"], …]`: the consents that a report rests on now, and what it tells."""
    pipeline = Investment.objects.filter(
        partnership=OuterRef("partnership"),
        project=OuterRef("project"),
        organisation=OuterRef("organisation"),
    )
    rows = Consent.objects.in_force().filter(Exists(pipeline), partnership=partnership)
    return [
        [row.pk, ",".join(part for name, part in TOLD.items() if getattr(row, name))]
        for row in rows
    ]


def _investment(row: Investment) -> list[str]:
    shared: Any = row
    return [
        str(row.project),
        capfirst(row.get_stage_display()),
        _amount(row.amount) if shared.shares_budget else _("not shared"),
        _amount(row.gap) if shared.shares_gap else _("not shared"),
        row.partner_role,
    ]


def _places(actions: list[Action]) -> Data:
    """Where the year's actions were: the borders' codes, the territories as points, all names."""
    borders = {row.code: str(row) for action in actions for row in action.borders.all()}
    territories = {row.pk: row for action in actions for row in action.territories.all()}
    points = [
        [round(row.lon, 3), round(row.lat, 3)]
        for row in territories.values()
        if row.lon is not None and row.lat is not None
    ]
    names = [*borders.values(), *(str(row) for row in territories.values())]
    return {"borders": sorted(borders), "points": points, "names": sorted(names)}


def _next_year(partnership: Partnership, year: int) -> Data:
    programme = partnership.programmes.filter(year=year + 1).first()
    planned = year_actions(partnership, year + 1).filter(planned__startswith=str(year + 1))
    return {
        "text": programme.text if programme else "",
        "actions": [[str(row), str(row.workstream), _when(row)] for row in planned],
    }


def _sections(report: Report, data: Data) -> list[Data]:
    """Each text of the report: its key and title, the words of staff or else those made here."""
    written = report.sections.get(str(data["lang"]), {})
    return [
        {"key": key, "title": title, "text": written.get(key) or text}
        for key, title, text in proposed(data)
    ]


def proposed(data: Data) -> list[tuple[str, str, str]]:
    """Key, title and first text of each section, before staff correct it."""
    done = _("In %(year)s, the partnership counts %(n)s.") % {
        "year": data["year"],
        "n": _counted(sum(len(axis["actions"]) for axis in data["axes"])),
    }
    axes = [
        (f"axis-{axis['number']}", f"{axis['number']}. {axis['title']}", _axis_text(axis))
        for axis in data["axes"]
    ]
    return [
        ("introduction", _("The year in short"), done),
        *axes,
        ("projects", _("Projects helped"), ""),
        ("next-year", _("Next year"), data["next_year"]["text"]),
    ]


def _counted(n: int) -> str:
    return ngettext("%(n)d action", "%(n)d actions", n) % {"n": n}


def _axis_text(axis: Data) -> str:
    colon = "\N{NO-BREAK SPACE}:" if get_language() == "fr" else ":"
    parts = [f"{label.lower()}{colon} {n}" for label, n in axis["figures"] if n]
    if not parts:
        return _("No action of this axis in the year.")
    return f"{_counted(len(axis['actions']))} ({', '.join(parts)})."


def _amount(value: Decimal | None) -> str:
    return exact(value) if value is not None else _("not known")


def _number(value: Decimal | int | None) -> str:
    """`12,5`, without a zero behind; "not known" for None."""
    if value is None:
        return _("not known")
    value = Decimal(value).normalize()
    return number_format(value, -value.as_tuple().exponent if value % 1 else 0, force_grouping=True)  # type: ignore[operator]
