"""The obstacles of a year in the report of a partnership: what was raised, what became of it."""

from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from forum.models import Obstacle
from partnerships.models import Partnership
from partnerships.reports.tables import Table, register


def obstacles_of(year: int):
    """Those of the public register that were raised or closed in the year."""
    in_year = Q(raised_on__startswith=str(year)) | Q(closed_on__year=year)
    return Obstacle.objects.filter(in_year, is_published=True).order_by("reference")


def table(partnership: Partnership, year: int) -> Table:
    rows = obstacles_of(year).for_links()  # type: ignore[attr-defined]
    return {
        "key": "obstacles",
        "title": _("Obstacles raised and their outcome"),
        "note": _("From the public register: raised or closed in the year."),
        "header": [_("Reference"), _("Obstacle"), _("Borders"), _("Status"), _("Outcome")],
        "rows": [
            [
                row.reference,
                str(row),
                ", ".join(row.border_codes) or "–",
                capfirst(row.get_status_display()),
                capfirst(row.get_outcome_display()) or "–",
            ]
            for row in rows
        ],
    }


register(table)
