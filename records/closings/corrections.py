"""What was changed in closed periods, read from the history up to one commit: for the next report to tell.

Whether a progress's period was closed is asked of the commit before the change, never of its message.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from records.closings.past import Correction, Past
from records.files.editions import closings
from records.telling.messages import parse
from records.values.changes import Action
from records.values.layout import closed_period, period_path, place

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from records.files.reader import Reader
    from records.files.snapshot import Snapshot
    from records.git.commits import Commit, PathChange
    from records.trail.history import Historian
    from records.values.layout import Place
    from records.values.periods import Period


def past(register: Reader, snapshot: Snapshot, period: Period) -> Past:
    """Return what a report of a period, as of a snapshot, tells of the time before it."""
    if not snapshot.closed:
        return Past()
    reader = _Reader(register)
    made = closings(register.repository, snapshot.commit, period) if period in snapshot.closed else []
    since = reader.report_before(snapshot, period)
    return Past(
        closing=made[-1] if made else "",
        changes=tuple(reader.of_period(made[-2], made[-1], period)) if len(made) > 1 else (),
        corrections=tuple(reader.corrections(since, snapshot.commit)) if since else (),
    )


class _Reader:
    """Reads the changes of measures between two commits."""

    def __init__(self, register: Reader) -> None:
        self._register = register
        self._repository = register.repository

    @cached_property
    def _historian(self) -> Historian:
        from records.trail.history import Historian

        return Historian(self._register)

    def report_before(self, snapshot: Snapshot, period: Period) -> str:
        """Return the last closing of an earlier period, else the first of any that is closed now."""
        for commit, paths in self._repository.log(snapshot.commit, ["periods"]):
            for change in paths:
                closed = closed_period(change.path)
                if closed is not None and closed < period and change.old is None and len(commit.parents) == 1:
                    return commit.id
        made = [closings(self._repository, snapshot.commit, each)[:1] for each in sorted(snapshot.closed)]
        firsts = [self._repository.commit(commit) for each in made for commit in each]
        return min(firsts, key=lambda commit: commit.committed_at).id if firsts else ""

    def corrections(self, first: str, last: str) -> Iterator[Correction]:
        """Yield what was corrected of closed periods after one commit, up to another, oldest first."""
        return self._between(first, last, self._is_correction)

    def of_period(self, first: str, last: str, period: Period) -> Iterator[Correction]:
        """Yield what was changed of a period after one commit, up to another, oldest first."""
        return self._between(first, last, lambda _, where: where.period == period)

    def _is_correction(self, commit: Commit, where: Place) -> bool:
        if where.period is None:
            # Of a measure's own fields only those are that say which reports it belongs to.
            told = parse(commit.message)
            return told is not None and told.action == Action.CORRECT
        return self._repository.file(commit.parents[0], period_path(where.period)) is not None

    def _between(
        self, first: str, last: str, wanted: Callable[[Commit, Place], bool]
    ) -> Iterator[Correction]:
        commits = [
            (commit, places)
            for commit, paths in self._repository.log(f"{first}..{last}")
            # A merge brings changes along that have commits of their own.
            if len(commit.parents) == 1
            and (places := {each for each in _places(paths) if wanted(commit, each)})
        ]
        for commit, places in reversed(commits):
            told = parse(commit.message)
            reason = commit.message.strip() if told is None else told.reason
            for path, changed in self._historian.changed(commit.id):
                where = place(path)
                fields = tuple(field for field in changed if field.key != "review")
                if where in places and fields:
                    yield Correction(where, fields, commit.name, commit.at, reason)


def _places(paths: Iterable[PathChange]) -> Iterator[Place]:
    return (where for change in paths if (where := place(change.path)) is not None)
