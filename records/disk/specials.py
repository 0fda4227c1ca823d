"""Pipes, sockets and devices, which this program never opens: reading one may block forever."""

from __future__ import annotations

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from records.errors import GitFailed

if TYPE_CHECKING:
    from collections.abc import Iterator


def read_plain(path: Path) -> bytes:
    """Return the bytes of a regular file, symlinks followed; raise OSError for anything else."""
    # O_NONBLOCK: opening a pipe must not wait for its writer.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
        return file.read()


def is_special(path: Path) -> bool:
    """Return whether the path exists and is neither a file nor a folder, symlinks followed."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def refuse_special_files(folder: Path, *, apart_from: str = "") -> None:
    """Raise `GitFailed` if git’s folder holds, at any depth, anything but regular files and folders.

    `apart_from` is the name of a folder to skip.
    """
    for file in _special_files(folder, apart_from):
        raise GitFailed(
            "{file} is a pipe, a socket or a device, for which git would wait forever. Remove it, or clone "
            "the register anew.",
            file=file,
        )


def _special_files(folder: Path, apart_from: str) -> Iterator[Path]:
    # Folders without read permission are skipped: git cannot open their files either.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != apart_from:
                    yield from _special_files(Path(entry.path), apart_from)
            elif not entry.is_file(follow_symlinks=False) and is_special(Path(entry.path)):
                yield Path(entry.path)
