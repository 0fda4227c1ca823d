"""Detection of a git process that blocks on a pipe which stands in place of a repository file.

There are many objects, and checking all of them would take longer than most git calls. So the check is made
only after git has been silent for a while; a git that responds costs nothing extra.
"""

from __future__ import annotations

import os
import select
import subprocess
import weakref
from io import BufferedReader, RawIOBase
from typing import IO, TYPE_CHECKING

from records.disk.specials import refuse_special_files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from _typeshed import WriteableBuffer

#: Seconds of silence before the folders are checked. Silence alone is no failure.
PATIENCE = 1.0


def listen(git: subprocess.Popen[bytes], folders: Sequence[Path]) -> None:
    """Wrap git’s stdout so that a read raises `GitFailed` if git blocks on a pipe in one of its folders."""
    assert git.stdout is not None
    git.stdout = BufferedReader(_Ear(git, git.stdout, folders))


def hear(
    git: subprocess.Popen[bytes], folders: Sequence[Path], stdin: bytes | None = None
) -> tuple[bytes, bytes]:
    """Return git’s stdout and stderr at its end; raise `GitFailed` if it blocks on a pipe."""
    try:
        return git.communicate(stdin, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        _look(git, folders)
    return git.communicate()


def _look(git: subprocess.Popen[bytes] | None, folders: Sequence[Path]) -> None:
    """Kill git and raise `GitFailed` if its folders hold a file that would block it."""
    try:
        for folder in folders:
            refuse_special_files(folder)
    except BaseException:
        if git is not None:
            git.kill()
        raise


class _Ear(RawIOBase):
    """Git’s output, unbuffered, with a check of the folders after each silence."""

    def __init__(self, git: subprocess.Popen[bytes], pipe: IO[bytes], folders: Sequence[Path]) -> None:
        super().__init__()
        # Git refers to this object; a strong reference back would keep git alive until garbage collection.
        self._git = weakref.ref(git)
        self._pipe = pipe
        self._folders = folders
        self._poll = select.poll()
        self._poll.register(pipe, select.POLLIN)

    def readable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._pipe.fileno()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if not self._poll.poll(PATIENCE * 1000):
            _look(self._git(), self._folders)
        return os.readv(self.fileno(), [buffer])

    def close(self) -> None:
        self._pipe.close()
        super().close()
