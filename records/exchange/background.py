"""The exchange with the remote after a save: in a process of its own, so that nobody waits for a network.

It has no terminal and outlives the program that began it: what was saved last is sent although a line drops.
`PROZVIT_SYNC=off` in the environment leaves it out.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from pathlib import Path

from records.disk import detached
from records.exchange.queue import LOCK, last_result

#: Seconds that one waits for the end of another.
_PATIENCE = 600.0
_REMOTE = re.compile(rb'^\s*\[(?:remote\s+"origin"|include)', re.MULTILINE)


def has_remote(register: Path) -> bool:
    """Say whether a register may have a remote. Reads one small file; raises OSError."""
    return _REMOTE.search((register / ".git" / "config").read_bytes()) is not None


def begin(register: Path, *, at_once: bool = True) -> bool:
    """Begin an exchange of a register with its remote, where it has one; say whether one was begun.

    Nobody waits for it. Where it is not to be `at_once`, it is begun only when it is time for the next one.
    """
    if os.environ.get("PROZVIT_SYNC") == "off":
        return False
    # It is a courtesy: that it can't begin is no failure of the save before it.
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
    """Exchange what there is to exchange; who begins later and waits takes everything along."""
    from records.disk.locks import holder
    from records.errors import ProzvitError
    from records.exchange.syncing import sync
    from records.register import Register
    from records.writing import upkeep

    # Whoever waits already has not looked at main yet, so it will see all that is there now.
    if holder(path / ".git" / "prozvit" / f"{LOCK}-queue") is not None:
        return
    # What went wrong is kept for who asks (`queue`).
    with suppress(ProzvitError), Register.open(path) as register:
        sync(register, patience=_PATIENCE)
        upkeep.begin(path / ".git")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
