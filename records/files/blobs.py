"""A cache of the fields of blobs, so that each blob is read and parsed only once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import InvalidDocument
from records.files.documents import read_document
from records.values.fields import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.git.archive import Archive
    from records.values.changes import Key

#: The number of cached blobs: a history read backwards asks for each blob again as the earlier version.
_MOST_KEPT = 4096


class BlobFields:
    """Returns the fields of blobs; a missing file, or one that is not TOML, has none."""

    def __init__(self, repository: Archive) -> None:
        self._repository = repository
        self._known: dict[str | None, Mapping[Key, object]] = {None: {}}

    def prepare(self, blobs: Iterable[str | None]) -> None:
        """Read the blobs that are not cached yet in a single request to git."""
        if len(self._known) > _MOST_KEPT:
            self._known = {None: {}}
        wanted = [blob for blob in dict.fromkeys(blobs) if blob is not None and blob not in self._known]
        for blob, data in zip(wanted, self._repository.blobs(wanted), strict=True):
            self.take(blob, data)

    def take(self, blob: str, data: bytes) -> Mapping[Key, object]:
        """Return the fields of a blob whose bytes the caller already has, and cache them."""
        if blob not in self._known:
            self._known[blob] = fields_of(data)
        return self._known[blob]

    def __call__(self, blob: str | None) -> Mapping[Key, object]:
        """Return the fields of a blob; None stands for a missing file."""
        if blob not in self._known:
            self.prepare([blob])
        return self._known[blob]


def fields_of(data: bytes) -> Mapping[Key, object]:
    """Return the fields in a file's bytes; none if they are not TOML."""
    try:
        return flatten(read_document(data, ""))
    except InvalidDocument:
        # A commit made outside prozvit may contain a file that is not TOML.
        return {}
