"""What waits for a word, one after another, as somebody goes through it; it may grow and shrink meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Queue:
    """Keys in an order of their own. What once waited in this visit keeps its place, so that places count."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._waiting: set[str] = set()
        #: What is looked at now; None: all that waits was looked at.
        self.current: str | None = None

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def place(self) -> int:
        """The place of what is looked at, from 1; 0 where nothing is."""
        return self._keys.index(self.current) + 1 if self.current is not None else 0

    @property
    def left(self) -> list[str]:
        """What still waits."""
        return [key for key in self._keys if key in self._waiting]

    def waits(self, key: str) -> bool:
        """Say whether something waits."""
        return key in self._waiting

    def take(self, present: Sequence[str], waiting: Sequence[str]) -> None:
        """Take in what waits now among all that is there.

        What is looked at stays, unless it is there no more: then the next comes. Where nothing was looked
        at, the first that is new comes.
        """
        before, seen = self._keys, {*self._keys, *waiting}
        self._waiting = set(waiting)
        self._keys = [key for key in present if key in seen]
        if self.current is None:
            self.current = next((key for key in self._keys if key not in before), None)
        elif self.current not in self._keys:
            later = before[before.index(self.current) :]
            self.current = next((key for key in later if key in self._waiting), None)

    def forward(self) -> None:
        """Go to the next that waits, or past the last."""
        self.current = next((key for key in self._keys[self.place :] if key in self._waiting), None)

    def back(self) -> None:
        """Go to the one before that waits; from past the last to the last. Where there is none, stay."""
        before = self._keys[: self.place - 1] if self.current is not None else self._keys
        self.current = next((key for key in reversed(before) if key in self._waiting), self.current)
