"""The commits in the history that closed a period, one for each of its editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.values.layout import PERIODS, closed_period, period_path

if TYPE_CHECKING:
    from records.git.archive import Archive
    from records.values.periods import Period


def closings(repository: Archive, revision: str, period: Period) -> list[str]:
    """Return the commits that closed a period, in order of edition, in the history of a revision.

    A merge that brings in a closing does not count as closing the period.
    """
    return _made(repository, revision, period_path(period)).get(period, [])


def all_closings(repository: Archive, revision: str) -> dict[Period, list[str]]:
    """Return the commits that closed each period, in the history of a revision; see `closings`."""
    return _made(repository, revision, PERIODS)


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
