"""Is the history of a register true? Every commit judged by the officers and rules of those before it.

Nothing here trusts the program that made the history, the server that keeps it or the repository's own
configuration; all of it can be done again with stock `git` and `ssh-keygen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.verifying.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.register import Register
    from records.verifying.trust import Trust

__all__ = ["Verdict", "verify"]


def verify(
    register: Register,
    *,
    since: str | None = None,
    expect: str | None = None,
    trust: Trust | None = None,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Verdict:
    """Judge the history of a register's main; return the verdict.

    A verification goes on from where the user's last one ended. `since` is a revision: only commits after
    it are judged, and nothing is kept. `expect` is the revision that was noted last time. `trust` is who
    is believed at the root. `progress` is told how many commits of how many are judged. Raises
    `UnknownRevision` for a revision that is none, `GitFailed` where the repository can't be read.
    """
    raise NotImplementedError
