"""Git objects written in process with GitPython’s object database, and flushed to disk.

This costs a fraction of a git subprocess for each blob, tree and commit. References are not touched.
"""

from __future__ import annotations

import hashlib
import zlib
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING

from records.disk.durable import sync_file, sync_folder
from records.disk.specials import is_special, read_plain
from records.git.trees import parse_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

BLOB_MODE = 0o100644
_TREE_MODE = 0o040000
EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class ObjectStore:
    """Writes loose objects in process and flushes them to disk."""

    def __init__(self, folder: Path, read: Callable[[str], bytes]) -> None:
        from gitdb.db import LooseObjectDB

        self._folder = folder
        self._read = read
        self._objects = LooseObjectDB(str(folder))
        self._written: list[Path] = []

    def write(self, kind: str, data: bytes) -> str:
        """Store one object; return its id."""
        self._make_room(kind, data)
        try:
            name = self._store(kind, data)
        except FileNotFoundError:
            # The object existed and was packed during the call; the second attempt writes it.
            name = self._store(kind, data)
        self._written.append(self._folder / name[:2] / name[2:])
        return name

    def _store(self, kind: str, data: bytes) -> str:
        from gitdb import IStream

        stream = self._objects.store(IStream(kind.encode(), len(data), BytesIO(data)))
        return str(stream.hexsha.decode())

    def _make_room(self, kind: str, data: bytes) -> None:
        """Delete a damaged object, or a special file, at the object’s path, so that it is written again.

        A power cut can leave a truncated object.
        """
        whole = b"%s %d\0" % (kind.encode(), len(data)) + data
        name = hashlib.sha1(whole, usedforsecurity=False).hexdigest()
        path = self._folder / name[:2] / name[2:]
        try:
            if zlib.decompress(read_plain(path)) != whole:
                path.unlink()
        except FileNotFoundError:
            pass
        except zlib.error:
            path.unlink()
        except OSError:
            if is_special(path):
                path.unlink()

    def tree(self, base: str | None, files: Mapping[str, bytes | None]) -> str:
        """Store the tree `base` with new contents for some files (None removes one); return its id."""
        entries = self._entries(base)
        folders: dict[str, dict[str, bytes | None]] = {}
        for path, data in files.items():
            name, _, rest = path.partition("/")
            if rest:
                folders.setdefault(name, {})[rest] = data
            elif data is None:
                entries.pop(name, None)
            else:
                entries[name] = (BLOB_MODE, self.write("blob", data))
        for name, inner in folders.items():
            mode, old = entries.get(name, (0, None))
            new = self.tree(old if mode == _TREE_MODE else None, inner)
            if new == EMPTY_TREE:
                entries.pop(name, None)
            else:
                entries[name] = (_TREE_MODE, new)
        return self.write("tree", _tree_bytes(entries))

    def _entries(self, tree: str | None) -> dict[str, tuple[int, str]]:
        if tree is None:
            return {}
        entries = parse_tree(self._read(tree))
        return {name: (int(mode, 8), identity) for name, (mode, identity) in entries.items()}

    def sync(self) -> None:
        """Flush all objects written so far, and their folders, to disk."""
        for path in self._written:
            # A missing file was packed meanwhile, and git flushes a pack before it deletes loose objects.
            with suppress(FileNotFoundError):
                sync_file(path)
        for folder in sorted({path.parent for path in self._written}):
            with suppress(FileNotFoundError):
                sync_folder(folder)
        sync_folder(self._folder)
        self._written.clear()


def checked_in(data: bytes) -> bytes:
    """Return a record’s bytes as git stores them, given `eol=lf` in the register’s attributes."""
    return data.replace(b"\r\n", b"\n")


def blob_id(data: bytes) -> str:
    """Return git’s id for a blob with this content."""
    return object_id("blob", data)


def object_id(kind: str, data: bytes) -> str:
    """Return git’s id for an object of this type and content."""
    head = f"{kind} {len(data)}\0".encode()
    return hashlib.sha1(head + data, usedforsecurity=False).hexdigest()


def _tree_bytes(entries: Mapping[str, tuple[int, str]]) -> bytes:
    def order(item: tuple[str, tuple[int, str]]) -> bytes:
        # Git sorts a folder as if its name ended in a slash.
        return item[0].encode() + (b"/" if item[1][0] == _TREE_MODE else b"")

    return b"".join(
        f"{mode:o} {name}".encode() + b"\0" + bytes.fromhex(identity)
        for name, (mode, identity) in sorted(entries.items(), key=order)
    )
