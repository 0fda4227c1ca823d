"""Files that are whole or not there: written aside, synced, renamed."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_file(path: Path, data: bytes, *, aside: Path | None = None, mode: int = 0o644) -> None:
    """Replace `path` by a file that holds `data`, on disk when this returns.

    The temporary lies in `aside` (a folder of the same file system), else beside the file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=aside or path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - a string is what mkstemp gives
    except BaseException:
        os.unlink(name)  # noqa: PTH108
        raise
    sync_folder(path.parent)


def sync_file(path: Path) -> None:
    """Put a file's bytes on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
