"""What many timings of one thing come to."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Spread:
    """The middle of some timings, and what 95 of 100 do not exceed; in their unit."""

    median: float
    p95: float


def spread(timings: Sequence[float]) -> Spread:
    """`ValueError` when there is none."""
    if not timings:
        raise ValueError("Nothing was measured.")
    return Spread(median(timings), percentile(timings, 95))


def percentile(timings: Sequence[float], hundredths: int) -> float:
    """The smallest of `timings` that at least so many hundredths of them do not exceed."""
    ordered = sorted(timings)
    rank = -(-len(ordered) * hundredths // 100)  # rounded up
    return ordered[max(rank, 1) - 1]
