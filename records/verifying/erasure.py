"""A history begun anew because a law obliges to erase: a root that says what it replaces.

Its message has, beside a reason as every message has it, the trailers `Prozvit-Erased:` with the id of the
head that it takes the place of, and a `Prozvit-Removed:` for each path that is no longer in it.
"""

from __future__ import annotations

import re

from msgspec import Struct

_ERASED = re.compile(r"^Prozvit-Erased: ([0-9a-f]{40})$", re.MULTILINE)
_REMOVED = re.compile(r"^Prozvit-Removed: (\S.*)$", re.MULTILINE)
_REASON = re.compile(r"^  \S.*$", re.MULTILINE)


class Erasure(Struct, frozen=True):
    """The head that was left, the paths that were removed, and why."""

    head: str
    removed: tuple[str, ...]
    reason: str


def erasure(message: str) -> Erasure | None:
    """Return what a root's message declares erased; None where it lacks one of the three."""
    head, removed, reason = _ERASED.search(message), _REMOVED.findall(message), _REASON.findall(message)
    if head is None or not removed or not reason:
        return None
    return Erasure(head[1], tuple(removed), "\n".join(line.strip() for line in reason))
