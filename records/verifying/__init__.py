"""Verify a register's history: judge every commit by the officers and rules of the commits before it.

* graph, walk: the commits in the order of judging, each with the paths it changed
* ground, readings: the register's state at one commit; each version of a file is read once
* deeds, merging, mixing: the changes that a commit made itself
* signing, rights, telling, closing, closed, validity, reviewing, times, shape: the checks of one commit
* surroundings, tags, trust, erasure: the checks of the repository
* judging, verification, state, verdict: running all checks and summing up the result

Nothing here trusts the program that made the history, the server that stores it or the repository's own
configuration. Every check can be repeated with stock `git` and `ssh-keygen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.verifying.trust import Trust
from records.verifying.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from records.files.reader import Reader

__all__ = ["Trust", "Verdict", "verify"]


def verify(
    register: Reader,
    *,
    since: str | None = None,
    expect: str | None = None,
    tags: Mapping[str, str] | None = None,
    trust: Trust | None = None,
    full: bool = False,
    keep: bool = True,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Verdict:
    """Verify the history of a register's main branch and return the verdict.

    The verification continues from the user's last one unless `full` is set, and stores its result for the
    next one unless `keep` is False. With `since` (a revision) only the commits after it are judged, and
    nothing is stored. `expect` is the revision noted after the last verification, `tags` the report tags
    noted then, as reference name → object id. `trust` says which root commit or keys to believe. `progress`
    is called with the number of commits judged so far and their total. Raises `UnknownRevision` if a
    revision does not exist and `GitFailed` if git fails.
    """
    from records.verifying.verification import Verification, Wish

    return Verification(
        register, Wish(since, expect, tags or {}, trust or Trust(), full, keep), progress
    ).verdict()
