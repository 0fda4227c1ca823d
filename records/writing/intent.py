"""The intent of a save: a note on disk of what is under way, from before main moves until the files follow.

An intent found while holding the register's lock belongs to an interrupted save. If main has its commit, the
save is finished; if not, its files are kept for `prozvit recover`.
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

#: Seconds that a start waits for a running save, or for a git process that a killed save left behind.
_PATIENCE = 1.0


class Intent(Struct, frozen=True):
    """A save under way: its commit, the files it writes and who saves.

    `is_own` is True if its files exist nowhere else; what came from another clone or from a merge can be had
    again.
    """

    commit: str
    paths: Sequence[str]
    login: str
    is_own: bool = True


class IntentLog:
    """The intent of a register's current save, at most one; use it only while holding the register's lock."""

    def __init__(self, repository: Repository, private: Path) -> None:
        self._repository = repository
        self._private = private
        self._file = private / UNFINISHED

    def begin(self, intent: Intent) -> None:
        """Write the intent of a save to disk before main moves. Raises OSError."""
        write_over(self._file, json.dumps(asdict(intent), ensure_ascii=False).encode())

    def end(self) -> None:
        """Clear the intent: the work tree has followed, or main never moved."""
        if holds_anything(self._file):
            os.truncate(self._file, 0)

    def settle(self, lock: int) -> list[Message]:
        """Finish or undo an interrupted save and return what to tell the user.

        Raises OSError and `GitFailed` if that is not possible now; the intent then stays for the next time.
        """
        intent = self._read()
        if intent is None:
            return []
        if not self._repository.holds(intent.commit):
            # A commit's objects are on disk before its intent, so this intent comes from another repository.
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
            # Main moves only after the whole intent is on disk, so a truncated intent means that nothing was
            # saved.
            self.end()
            return None

    def _keep(self, intent: Intent) -> list[Message]:
        """Keep the files of a commit that main never reached."""
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
    """At a start, finish or undo an interrupted save and return what to tell the user.

    If that is not possible now (no right, no space, a save under way), it is left for the next start.
    """
    try:
        with locked(private / "lock", login(), _PATIENCE) as lock:
            return IntentLog(repository, private).settle(lock)
    except (OSError, GitFailed, LockHeld):
        return []
