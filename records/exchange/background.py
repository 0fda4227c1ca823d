"""Synchronisation after a save, in a separate process, so that nobody waits for the network.

The process has no terminal and outlives the program that started it, so the last save is sent even if the
connection to the terminal drops. `PROZVIT_SYNC=off` in the environment turns it off.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from records.disk import detached
from records.exchange.queue import LOCK, last_result

#: Seconds to wait for another synchronisation to end.
_PATIENCE = 600.0
_REMOTE = re.compile(rb'^\s*\[(?:remote\s+"origin"|include)', re.MULTILINE)


def has_remote(register: Path) -> bool:
    """Return whether a register may have a remote, from a look at its git configuration; raise OSError."""
    return _REMOTE.search((register / ".git" / "config").read_bytes()) is not None


def begin(register: Path, *, at_once: bool = True) -> bool:
    """Start a synchronisation in the background if the register has a remote; return whether it started.

    Without `at_once` it starts only if the next periodic synchronisation is due.
    """
    if os.environ.get("PROZVIT_SYNC") == "off":
        return False
    # Synchronising is optional: failing to start it does not make the preceding save a failure.
    with suppress(OSError):
        if not has_remote(register):
            return False
        last = last_result(register / ".git" / "prozvit")
        if not at_once and last is not None and not last.is_old:
            return False
        detached.begin("records.exchange.background", str(register))
        return True
    return False


def main(path: Path) -> None:
    """Synchronise once, unless another process is already waiting to do so and will send the same commits."""
    from records.disk.locks import holder
    from records.errors import ProzvitError
    from records.exchange.syncing import sync
    from records.register import Register
    from records.writing import upkeep

    # The waiting process has not read main yet, so it will see everything saved up to now.
    if holder(path / ".git" / "prozvit" / f"{LOCK}-queue") is not None:
        return
    # The result, including any error, is stored for later (`queue`).
    with suppress(ProzvitError), Register.open(path) as register:
        sync(register, patience=_PATIENCE)
        upkeep.begin(path / ".git")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
