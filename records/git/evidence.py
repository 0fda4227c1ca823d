"""A repository read as evidence: none of git’s caches are trusted, only the objects themselves.

A forged commit-graph hides commits; grafts and the `shallow` file change their parents.
"""

from __future__ import annotations

import os
import re
import secrets
import subprocess
from functools import partial
from io import BufferedReader
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from msgspec import Struct

from records.disk.specials import read_plain
from records.git.archive import Archive
from records.git.commits import NOTHING
from records.git.configuration import mutes
from records.git.conversation import AT_ONCE, end, ended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from records.git.running import Git

_COMPLAINT = re.compile(r"(?:error|warning|fatal|missing|broken|bad|hash mismatch)\b")
_COMMIT = re.compile(r"\bcommit ([0-9a-f]{40})\b")


class Entry(NamedTuple):
    """A path that differs between two trees: mode (octal) and object id in each; the id is None if absent."""

    path: str
    old_mode: str
    old: str | None
    mode: str
    new: str | None


class Reference(Struct, frozen=True):
    """A reference: its full name, and the id and type of the object it points to."""

    name: str
    object: str
    type: str


class Fsck:
    """A running `git fsck`, started by `start`."""

    def __init__(self, start: Callable[[], subprocess.Popen[bytes]]) -> None:
        self._start = start
        self._git = start()

    def complaints(self) -> list[tuple[str, str]]:
        """Wait for the end and return the complaints, each as (commit id or "", line)."""
        found = self._said()
        if found:
            # An object packed during the check looks missing. Real errors show up again in a second run.
            self._git = self._start()
            found = self._said()
        return [(match[1] if (match := _COMMIT.search(line)) else "", line) for line in found]

    def _said(self) -> list[str]:
        output = self._git.communicate()[0].decode(errors="replace")
        said = [line for line in output.splitlines() if not line.startswith("hint:")]
        found = [line for line in said if _COMPLAINT.match(line)]
        if self._git.returncode and not found:
            found = said or [f"git fsck: exit {self._git.returncode}"]
        return found

    def end(self) -> None:
        """Stop the check, finished or not."""
        self._git.kill()
        assert self._git.stdout is not None
        self._git.stdout.close()
        self._git.wait()


class Evidence(Archive):
    """A repository whose history is being verified."""

    settings: ClassVar[tuple[str, ...]] = ("core.commitGraph=false",)

    def __init__(self, root: Path, git: Git | None = None) -> None:
        super().__init__(root, git)
        self._comparing: subprocess.Popen[bytes] | None = None

    def graph(self, head: str, since: str | None = None) -> dict[str, tuple[str, ...]]:
        """Return the commits reachable from `head` (but not from `since`), each with its parents."""
        limits = [f"^{since}"] if since else []
        done = self._git.run("rev-list", "--topo-order", "--parents", head, *limits)
        rows = (line.split(" ") for line in done.stdout.decode().splitlines())
        return {identity: tuple(parents) for identity, *parents in rows}

    def roots(self, head: str) -> list[str]:
        """Return the commits without parents that are reachable from `head`."""
        return self._git.run("rev-list", "--max-parents=0", head).stdout.decode().split()

    def count(self, head: str) -> int:
        """Return the number of commits reachable from `head`, itself included."""
        return int(self._git.run("rev-list", "--count", head).stdout)

    def differences(self, pairs: Sequence[tuple[str, str]]) -> Iterator[list[Entry]]:
        """Yield, for each pair of trees, the paths in which the second differs from the first, in batches."""
        for first in range(0, len(pairs), AT_ONCE):
            yield from self._compare(pairs[first : first + AT_ONCE])

    def _compare(self, pairs: Sequence[tuple[str, str]]) -> Iterator[list[Entry]]:
        if self._comparing is None:
            command = ("diff-tree", "--stdin", "-r", "-z", "--raw", "--no-renames", "--no-abbrev")
            self._comparing = self._git.start(command, subprocess.PIPE)
        git = self._comparing
        assert git.stdin is not None
        assert isinstance(git.stdout, BufferedReader)
        # Git echoes a line that is no object id, after all replies; the random text cannot occur in the
        # data.
        mark = f"z{secrets.token_hex(16)}\n"
        try:
            git.stdin.write("".join(f"{old} {new}\n" for old, new in pairs).encode() + mark.encode())
            git.stdin.flush()
        except BrokenPipeError:
            # Git has died. A BrokenPipeError would be taken for a closed stdout of this program.
            raise ended() from None
        answer = bytearray()
        while not answer.endswith(mark.encode()):
            data = git.stdout.read1(1 << 20)
            if not data:
                raise ended()
            answer += data
        at = 0
        for old, new in pairs:
            header = f"{old} {new}\n".encode()
            if not answer.startswith(header, at):
                raise ended()
            entries, at = _entries(answer, at + len(header))
            yield entries

    def references(self) -> list[Reference]:
        """Return all references."""
        done = self._git.run("for-each-ref", "--format=%(objectname) %(objecttype) %(refname)")
        rows = (line.split(" ", 2) for line in done.stdout.decode(errors="replace").splitlines())
        return [Reference(name, identity, kind) for identity, kind, name in rows]

    def merge_bases(self, one: str, other: str) -> list[str]:
        """Return all best common ancestors of two commits."""
        done = self._git.run("merge-base", "--all", one, other, check=False)
        return done.stdout.decode().split()

    def start_fsck(self) -> Fsck:
        """Start `git fsck` for every object."""
        # The repository’s configuration can downgrade or ignore errors; this restores them.
        loud = [word for key in self.config() if mutes(key) for word in ("-c", f"{key}={_loud(key)}")]
        command = (*loud, "fsck", "--strict", "--full", "--no-dangling", "--no-progress")
        return Fsck(partial(self._git.start, command, stderr=subprocess.STDOUT))

    def is_shallow(self) -> bool:
        """Return whether the clone lacks the older part of the history."""
        return _holds_something(self.folder / "shallow")

    def has_grafts(self) -> bool:
        """Return whether a grafts file replaces the parents of commits."""
        return _holds_something(self.folder / "info" / "grafts")

    def close(self) -> None:
        """End the git processes."""
        super().close()
        if self._comparing is not None:
            end(self._comparing)
            self._comparing = None


def _entries(answer: bytearray, at: int) -> tuple[list[Entry], int]:
    """Return the entries that start at offset `at` of a reply, and the offset after them."""
    found = []
    while answer.startswith(b":", at):
        middle = answer.index(0, at)
        end = answer.index(0, middle + 1)
        old_mode, mode, old, new, _ = answer[at + 1 : middle].decode().split(" ")
        path = answer[middle + 1 : end].decode(errors="replace")
        blobs = (None if each == NOTHING else each for each in (old, new))
        found.append(Entry(path, old_mode, next(blobs), mode, next(blobs)))
        at = end + 1
    return found, at


def _loud(key: str) -> str:
    return os.devnull if key.lower().endswith("skiplist") else "error"


def _holds_something(file: Path) -> bool:
    try:
        return bool(read_plain(file).strip())
    except OSError:
        return False
