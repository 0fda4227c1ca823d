"""One writer at a time: an advisory lock that ends with the process that holds it, however it ends."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from records.errors import LockHeld

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds; a save takes a few hundredths of one, so this is a queue of hundreds.
PATIENCE = 30.0
_PAUSE = 0.004


@contextmanager
def locked(path: Path, holder: str, patience: float = PATIENCE) -> Iterator[int]:
    """Hold the lock file `path`, saying in it who `holder` is; yield its descriptor for git children.

    A child that inherits the descriptor keeps the lock while it lives, even when this process is killed.
    Raises `LockHeld`, naming the holder, after `patience` seconds.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        _wait(descriptor, patience)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{holder} (PID {os.getpid()})".encode(), 0)
        yield descriptor
    finally:
        # The lock ends with the process at the latest; what was done under it is done.
        with suppress(OSError):
            os.close(descriptor)


def holder(path: Path) -> str | None:
    """Return who holds the lock file `path` now, as it says itself, or None; take nothing from anyone."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.pread(descriptor, 200, 0).decode(errors="replace")
    else:
        return None
    finally:
        os.close(descriptor)


def _wait(descriptor: int, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                holder = os.pread(descriptor, 200, 0).decode(errors="replace")
                raise LockHeld(
                    "{holder} has been saving for more than {seconds} seconds. Try again; if it goes on, "
                    "end that process.",
                    holder=holder,
                    seconds=int(patience),
                ) from None
            time.sleep(_PAUSE)
        else:
            return
