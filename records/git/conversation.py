"""A conversation with one `git cat-file --batch`: objects are asked for by name, and answered in order."""

from __future__ import annotations

import weakref
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from records.errors import GitFailed

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Generator, Sequence

#: No object of a register has so many bytes; one that has, packed into a few, would fill the memory.
_LARGEST = 1 << 28
#: Few enough questions at once that they fit the pipe while git is still answering.
AT_ONCE = 256


class Object(NamedTuple):
    """What git answers of an object: its id, its type, its bytes."""

    id: str
    type: str
    data: bytes


class Conversation:
    """Begins with the first question, by what `start` starts, and again where git has ended."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._git: subprocess.Popen[bytes] | None = None
        self._end: Callable[[], object] | None = None
        self._interrupted = False
        #: Answers that git was asked for and nobody has read.
        self._owed = 0

    def ask(self, name: str) -> Object | None:
        """Return an object by its name, None where there is none; raise `GitFailed` where git ends."""
        return next(self.ask_all([name]))

    def ask_all(self, names: Sequence[str]) -> Generator[Object | None]:
        """Yield many objects, in order."""
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            git = self._going()
            assert git.stdin is not None
            self._owed = len(some)
            try:
                git.stdin.write("".join(f"{name}\n" for name in some).encode())
                git.stdin.flush()
            except BrokenPipeError:
                # Git has died. Passed on as it is, it would read as if nobody wanted the output any more.
                raise ended() from None
            for _ in some:
                answer = _answer(git)
                self._owed -= 1
                yield answer

    def interrupt(self) -> None:
        """End what another thread is asking: it raises `GitFailed`, as does every question after it."""
        self._interrupted = True
        if self._git is not None:
            self._git.kill()

    def close(self) -> None:
        """End the conversation; the next question begins another."""
        if self._end is not None:
            self._end()
        self._git = self._end = None
        self._owed = 0

    def _going(self) -> subprocess.Popen[bytes]:
        if self._interrupted:
            raise ended()
        if self._git is not None and self._owed:
            # Whoever asked before broke off: what git says next is none of our answers.
            self._git.kill()
        if self._git is None or self._owed or self._git.poll() is not None:
            self.close()
            self._git = self._start()
            # A repository that nobody closes must not leave its git behind.
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
        # A git that dies amid an answer must not make a record shorter.
        raise ended()
    return Object(parts[0], parts[1], data[:-1])


def ended() -> GitFailed:
    """Return the error that git has ended before it answered."""
    return GitFailed("git ended without an answer. Run `prozvit doctor`.")


def end(git: subprocess.Popen[bytes]) -> None:
    """End a git that one converses with."""
    for pipe in (git.stdin, git.stdout):
        # What a git that has died can't be told any more is nobody's failure.
        with suppress(OSError):
            if pipe is not None:
                pipe.close()
    git.wait()
