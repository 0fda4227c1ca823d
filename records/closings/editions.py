"""The editions of a closed period as the history holds them: the commits that closed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.values.layout import period_path

if TYPE_CHECKING:
    from records.git.repository import Repository
    from records.values.periods import Period


def closings(repository: Repository, revision: str, period: Period) -> list[str]:
    """Return the commits that closed a period, edition by edition, in the history of a commit.

    A merge that brings a closing along closes nothing itself.
    """
    path = period_path(period)
    made = [
        commit.id
        for commit, changes in repository.log(revision, [path], "--full-history", "--topo-order")
        if len(commit.parents) == 1 and any(change.old is None for change in changes)
    ]
    return made[::-1]
