"""A cache of parsed record files: each version is read once, and the latest ones are kept."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.errors import InvalidDocument
from records.files.documents import convert, read_document
from records.values.fields import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable

    from records.git.evidence import Evidence
    from records.values.changes import Key
    from records.values.model import Record

#: How many versions are kept: about what a thousand measures hold at once.
_KEPT = 8192


class Reading(Struct, frozen=True):
    """One version of a record's file: its flat fields, its sha256, and the record or the problem with it."""

    fields: dict[Key, Any]
    record: Record | None
    problem: InvalidDocument | None
    digest: str


#: The reading of a file that does not exist.
NOTHING_READ = Reading({}, None, None, "")


class Readings:
    """Reads record files by path and blob id."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._kept: OrderedDict[tuple[str, str], Reading] = OrderedDict()

    def read(self, path: str, blob: str | None) -> Reading:
        """Return one version of a file; `NOTHING_READ` if `blob` is None."""
        if blob is None:
            return NOTHING_READ
        key = (path, blob)
        if key not in self._kept:
            self.prepare([key])
        self._kept.move_to_end(key)
        return self._kept[key]

    def prepare(self, wanted: Iterable[tuple[str, str]]) -> None:
        """Read the given versions, as (path, blob), with one call to git."""
        missing = [key for key in dict.fromkeys(wanted) if key not in self._kept]
        blobs = [blob for _, blob in missing]
        for (path, blob), data in zip(missing, self._evidence.blobs(blobs), strict=True):
            self._kept[path, blob] = reading(path, data)
        while len(self._kept) > max(_KEPT, len(missing)):
            self._kept.popitem(last=False)


def reading(path: str, data: bytes) -> Reading:
    """Parse a file's bytes."""
    digest = hashlib.sha256(data).hexdigest()
    try:
        tables = read_document(data, path)
    except InvalidDocument as problem:
        return Reading({}, None, problem, digest)
    fields = flatten(tables)
    try:
        return Reading(fields, convert(tables, path), None, digest)
    except InvalidDocument as problem:
        return Reading(fields, None, problem, digest)
