"""Main moved to a commit that is stored already, and the work tree brought along: no crash undoes it."""

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
    """The way of a register's main to new commits, under the register's lock (an open file of it)."""

    def __init__(self, register: Register, author: Identity, lock: int) -> None:
        self._repository = register.repository
        self._private = register.private
        self._intents = IntentLog(register.repository, register.private)
        self._author = author
        self._lock = lock

    def settle(self) -> list[Message]:
        """Finish or undo what an interrupted save left; return what to tell the user."""
        return self._intents.settle(self._lock)

    def advance(
        self, commit: str, head: str, files: Mapping[str, bytes | None], *, is_own: bool = True
    ) -> list[Message] | None:
        """Move main from `head` to a commit that differs from it in `files`, and bring those along.

        `is_own`: where main does not move, the files are kept, since they are nowhere else. Return what to
        tell the user, or None where somebody was faster and main did not move. Raises `GitFailed`,
        `Uncertain` or OSError.
        """
        self._intents.begin(Intent(commit, list(files), self._author.login, is_own))
        if not self._moved(commit, head):
            return None
        # It is saved already, so no failure of what follows undoes it.
        notices, followed = WorkTree(self._repository, self._private).follow(head, files, self._lock)
        if followed:
            with suppress(OSError):
                self._intents.end()
        return notices

    def _moved(self, commit: str, head: str) -> bool:
        """Move main, and say whether it moved; where it is known that it did not, the intent ends."""
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
