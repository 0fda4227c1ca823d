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
#: Seconds between two tries: of those in the queue, and of who comes next.
_PAUSE, _SHORT_PAUSE = 0.002, 0.0005


@contextmanager
def locked(path: Path, holder: str, patience: float = PATIENCE) -> Iterator[int]:
    """Hold the lock file `path`, saying in it who `holder` is; yield its descriptor for git children.

    A child that inherits the descriptor keeps the lock while it lives, even when this process is killed.
    Whoever waits waits in a queue, a second lock held by who comes next: so nobody who saves again and again
    is always faster than the others. Raises `LockHeld`, naming the holder, after `patience` seconds.
    """
    end = time.monotonic() + patience
    descriptor = _open(path)
    try:
        queue = _open(path.with_name(f"{path.name}-queue"))
        try:
            for each, pause in ((queue, _PAUSE), (descriptor, _SHORT_PAUSE)):
                if not _take(each, end, pause):
                    raise LockHeld(
                        "{holder} has been saving for more than {seconds} seconds. Try again; if it goes on, "
                        "end that process.",
                        holder=os.pread(descriptor, 200, 0).decode(errors="replace"),
                        seconds=int(patience),
                    )
        finally:
            os.close(queue)
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


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)


def _take(descriptor: int, end: float, pause: float) -> bool:
    """Take a lock, trying until a moment of the monotonic clock; say whether it is taken."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(pause)
        else:
            return True
