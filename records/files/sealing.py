"""A word of review in a progress's file, bound to the bytes before it: whoever changes these undoes it."""

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
    """Return a progress with a word as its review, bound to the bytes before the line `[review]`.

    A progress of which these very bytes have that word already comes back as it is.
    """
    from records.values.fields import stored

    review = read_document(data, "").get("review", {})
    said, _ = stored("", ("note",), word.note)
    there = (review.get("state"), review.get("note", ""), review.get("covers"))
    if there == (word.state, said, covers(data)):
        return data
    if review and not _is_last(data):
        # What somebody wrote below it by hand would not be covered.
        data = change_document(data, {_REVIEW: None})
    noted = {"note": said} if said else {}
    values = {"state": word.state.value, "by": by, "at": at, **noted, "covers": _UNSEALED}
    unsealed = change_document(data, {_REVIEW: values})
    before, mark, after = unsealed.rpartition(_UNSEALED.encode())
    assert mark
    return before + covers(unsealed).encode() + after


def covers(data: bytes) -> str:
    """Return what a review of a progress's bytes is bound to: all of them, where it is not their end."""
    before, mark, _ = data.rpartition(_LINE)
    covered = before + b"\n" if mark and _is_last(data) else data
    return f"sha256:{hashlib.sha256(covered).hexdigest()}"


def _is_last(data: bytes) -> bool:
    return _TABLE.search(data.rpartition(_LINE)[2]) is None
