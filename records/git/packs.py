"""Many objects written as one pack, which is flushed to disk once instead of object by object."""

from __future__ import annotations

import hashlib
import zlib
from typing import TYPE_CHECKING

from records.git.objects import ObjectStore, object_id

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

#: The number of files from which a pack is faster than loose objects.
MANY_FILES = 50
_TYPES = {"commit": 1, "tree": 2, "blob": 3}


class PackStore(ObjectStore):
    """Collects objects and passes them on as one pack."""

    def __init__(
        self, folder: Path, read: Callable[[str], bytes], take_in: Callable[[bytes], object]
    ) -> None:
        super().__init__(folder, read)
        self._take_in = take_in
        self._gathered: dict[str, tuple[str, bytes]] = {}

    def write(self, kind: str, data: bytes) -> str:
        """Collect one object; return its id."""
        identity = object_id(kind, data)
        self._gathered[identity] = kind, data
        return identity

    def sync(self) -> None:
        """Store all objects collected so far on disk."""
        if self._gathered:
            self._take_in(pack(self._gathered.values()))
        self._gathered.clear()


def pack(objects: Collection[tuple[str, bytes]]) -> bytes:
    """Return a pack (version 2) of objects, each given as its type and content."""
    parts = [b"PACK", (2).to_bytes(4), len(objects).to_bytes(4)]
    for kind, data in objects:
        parts += [_header(_TYPES[kind], len(data)), zlib.compress(data, 1)]
    body = b"".join(parts)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _header(kind: int, size: int) -> bytes:
    """Return the type and size in a pack’s encoding: four bits of the size, then seven per byte."""
    found = bytearray([kind << 4 | size & 0xF])
    size >>= 4
    while size:
        found[-1] |= 0x80
        found.append(size & 0x7F)
        size >>= 7
    return bytes(found)
