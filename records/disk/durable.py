"""Atomic, durable file writes: to a temporary file that is synced and then renamed."""

from __future__ import annotations

import errno
import os
import tempfile
from pathlib import Path


def write_file(
    path: Path,
    data: bytes,
    *,
    aside: Path | None = None,
    mode: int = 0o644,
    owner: tuple[int, int] | None = None,
) -> None:
    """Replace `path` with a file that holds `data`; the data is on disk when this returns.

    The temporary file is made in `aside` (a folder of the same file system), by default beside the file.
    `owner` is the (user id, group id) to give the file to, if not to the user of this process.
    """
    make_folder(path.parent)
    descriptor, name = tempfile.mkstemp(prefix=".new-", dir=aside or path.parent)
    new = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            if owner is not None:
                os.fchown(file.fileno(), *owner)
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink()
        raise
    sync_folder(path.parent)


def write_over(path: Path, data: bytes) -> None:
    """Overwrite a file in place with `data`; the data is on disk when this returns.

    Cheaper than `write_file` if the file exists, but an interruption can leave the file with part of the
    data.
    """
    is_new = not path.exists()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        os.truncate(descriptor, 0)
        if os.write(descriptor, data) != len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        os.fdatasync(descriptor)
    finally:
        os.close(descriptor)
    if is_new:
        sync_folder(path.parent)


def make_folder(folder: Path, mode: int = 0o777) -> None:
    """Create a folder and its missing parents; all are on disk when this returns."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(mode=mode, parents=True, exist_ok=True)
    for each in made:
        sync_folder(each.parent)


def holds_anything(path: Path) -> bool:
    """Return whether the file exists and is not empty."""
    try:
        return path.stat().st_size > 0
    except FileNotFoundError:
        return False


def sync_file(path: Path) -> None:
    """Flush a file’s data to disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Flush a folder’s entries to disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
