"""Automatic upkeep of a register's repository: writing the commit-graph and packing loose objects.

It runs in a process of its own after a save, if there is enough to do and the last run was a while ago. It
works only while nobody saves, stops when a save begins, and can be killed at any moment: git puts each
finished file in place atomically, and the next run clears what remains of unfinished ones.
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

#: The least number of seconds between two runs for one register.
EVERY = 600.0
#: This many files in 4 of git's 256 folders mean about a thousand loose objects, those of 170 saves.
_LOOSE = 16
_SAMPLES = ("17", "5a", "a3", "e8")
#: In seconds: how long nobody must have saved before a step, how often that is checked, and how old a
#: temporary file must be to count as left by a killed process.
_QUIET, _LOOK, _LEFT = 0.5, 0.05, 600.0
#: How many times a step is repeated after a save interrupted it.
_TRIES = 20
#: Temporary files of saves, of git's packing and of git's writing of the commit-graph.
_TEMPORARIES = (
    "prozvit/.new-*",
    "objects/obj??????*",
    "objects/pack/tmp_*",
    "objects/pack/.tmp-*",
    "objects/info/commit-graphs/*.lock",
    "objects/info/commit-graphs/tmp_*",
)


def begin(git: Path) -> None:
    """Start the upkeep of the repository in a folder `.git`, if it is due, without waiting for it."""
    # Upkeep is optional: a failure to start it must not fail the save before it.
    with suppress(OSError):
        if is_due(git):
            (git / "prozvit" / "upkeep").touch()
            detached.begin("records.writing.upkeep", str(git.parent))


def is_due(git: Path) -> bool:
    """Return whether there is enough to do and the last run was long enough ago. Raises OSError."""
    last = git / "prozvit" / "upkeep"
    if last.exists() and abs(time.time() - last.stat().st_mtime) < EVERY:
        return False
    objects = git / "objects"
    if sum(1 for sample in _SAMPLES for _ in (objects / sample).glob("*")) >= _LOOSE:
        return True
    return any((objects / "pack").glob("*.pack")) and not _has_graph(objects)


def keep_up(root: Path) -> bool:
    """Run the upkeep of the repository in a folder and return whether all of it was done.

    Does nothing if another process is already doing it. Raises OSError and `GitFailed`.
    """
    git = root / ".git"
    descriptor = os.open(git / "prozvit" / "upkeep-lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        _clear(git)
        # Nobody watches this process, so git blocking on a named pipe would go unnoticed.
        refuse_special_files(git)
        repository = Repository(root)
        return all(_done(git, step) for step in (repository.begin_packing, repository.begin_graph))
    finally:
        os.close(descriptor)


def _done(git: Path, begin_step: Callable[[], subprocess.Popen[bytes]]) -> bool:
    """Run one step while nobody saves; return whether it succeeded."""
    for _ in range(_TRIES):
        _wait_for_quiet(git)
        with begin_step() as step:
            undisturbed = _goes_undisturbed(git, step)
        if undisturbed:
            return step.returncode == 0
    return False


def _goes_undisturbed(git: Path, step: subprocess.Popen[bytes]) -> bool:
    """Wait for a step to finish; if somebody saves meanwhile, end it and return False."""
    for saver in _savers(git):
        if step.poll() is not None:
            return True
        if saver is not None:
            # On SIGTERM git removes its own temporary files.
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
    """Yield, again and again, the login of whoever is saving, or None."""
    while True:
        yield holder(git / "prozvit" / "lock")
        time.sleep(_LOOK)


def _clear(git: Path) -> None:
    """Delete the temporary files that killed processes left behind."""
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
