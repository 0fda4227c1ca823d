"""Pipes, sockets and devices, which nothing here opens: who reads one may wait forever."""

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
    """Return the bytes of a plain file, or of one that a link leads to; raise OSError for all else."""
    # Without waiting for a writer, where it is a pipe.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))
        return file.read()


def is_special(path: Path) -> bool:
    """Say whether something is there that is neither a file nor a folder, nor a link to one."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISDIR(mode))


def refuse_special_files(folder: Path, *, apart_from: str = "") -> None:
    """Raise `GitFailed` where git would find anything but plain files in its folder and below it.

    `apart_from` is the name of a folder that is not looked into.
    """
    for file in _special_files(folder, apart_from):
        raise GitFailed(
            "{file} is a pipe, a socket or a device, for which git would wait forever. Remove it, or clone "
            "the register anew.",
            file=file,
        )


def _special_files(folder: Path, apart_from: str) -> Iterator[Path]:
    # What may not be looked into is opened by nobody here.
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                if entry.name != apart_from:
                    yield from _special_files(Path(entry.path), apart_from)
            elif not entry.is_file(follow_symlinks=False) and is_special(Path(entry.path)):
                yield Path(entry.path)
