"""Move main to a commit that is already stored, then bring the work tree to it, surviving any crash."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from records.errors import GitFailed, Uncertain
from records.writing.intent import Intent, IntentLog
from records.writing.worktree import WorkTree

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.identity import Identity
    from records.language import Message
    from records.register import Register


class Advancing:
    """Moves a register's main to new commits; `lock` is the open file of the register's lock."""

    def __init__(self, register: Register, author: Identity, lock: int) -> None:
        self._repository = register.repository
        self._private = register.private
        self._intents = IntentLog(register.repository, register.private)
        self._author = author
        self._lock = lock

    def settle(self) -> list[Message]:
        """Finish or undo an interrupted save and return what to tell the user."""
        return self._intents.settle(self._lock)

    def advance(
        self, commit: str, head: str, files: Mapping[str, bytes | None], *, is_own: bool = True
    ) -> list[Message] | None:
        """Move main from `head` to `commit`, which differs from it in `files`, and update the work tree.

        If main does not move and `is_own` is set, the files are kept, since they exist nowhere else. Returns
        what to tell the user, or None if somebody else moved main first. Raises `GitFailed`, `Uncertain` or
        OSError.
        """
        self._intents.begin(Intent(commit, list(files), self._author.login, is_own))
        if not self._moved(commit, head):
            return None
        # The commit is saved by now, so nothing that fails below undoes it.
        notices, followed = WorkTree(self._repository, self._private).follow(head, files, self._lock)
        if followed:
            with suppress(OSError):
                self._intents.end()
        return notices

    def _moved(self, commit: str, head: str) -> bool:
        """Move main and return whether it moved; if it surely did not, end the intent."""
        try:
            moved = self._repository.advance(commit, head, self._author, self._lock)
        except Uncertain:
            raise
        except (GitFailed, OSError):
            self._intents.end()
            raise
        if not moved:
            self._intents.end()
        return moved
