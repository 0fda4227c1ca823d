"""Is the history of a register true? Every commit judged by the officers and rules of those before it.

    graph, walk          the commits in order, each with what it changed
    ground, readings     the register as each commit has it, every version of a file read once
    deeds, merging, mixing                                                    what a commit did of its own
    signing, rights, telling, closing, closed, validity, reviewing, times, shape
                         what a commit is held to
    surroundings, tags, trust, erasure                                        what the repository is held to
    judging, verification, state, verdict                                     from the first to the last

Nothing here trusts the program that made the history, the server that keeps it or the repository's own
configuration; all of it can be done again with stock `git` and `ssh-keygen`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.verifying.trust import Trust
from records.verifying.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.reader import Reader

__all__ = ["Trust", "Verdict", "verify"]


def verify(
    register: Reader,
    *,
    since: str | None = None,
    expect: str | None = None,
    trust: Trust | None = None,
    full: bool = False,
    keep: bool = True,
    progress: Callable[[int, int], object] = lambda _done, _all: None,
) -> Verdict:
    """Judge the history of a register's main; return the verdict.

    A verification goes on from where the user's last one ended, unless it is to be `full`; how far this one
    came is kept for the next, unless it is not to `keep` it. `since` is a revision: only commits after it
    are judged, and nothing is kept. `expect` is the revision that was noted last time. `trust` is who is
    believed at the root. `progress` is told how many commits of how many are judged. Raises
    `UnknownRevision` for a revision that is none, `GitFailed` where git ends.
    """
    from records.verifying.verification import Verification, Wish

    return Verification(register, Wish(since, expect, trust or Trust(), full, keep), progress).verdict()
