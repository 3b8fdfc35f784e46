"""Tables of Markdown, and the bars that they show."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A bar, what was measured against it, and whether it holds."""

    bar: str
    measured: str
    holds: bool


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f}"


def table(heads: list[str], rows: Iterable[list[str]]) -> str:
    """Markdown, the columns padded so that it also reads well as it is; figures to the right."""
    lines = [heads, *rows]
    widths = [max(3, *(len(line[column]) for line in lines)) for column in range(len(heads))]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    return "\n".join(_row(line, widths) for line in [heads, rule, *lines[1:]])


def _row(cells: list[str], widths: list[int]) -> str:
    padded = [
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(padded)} |"
