"""A git that says nothing for a while: it may wait for a pipe that stands in place of an object.

Objects are many, and to look at them all takes longer than most work with them. So nobody looks before git
is silent, and who hears it costs nothing.
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

#: Seconds of silence after which it is looked what git may wait for. Silence alone is no failure.
PATIENCE = 1.0


def listen(git: subprocess.Popen[bytes], folders: Sequence[Path]) -> None:
    """Let git be read so that its reader gets `GitFailed` where it waits for a pipe in one of its folders."""
    assert git.stdout is not None
    git.stdout = BufferedReader(_Ear(git, git.stdout, folders))


def hear(
    git: subprocess.Popen[bytes], folders: Sequence[Path], stdin: bytes | None = None
) -> tuple[bytes, bytes]:
    """Return all that git says until it ends; raise `GitFailed` where it waits for a pipe."""
    try:
        return git.communicate(stdin, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        _look(git, folders)
    return git.communicate()


def _look(git: subprocess.Popen[bytes] | None, folders: Sequence[Path]) -> None:
    """End git, and raise `GitFailed`, where there is something in its folders that it would wait for."""
    try:
        for folder in folders:
            refuse_special_files(folder)
    except BaseException:
        if git is not None:
            git.kill()
        raise


class _Ear(RawIOBase):
    """What git writes, as it comes."""

    def __init__(self, git: subprocess.Popen[bytes], pipe: IO[bytes], folders: Sequence[Path]) -> None:
        super().__init__()
        # Git holds the pipe: were it held in turn, it would live on until garbage is searched for.
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
