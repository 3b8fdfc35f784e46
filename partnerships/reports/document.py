"""The report of a year as PDF/UA-1."""

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from core.pdf import render_pdf
from partnerships.reports.picture import map_svg

EMPTY_LINE = re.compile(r"\n\s*\n")
SENDER = "Mission Opérationnelle Transfrontalière"


def render(data: dict[str, Any], *, at: datetime, note: str) -> bytes:
    """The document of what `collect` gave, in its language, made `at` that moment.

    `note` says on each page what it is: a draft, or when it was frozen.
    """
    with override(data["lang"]):
        return render_pdf("report.typ", data | _words(data, note), at=at, is_large=True)


def paragraphs(text: str) -> list[str]:
    """A plain text, cut where a line is empty."""
    return [part.strip() for part in EMPTY_LINE.split(text) if part.strip()]


def _words(data: dict[str, Any], note: str) -> dict[str, Any]:
    """What the template needs beside the facts: its own words, texts as blocks, the map."""
    texts = {
        section["key"]: {"title": section["title"], "paragraphs": paragraphs(section["text"])}
        for section in data["sections"]
    }
    places = data["places"]
    return {
        "sender": SENDER,
        "note": note,
        "texts": texts,
        "map": map_svg(places["borders"], places["points"]),
        "map_alt": _("Map of the places of the year: %(names)s")
        % {"names": ", ".join(places["names"]) or _("none named")},
        "chart_alt": _chart_words(data),
        "words": {
            "colon": "\N{NO-BREAK SPACE}:" if data["lang"] == "fr" else ":",
            "contents": _("Contents"),
            "page": _("Page"),
            "of": pgettext("page 1 of 2", "of"),
            "convention": _("Convention"),
            "no_convention": _("No convention is recorded for this year."),
            "figures": _("Actions of the year"),
            "axis": _("Axis"),
            "action": _("Action"),
            "state": _("State"),
            "when": _("When"),
            "where": _("Territories and directorates"),
            "days": _("Days"),
            "deliverable": _("Deliverable"),
            "reason": _("Reason:"),
            "indicator": _("Indicator"),
            "target": _("Target"),
            "reached": _("Reached"),
            "expertise": _("Days of expertise"),
            "used": _("used"),
            "not_known": _("not known"),
            "available": _("available"),
            "costs": _("Costs"),
            "budget": _("budget of the year"),
            "forecast": _("forecast for the actions"),
            "actual": _("actual"),
            "unknown_days": _("Actions done that do not say their days:"),
            "unknown_costs": _("Actions that do not say their actual cost:"),
            "trainings": _("Training sessions"),
            "session": _("Session"),
            "people": _("People"),
            "satisfaction": _("Satisfaction, out of 5"),
            "directorates": _("Regional directorates"),
            "project": _("Project"),
            "stage": _("Stage"),
            "amount": _("Amount"),
            "gap": _("To be financed"),
            "role": _("Role of the partner"),
            "places": _("Where"),
            "nothing": _("None."),
            "workstream": _("Workstream"),
        },
    }


def _chart_words(data: dict[str, Any]) -> str:
    parts = [
        f"{_('Axis')} {axis['number']}: "
        + ", ".join(f"{label.lower()} {n}" for label, n in axis["figures"])
        for axis in data["axes"]
    ]
    return "; ".join(parts) or _("none named")
