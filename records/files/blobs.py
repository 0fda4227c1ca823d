"""The fields of files as commits left them, each blob read and parsed once for as long as it is of use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from records.errors import InvalidDocument
from records.files.documents import read_document
from records.values.fields import flatten

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from records.git.archive import Archive
    from records.values.changes import Key

#: Blobs that are kept: a history read backwards asks for each a second time, as what was there before.
_MOST_KEPT = 4096


class BlobFields:
    """Answers what fields a blob holds; a file that is not there, or no TOML, has none."""

    def __init__(self, repository: Archive) -> None:
        self._repository = repository
        self._known: dict[str | None, Mapping[Key, object]] = {None: {}}

    def prepare(self, blobs: Iterable[str | None]) -> None:
        """Read those blobs that are not known yet, in one conversation with git."""
        if len(self._known) > _MOST_KEPT:
            self._known = {None: {}}
        wanted = [blob for blob in dict.fromkeys(blobs) if blob is not None and blob not in self._known]
        for blob, data in zip(wanted, self._repository.blobs(wanted), strict=True):
            self.take(blob, data)

    def take(self, blob: str, data: bytes) -> Mapping[Key, object]:
        """Return the fields of a blob whose bytes are there already."""
        if blob not in self._known:
            self._known[blob] = fields_of(data)
        return self._known[blob]

    def __call__(self, blob: str | None) -> Mapping[Key, object]:
        """Return the fields of a blob, None standing for a file that is not there."""
        if blob not in self._known:
            self.prepare([blob])
        return self._known[blob]


def fields_of(data: bytes) -> Mapping[Key, object]:
    """Return the fields that a file's bytes hold."""
    try:
        return flatten(read_document(data, ""))
    except InvalidDocument:
        # A commit of somebody's own may have left a file that is no TOML.
        return {}
