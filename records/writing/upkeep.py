"""Upkeep of a register's repository that nobody has to think of: its commit-graph, and packing its objects.

After a save, when there is enough to do and the last time is a while ago, a process of its own does it. It
works while nobody saves, leaves off when somebody begins, and can be killed at any moment: git itself puts
each file in place whole, and what is left of one that was not is cleared the next time.
"""

from __future__ import annotations

import fcntl
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from records.disk import detached
from records.disk.locks import holder
from records.disk.specials import refuse_special_files
from records.git.repository import Repository

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator

#: Seconds between two upkeeps of one register.
EVERY = 600.0
#: So many files in four of git's 256 folders of loose objects are a thousand in all: those of 170 saves.
_LOOSE = 16
_SAMPLES = ("17", "5a", "a3", "e8")
#: Seconds: nobody may have saved for so long, this often it is looked whether somebody does, and of what a
#: killed process left, so old it must be.
_QUIET, _LOOK, _LEFT = 0.5, 0.05, 600.0
#: How often a step is begun anew, where somebody saved meanwhile.
_TRIES = 20
#: What may lie about: of saves, of git packing, of git writing the commit-graph.
_TEMPORARIES = (
    "prozvit/.new-*",
    "objects/obj??????*",
    "objects/pack/tmp_*",
    "objects/pack/.tmp-*",
    "objects/info/commit-graphs/*.lock",
    "objects/info/commit-graphs/tmp_*",
)


def begin(git: Path) -> None:
    """Begin the upkeep of the repository in a folder `.git`, where it is due; nobody waits for it."""
    # It is a courtesy: that it can't begin is no failure of the save before it.
    with suppress(OSError):
        if is_due(git):
            (git / "prozvit" / "upkeep").touch()
            detached.begin("records.writing.upkeep", str(git.parent))


def is_due(git: Path) -> bool:
    """Say whether there is enough to do, and the last time long enough ago. Raises OSError."""
    last = git / "prozvit" / "upkeep"
    if last.exists() and abs(time.time() - last.stat().st_mtime) < EVERY:
        return False
    objects = git / "objects"
    if sum(1 for sample in _SAMPLES for _ in (objects / sample).glob("*")) >= _LOOSE:
        return True
    return any((objects / "pack").glob("*.pack")) and not _has_graph(objects)


def keep_up(root: Path) -> bool:
    """Do the upkeep of the repository in a folder; say whether all of it was done.

    Where another process does it already, nothing is done. Raises OSError, `GitFailed`.
    """
    git = root / ".git"
    descriptor = os.open(git / "prozvit" / "upkeep-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        _clear(git)
        # Nobody listens to what is begun here, so that it waits for a pipe would not be seen.
        refuse_special_files(git)
        repository = Repository(root)
        return all(_done(git, step) for step in (repository.begin_packing, repository.begin_graph))
    finally:
        os.close(descriptor)


def _done(git: Path, begin_step: Callable[[], subprocess.Popen[bytes]]) -> bool:
    """Do a step while nobody saves; say whether it was done."""
    for _ in range(_TRIES):
        _wait_for_quiet(git)
        with begin_step() as step:
            undisturbed = _goes_undisturbed(git, step)
        if undisturbed:
            return step.returncode == 0
    return False


def _goes_undisturbed(git: Path, step: subprocess.Popen[bytes]) -> bool:
    """Watch over a step; where somebody saves, end it and say False."""
    for saver in _savers(git):
        if step.poll() is not None:
            return True
        if saver is not None:
            # Git takes its own temporary files away when it is asked to end.
            step.terminate()
            return False
    return True


def _wait_for_quiet(git: Path) -> None:
    quiet_since = time.monotonic()
    for saver in _savers(git):
        now = time.monotonic()
        if saver is not None:
            quiet_since = now
        elif now - quiet_since > _QUIET:
            return


def _savers(git: Path) -> Iterator[str | None]:
    """Yield again and again who saves, or None."""
    while True:
        yield holder(git / "prozvit" / "lock")
        time.sleep(_LOOK)


def _clear(git: Path) -> None:
    """Take away what killed processes left behind."""
    for pattern in _TEMPORARIES:
        for left in git.glob(pattern):
            with suppress(OSError):
                if left.is_file() and time.time() - left.stat().st_mtime > _LEFT:
                    left.unlink()


def _has_graph(objects: Path) -> bool:
    return any((objects / "info" / name).exists() for name in ("commit-graph", "commit-graphs"))


if __name__ == "__main__":
    os.nice(19)
    keep_up(Path(sys.argv[1]))
