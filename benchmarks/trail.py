"""The rows of history, blame and journal; both sides have a commit-graph with changed paths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import registers
from benchmarks.peer import git
from benchmarks.timing import compare
from records.trail.authorship import authorship
from records.trail.history import Filter, Historian, history
from records.values.layout import Place
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.timing import Row
    from records.register import Register

_PLACE = Place("2025", "8", Period(2025, "Q4"))
_HOME = registers.home(7)


def rows(register: Register, commits: int) -> Iterator[Row]:
    """Yield the rows for a register of `commits` commits."""
    of = f", {commits} commits"
    yield compare(
        f"history of a measure with its fields{of}",
        "git log -- PATH",
        lambda: list(history(register, Filter(measure=_PLACE.measure))),
        lambda: git(register, "log", "--", _HOME),
        1.8,
    )
    for what, where in (("fields", _PLACE._replace(period=None)), ("paragraphs", _PLACE)):
        yield compare(
            f"blame of {what}{of}",
            "git blame FILE",
            lambda where=where: authorship(Historian(register).versions(where)),
            lambda where=where: git(register, "blame", where.path),
            1.2,
        )
    yield compare(
        f"first page of the journal{of}",
        "git log -50 --raw",
        lambda: list(history(register, limit=50)),
        lambda: git(register, "log", "-50", "--raw"),
        2,
    )
    yield compare(
        f"all field changes{of}",
        "git log --raw",
        lambda: sum(len(entry.fields) for entry in history(register)),
        lambda: git(register, "log", "--raw"),
        3.5,
    )
