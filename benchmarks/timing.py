"""Measure two things in turns, so that a busy machine slows both alike."""

from __future__ import annotations

import time
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

PAIRS = 7


class Row(Struct, frozen=True):
    """One row of the table: medians in `unit`; `goal` is the upper bound for ours / theirs."""

    what: str
    against: str
    ours: float
    theirs: float
    goal: float
    unit: str = "ms"

    @property
    def ratio(self) -> float:
        """How many times `theirs` ours is."""
        return self.ours / self.theirs if self.theirs else float("inf")

    @property
    def met(self) -> bool:
        """Whether the goal is met."""
        return self.ratio <= self.goal


def compare(
    what: str, against: str, ours: Callable[[], object], theirs: Callable[[], object], goal: float
) -> Row:
    """Return the row with the median durations of two functions."""
    return pair(what, against, _timed(ours), _timed(theirs), goal)


def pair(what: str, against: str, ours: Callable[[], float], theirs: Callable[[], float], goal: float) -> Row:
    """Return the row with the medians of two measurements in milliseconds; the first pair is a warm-up."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(PAIRS + 1):
        for side, measured in zip(times, (ours, theirs), strict=True):
            side.append(measured())
    return Row(what, against, median(times[0][1:]), median(times[1][1:]), goal)


def _timed(work: Callable[[], object]) -> Callable[[], float]:
    def measured() -> float:
        start = time.perf_counter()
        work()
        return (time.perf_counter() - start) * 1000

    return measured
