"""The intent of a save: from before main moves until the work tree has followed, it says what is under way.

Whoever finds it under the register's lock finds a save that was interrupted: one whose commit main has is
finished; of one whose commit main never got, the files are kept for `prozvit recover`.
"""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import asdict

from records.disk.durable import holds_anything, write_over
from records.disk.locks import locked
from records.errors import GitFailed, LockHeld
from records.identity import login
from records.language import Message
from records.values.layout import UNFINISHED
from records.writing.leftovers import Kind, keep
from records.writing.worktree import WorkTree

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from records.git.repository import Repository

#: Seconds that a start waits for a save under way, or for the git that a killed one left behind.
_PATIENCE = 1.0


class Intent(Struct, frozen=True):
    """A save under way: its commit, the files that it writes, who saves.

    `is_own`: its files are nowhere else; what came from another clone, or was merged, is not lost with it.
    """

    commit: str
    paths: Sequence[str]
    login: str
    is_own: bool = True


class IntentLog:
    """The intents of a register's saves, at most one at a time; all of it under the register's lock."""

    def __init__(self, repository: Repository, private: Path) -> None:
        self._repository = repository
        self._private = private
        self._file = private / UNFINISHED

    def begin(self, intent: Intent) -> None:
        """Note what is about to become main, on disk when this returns; raise OSError."""
        write_over(self._file, json.dumps(asdict(intent), ensure_ascii=False).encode())

    def end(self) -> None:
        """Forget it: the work tree has followed, or main never moved."""
        if holds_anything(self._file):
            os.truncate(self._file, 0)

    def settle(self, lock: int) -> list[Message]:
        """Finish or undo the save that was interrupted; return what to tell the user.

        Raises OSError and `GitFailed` where that can't be done now; the intent stays for the next time.
        """
        intent = self._read()
        if intent is None:
            return []
        if not self._repository.holds(intent.commit):
            # Its objects are on disk before it is noted here: this intent is of another repository.
            self.end()
            return []
        reached = self._repository.reached(intent.commit)
        if reached is None:
            raise GitFailed("git could not read the history to its end. Run `git fsck`.")
        if not reached:
            notices = self._keep(intent) if intent.is_own else []
            self.end()
            return notices
        head = self._repository.head()
        if head is None:
            raise GitFailed("git ended without an answer. Run `prozvit doctor`.")
        files = {path: self._repository.file(head, path) for path in intent.paths}
        notices, followed = WorkTree(self._repository, self._private).follow(head, files, lock)
        if followed:
            self.end()
        return notices

    def _read(self) -> Intent | None:
        if not holds_anything(self._file):
            return None
        try:
            tables = json.loads(self._file.read_bytes())
            return Intent(
                str(tables["commit"]),
                [str(path) for path in tables["paths"]],
                str(tables["login"]),
                bool(tables.get("is_own", True)),
            )
        except (ValueError, KeyError, TypeError):
            # Main moves only once all of it is on disk: of one that is cut short, nothing was saved.
            self.end()
            return None

    def _keep(self, intent: Intent) -> list[Message]:
        """Keep the files of a commit that main never got."""
        read = {path: self._repository.file(intent.commit, path) for path in intent.paths}
        files = {path: data for path, data in read.items() if data is not None}
        if not files:
            return []
        at = datetime.fromtimestamp(self._file.stat().st_mtime).astimezone()
        base = self._repository.commit(intent.commit).parents[0]
        kept = keep(self._private, Kind.INTERRUPTED, files, login=intent.login, at=at, base=base)
        return [
            Message(
                "A save by {login} was interrupted and is not recorded. What it wrote is kept: "
                "`prozvit recover --restore {id}`.",
                login=intent.login,
                id=kept.id,
            )
        ]


def settle(repository: Repository, private: Path) -> list[Message]:
    """Finish or undo at a start what an interrupted save left; return what to tell the user.

    Where that can't be done now (no right, no room, somebody saves), it is left for the next time.
    """
    try:
        with locked(private / "lock", login(), _PATIENCE) as lock:
            return IntentLog(repository, private).settle(lock)
    except (OSError, GitFailed, LockHeld):
        return []
