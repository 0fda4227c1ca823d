"""The commits in the history that closed a period, one for each of its editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.files.reading import read_file
from records.values.layout import PERIODS, closed_period, period_path
from records.values.model import PeriodRecord

if TYPE_CHECKING:
    from collections.abc import Collection

    from records.files.snapshot import Snapshot
    from records.git.archive import Archive
    from records.values.periods import Period


def closings(repository: Archive, revision: str, period: Period) -> list[str]:
    """Return the commits that closed a period, in order of edition, in the history of a revision.

    A merge that brings in a closing does not count as closing the period.
    """
    return _made(repository, revision, period_path(period)).get(period, [])


def all_closings(repository: Archive, revision: str) -> dict[Period, list[str]]:
    """Return the commits that closed each period, in the history of a revision or a range; see `closings`."""
    return _made(repository, revision, PERIODS)


def recalled(
    repository: Archive, snapshot: Snapshot, *, revision: str = "", period: Period | None = None
) -> Snapshot:
    """Return a snapshot that knows what its periods that are open again had when they were last closed.

    The history up to its own commit tells it, or up to `revision`; of one `period`, or of all.
    """
    if period in snapshot.closed:
        return snapshot
    path = PERIODS if period is None else period_path(period)
    made = _made(repository, revision or snapshot.commit, path)
    reopened = {
        each: _names(repository, commits[-1], each)
        for each, commits in made.items()
        if each not in snapshot.closed
    }
    return replace(snapshot, reopened=reopened) if reopened else snapshot


def _names(repository: Archive, commit: str, period: Period) -> Collection[str]:
    """Return the paths that a closing's record names; none where it can't be read."""
    path = period_path(period)
    data = repository.file(commit, path)
    record = read_file(path, data).record if data is not None else None
    return record.records if isinstance(record, PeriodRecord) else ()


def _made(repository: Archive, revision: str, path: str) -> dict[Period, list[str]]:
    made: dict[Period, list[str]] = {}
    for commit, changes in repository.log(revision, [path], "--full-history", "--topo-order"):
        if len(commit.parents) != 1:
            continue
        for change in changes:
            period = closed_period(change.path)
            if period is not None and change.old is None:
                made.setdefault(period, []).insert(0, commit.id)
    return made
