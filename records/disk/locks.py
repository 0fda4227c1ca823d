"""One writer at a time: an advisory lock that is released when its process ends, even if it crashes."""

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

#: Seconds. A save takes a few hundredths of a second, so this is time for a queue of hundreds.
PATIENCE = 30.0
#: Seconds between attempts: while waiting in the queue, and at the head of it.
_PAUSE, _SHORT_PAUSE = 0.002, 0.0005


@contextmanager
def locked(path: Path, holder: str, patience: float = PATIENCE) -> Iterator[int]:
    """Hold the lock file `path` and write `holder` into it; yield its descriptor for git subprocesses.

    A subprocess that inherits the descriptor keeps the lock while it lives, even if this process is killed.
    Waiting processes queue for a second lock, so that one that saves repeatedly cannot starve the others.
    Raises `LockHeld`, naming the holder, after `patience` seconds.
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
        # An error on closing does not matter: the work is done, and the exit releases the lock.
        with suppress(OSError):
            os.close(descriptor)


def holder(path: Path) -> str | None:
    """Return the name that the current holder wrote into the lock file `path`, or None if it is free.

    Does not take the lock itself.
    """
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
    """Try to take a lock until `end` (monotonic clock), every `pause` seconds; return the outcome."""
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end:
                return False
            time.sleep(pause)
        else:
            return True
