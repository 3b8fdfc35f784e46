"""The scoreboard of the register: today, and as it stood at the end of each year."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView

from core.charts import Chart, bar_chart, column_chart
from forum.models import Obstacle, Snapshot
from forum.models.kinds import Level
from forum.scoreboard import COUNTED, Figures, figures
from territories.models import Border

CHARTED = ["solved", "refused", "waiting"]


@dataclass(frozen=True)
class Table:
    """Rows of one kind: a label, the address of their obstacles, their counts; and a chart."""

    key: str
    title: str
    first: str
    rows: list[tuple[str, str, list[int]]]
    chart: Chart


class ScoreboardView(TemplateView):
    template_name = "forum/obstacles/scoreboard.html"

    def get_context_data(self, year: int | None = None, **kwargs):
        kept = get_object_or_404(Snapshot, year=year) if year else None
        told = kept.figures if kept else figures()
        references = [row["reference"] for row in told["silences"]]
        rows = Obstacle.objects.filter(is_published=True, reference__in=references).for_links()
        names = {row.reference: row for row in rows}
        return super().get_context_data(**kwargs) | {
            "kept": kept,
            "figures": told,
            "heads": _heads(),
            "total": [(label, told["total"][name]) for name, label in _heads()],
            "tables": tables(told),
            "silences": [row | {"row": names.get(row["reference"])} for row in told["silences"]],
            "years": Snapshot.objects.values_list("year", flat=True),
        }


@require_safe
def scoreboard_json(request: HttpRequest) -> JsonResponse:
    """The figures of today, to take away."""
    return JsonResponse(figures(), json_dumps_params={"ensure_ascii": False})


def _heads() -> list[tuple[str, str]]:
    words = {
        "raised": _("Raised"),
        "admitted": _("Admitted"),
        "solved": _("Solved"),
        "refused": pgettext("obstacles", "Refused"),
        "waiting": _("Waiting"),
    }
    return [(name, words[name]) for name in COUNTED]


def tables(told: Figures) -> list[Table]:
    """By border, by level, by year."""
    borders = {row.code: str(row) for row in Border.objects.for_labels()}
    levels = {level.value: capfirst(str(level.label)) for level in Level}
    return [
        _table("border", _("By border"), _("Border"), most(told["borders"]), borders),
        _table("level", _("By level"), _("Level"), nearest(told["levels"]), levels),
        _table("year", _("By year in which they were raised"), _("Year"), told["years"], {}),
    ]


def nearest(rows: list[Figures]) -> list[Figures]:
    """The local level first; what is not known last."""
    place = {level: number for number, level in enumerate(Level.values)}
    return sorted(rows, key=lambda row: place.get(row["key"], len(place)))


def most(rows: list[Figures]) -> list[Figures]:
    """Those with most obstacles first."""
    return sorted(rows, key=lambda row: -row["raised"])


def _table(key: str, title: str, first: str, rows: list[Figures], labels: dict[str, str]) -> Table:
    unknown = pgettext("year or level", "not known")
    lines: list[tuple[str, str, list[int]]] = [
        (
            labels.get(row["key"], row["key"]) or unknown,
            f"?{key}={row['key']}" if row["key"] else "",
            [row[name] for name in COUNTED],
        )
        for row in rows
    ]
    return Table(key, title, first, lines, _chart(key, title, lines))


def _chart(key: str, title: str, lines: list[Any]) -> Chart:
    """Bars of what was raised; years as columns of what became of it."""
    if key != "year":
        return bar_chart(title, [(label, counts[0]) for label, _url, counts in lines])
    heads = dict(_heads())
    series = [
        (heads[name], [counts[COUNTED.index(name)] for _label, _url, counts in lines])
        for name in CHARTED
    ]
    return column_chart(title, [label for label, _url, _counts in lines], series)
