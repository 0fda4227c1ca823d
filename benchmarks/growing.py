"""How an export grows with its register: time and memory for ten times the measures."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

from benchmarks import registers
from benchmarks.timing import Row, compare
from exporters.formats import FORMATS
from exporters.report import report
from records.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from exporters.model import Report

_Q4 = Period(2025, "Q4")
#: What is built by libraries whose own ways cost the square of a table's rows.
_FORMATS = ("docx",)
_GOAL = 12
_KB = 1024


def rows(folder: Path, *, full: bool) -> Iterator[Row]:
    """Yield what ten times the measures cost."""
    small, large = (1000, 10_000) if full else (100, 1000)
    few, many = (_report(folder / f"growing{measures}", measures) for measures in (small, large))
    for name in _FORMATS:
        write = FORMATS[name].write
        what, against = f"export {name}, {large} measures", f"the same of {small}"
        yield compare(
            what,
            against,
            lambda write=write: write(many),  # type: ignore[misc]
            lambda write=write: write(few),  # type: ignore[misc]
            _GOAL,
        )
        yield Row(f"{what}: memory", against, _peak(name, many), _peak(name, few), _GOAL, "KB")


def _report(path: Path, measures: int) -> Report:
    with registers.make(path, measures) as register:
        return report(register.snapshot(), _Q4)


def _peak(name: str, made: Report) -> float:
    tracemalloc.start()
    FORMATS[name].write(made)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / _KB
