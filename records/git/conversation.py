"""A running `git cat-file --batch`: objects are requested by name and returned in order."""

from __future__ import annotations

import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from records.errors import GitFailed

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Generator, Sequence

#: Larger than any file of a register; a small compressed object could otherwise exhaust the memory.
_LARGEST = 1 << 28
#: The batch size: few enough requests to fit the pipe while git is still writing replies.
AT_ONCE = 256


class Object(NamedTuple):
    """An object as git returns it: its id, type and content."""

    id: str
    type: str
    data: bytes


class Conversation:
    """A `cat-file` process: started by `start` at the first request, and again after it has ended."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._git: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] | None = None
        self._interrupted = False
        #: The number of requested objects not yet read.
        self._owed = 0

    def ask(self, name: str) -> Object | None:
        """Return the object with a name, or None if it does not exist; raise `GitFailed` if git ends."""
        return next(self.ask_all([name]))

    def ask_all(self, names: Sequence[str]) -> Generator[Object | None]:
        """Yield the objects with these names, in order; None for a name that does not exist."""
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            git = self._going()
            assert git.stdin is not None
            self._owed = len(some)
            try:
                git.stdin.write("".join(f"{name}\n" for name in some).encode())
                git.stdin.flush()
            except BrokenPipeError:
                # Git has died. A BrokenPipeError would be taken for a closed stdout of this program.
                raise ended() from None
            for _ in some:
                answer = _answer(git)
                self._owed -= 1
                yield answer

    def interrupt(self) -> None:
        """Stop a request of another thread: it, and every later request, raises `GitFailed`."""
        self._interrupted = True
        if self._git is not None:
            self._git.kill()

    def close(self) -> None:
        """End the process; the next request starts another."""
        if self._end is not None:
            self._end()
        self._git = self._end = None
        self._owed = 0

    def _going(self) -> subprocess.Popen[bytes]:
        if self._interrupted:
            raise ended()
        if self._git is not None and self._owed:
            # The last caller stopped early, so the next replies would be to its requests, not ours.
            self._git.kill()
        if self._git is None or self._owed or self._git.poll() is not None:
            self.close()
            self._git = self._start()
            # Ends git even if the repository is never closed.
            self._end = weakref.finalize(self, end, self._git)
        return self._git


def _answer(git: subprocess.Popen[bytes]) -> Object | None:
    assert git.stdout is not None
    header = git.stdout.readline().decode(errors="replace").rstrip("\n")
    if header.endswith((" missing", " ambiguous")):
        return None
    parts = header.split(" ")
    if len(parts) != 3:  # noqa: PLR2004 - id, type, size
        raise ended()
    size = int(parts[2])
    if size > _LARGEST:
        raise GitFailed(
            "The object {object} holds {size} bytes: no file of a register is so large. It is not read.",
            object=parts[0],
            size=size,
        )
    data = git.stdout.read(size + 1)
    if len(data) <= size:
        # Git died in mid-reply: a truncated record must not pass for a whole one.
        raise ended()
    return Object(parts[0], parts[1], data[:-1])


def ended() -> GitFailed:
    """Return the error for a git process that ended before it replied."""
    return GitFailed("git ended without an answer. Run `prozvit doctor`.")


def end(git: subprocess.Popen[bytes]) -> None:
    """Close the pipes of a git process and wait for its end."""
    for pipe in (git.stdin, git.stdout):
        # Flushing to a dead git fails, which does not matter here.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    git.wait()
