"""Changes to closed periods, read from the history up to a commit, for the next report to mention.

Whether a period was closed is read from the commit before the change, never from the commit's message.
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
    """Return the corrections that a report of a period mentions, as of a snapshot."""
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
    """Reads changes to measures between two commits."""

    def __init__(self, register: Reader) -> None:
        self._register = register
        self._repository = register.repository

    @cached_property
    def _historian(self) -> Historian:
        from records.trail.history import Historian

        return Historian(self._register)

    def report_before(self, snapshot: Snapshot, period: Period) -> str:
        """Return the commit of the last closing of an earlier period.

        Without one, it is the first closing of any period that is closed now; "" if no period is.
        """
        for commit, paths in self._repository.log(snapshot.commit, ["periods"]):
            for change in paths:
                closed = closed_period(change.path)
                if closed is not None and closed < period and change.old is None and len(commit.parents) == 1:
                    return commit.id
        made = [closings(self._repository, snapshot.commit, each)[:1] for each in sorted(snapshot.closed)]
        firsts = [self._repository.commit(commit) for each in made for commit in each]
        return min(firsts, key=lambda commit: commit.committed_at).id if firsts else ""

    def corrections(self, first: str, last: str) -> Iterator[Correction]:
        """Yield the corrections of closed periods after commit `first`, up to `last`, oldest first."""
        return self._between(first, last, self._is_correction)

    def of_period(self, first: str, last: str, period: Period) -> Iterator[Correction]:
        """Yield the changes to a period's records after commit `first`, up to `last`, oldest first."""
        return self._between(first, last, lambda _, where: where.period == period)

    def _is_correction(self, commit: Commit, where: Place) -> bool:
        if where.period is None:
            # A measure's own file has no period. Only a change to the periods that report the measure is a
            # correction, and its message says so.
            told = parse(commit.message)
            return told is not None and told.action == Action.CORRECT
        return self._repository.file(commit.parents[0], period_path(where.period)) is not None

    def _between(
        self, first: str, last: str, wanted: Callable[[Commit, Place], bool]
    ) -> Iterator[Correction]:
        commits = [
            (commit, places)
            for commit, paths in self._repository.log(f"{first}..{last}")
            # The changes that a merge brings in have commits of their own.
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
