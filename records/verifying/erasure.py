"""A declared erasure: a new root commit that replaces a history because the law requires erasing data.

The commit's message gives the reason as every message does, and has the trailers `Prozvit-Erased:` (the id of
the replaced head) and `Prozvit-Removed:` (once for each path that was removed).
"""

from __future__ import annotations

import re

from msgspec import Struct

_ERASED = re.compile(r"^Prozvit-Erased: ([0-9a-f]{40})$", re.MULTILINE)
_REMOVED = re.compile(r"^Prozvit-Removed: (\S.*)$", re.MULTILINE)
_REASON = re.compile(r"^  \S.*$", re.MULTILINE)


class Erasure(Struct, frozen=True):
    """The replaced head, the removed paths and the reason."""

    head: str
    removed: tuple[str, ...]
    reason: str


def erasure(message: str) -> Erasure | None:
    """Return the erasure that a root commit's message declares; None if any of its three parts is missing."""
    head, removed, reason = _ERASED.search(message), _REMOVED.findall(message), _REASON.findall(message)
    if head is None or not removed or not reason:
        return None
    return Erasure(head[1], tuple(removed), "\n".join(line.strip() for line in reason))
