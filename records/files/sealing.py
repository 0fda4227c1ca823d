"""Writes a review into a progress file, bound to the bytes before it, so that changing them voids it."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from records.files.documents import change_document, read_document

if TYPE_CHECKING:
    from datetime import datetime

    from records.values.changes import Word

_LINE = b"\n[review]"
_REVIEW = ("review",)
_UNSEALED = "sha256:" + "0" * 64
_TABLE = re.compile(rb"^[ \t]*\[", re.MULTILINE)


def sealed(data: bytes, word: Word, by: str, at: datetime) -> bytes:
    """Return a progress file with a review added, bound to the bytes before the line `[review]`.

    If the file already has the same review for the same bytes, it is returned unchanged.
    """
    from records.values.fields import stored

    review = read_document(data, "").get("review", {})
    said, _ = stored("", ("note",), word.note)
    there = (review.get("state"), review.get("note", ""), review.get("covers"))
    if there == (word.state, said, covers(data)):
        return data
    if review and not _is_last(data):
        # Anything that somebody added by hand below the review would not be covered.
        data = change_document(data, {_REVIEW: None})
    noted = {"note": said} if said else {}
    values = {"state": word.state.value, "by": by, "at": at, **noted, "covers": _UNSEALED}
    unsealed = change_document(data, {_REVIEW: values})
    before, mark, after = unsealed.rpartition(_UNSEALED.encode())
    assert mark
    return before + covers(unsealed).encode() + after


def covers(data: bytes) -> str:
    """Return the value that binds a review to a file: a hash of the bytes before the review.

    If the review is not the last table of the file, the hash covers all bytes.
    """
    before, mark, _ = data.rpartition(_LINE)
    covered = before + b"\n" if mark and _is_last(data) else data
    return f"sha256:{hashlib.sha256(covered).hexdigest()}"


def _is_last(data: bytes) -> bool:
    return _TABLE.search(data.rpartition(_LINE)[2]) is None
