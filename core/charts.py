"""Charts drawn on the server, as SVG whose figures stand in a table beside it.

A chart is geometry in units of its own box; `components/chart.html` draws it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.formats import number_format

LINE, BAR, GAP = 15, 14, 12  # height of a line of text and of a bar, space between two rows
TEXT_WIDTH = 7.2  # of a character, about
COLUMN, TALLEST = 16, 160  # width of a column, height of the highest one


@dataclass(frozen=True)
class Mark:
    """A bar: its place, its series (from 0), and what is written at its end."""

    x: float
    y: float
    width: float
    height: float
    series: int
    text: str
    text_x: float
    text_y: float


@dataclass(frozen=True)
class Label:
    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Chart:
    """`description` says all figures in words. `legend` is empty when there is one series.

    `baseline` is the height of the line on which columns stand; None for bars. `is_upright`: labels
    are centred under columns, else they stand before their bars.
    """

    title: str
    description: str
    width: float
    height: float
    marks: list[Mark]
    labels: list[Label]
    legend: list[str] = field(default_factory=list)
    baseline: float | None = None

    @property
    def is_upright(self) -> bool:
        return self.baseline is not None


def bar_chart(title: str, rows: Sequence[tuple[str, float]], *, width: int = 340) -> Chart:
    """One bar a row, its label above it. Values are not negative."""
    longest = max((value for _label, value in rows), default=0) or 1
    room = width - TEXT_WIDTH * (
        1 + max((len(_figure(value)) for _label, value in rows), default=0)
    )
    step = LINE + BAR + GAP
    marks, labels = [], []
    for number, (label, value) in enumerate(rows):
        top, length = number * step, round(room * value / longest, 1)
        labels.append(Label(label, 0, top + LINE - 4))
        marks.append(
            Mark(0, top + LINE, length, BAR, 0, _figure(value), length + 5, top + LINE + BAR - 3)
        )
    return Chart(title, _words([*rows]), width, max(len(rows) * step, 1), marks, labels)


def column_chart(
    title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]
) -> Chart:
    """Columns side by side for each label, one a series; negative values hang below the line."""
    values = [value for _name, column in series for value in column] or [0]
    high, low = max(*values, 0, 0), min(*values, 0, 0)
    scale = TALLEST / ((high - low) or 1)
    baseline = LINE + high * scale
    longest = max((len(label) for label in labels), default=0)
    group = max(COLUMN * len(series), TEXT_WIDTH * longest) + GAP
    foot = baseline - low * scale + (LINE if low < 0 else 0)
    marks = []
    for place in range(len(labels)):
        left = place * group + (group - COLUMN * len(series)) / 2
        for number, (_name, column) in enumerate(series):
            marks.append(_column(left + number * COLUMN, baseline, column[place], scale, number))
    below = [
        Label(label, place * group + group / 2, foot + LINE) for place, label in enumerate(labels)
    ]
    facts = [
        (f"{label}, {name}" if len(series) > 1 else label, column[place])
        for place, label in enumerate(labels)
        for name, column in series
    ]
    return Chart(
        title,
        _words(facts),
        max(group * len(labels), 1),
        foot + LINE + 6,
        marks,
        below,
        [name for name, _column_ in series] if len(series) > 1 else [],
        baseline,
    )


def _column(x: float, baseline: float, value: float, scale: float, series: int) -> Mark:
    height = round(abs(value) * scale, 1)
    top = baseline if value < 0 else baseline - height
    text_y = top + height + LINE - 4 if value < 0 else top - 4
    return Mark(
        x + 1, round(top, 1), COLUMN - 2, height, series, _figure(abs(value)), x + COLUMN / 2,
        round(text_y, 1),
    )  # fmt: skip


def _figure(value: float) -> str:
    return number_format(value, use_l10n=True, force_grouping=True)


def _words(facts: Sequence[tuple[str, float]]) -> str:
    """`region: 7; municipality: 2`."""
    return "; ".join(f"{label}: {_figure(abs(value))}" for label, value in facts)
