"""The queue of answers waiting for review, which may grow and shrink during the review."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Queue:
    """An ordered queue of keys. A key that ever waited keeps its place, so that positions stay stable."""

    def __init__(self) -> None:
        self._keys: list[str] = []
        self._waiting: set[str] = set()
        #: The key being reviewed; None after the last one.
        self.current: str | None = None

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def place(self) -> int:
        """The position of the current key, from 1; 0 if there is none."""
        return self._keys.index(self.current) + 1 if self.current is not None else 0

    @property
    def left(self) -> list[str]:
        """The keys that still wait."""
        return [key for key in self._keys if key in self._waiting]

    def waits(self, key: str) -> bool:
        """Return whether a key waits."""
        return key in self._waiting

    def take(self, present: Sequence[str], waiting: Sequence[str]) -> None:
        """Update the queue: `present` are all keys in order, `waiting` those that wait now.

        The current key stays, unless it is no longer present: then the next waiting one becomes current. If
        there was no current key, the first new one becomes current.
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
        """Move to the next waiting key, or past the end."""
        self.current = next((key for key in self._keys[self.place :] if key in self._waiting), None)

    def back(self) -> None:
        """Move to the previous waiting key, from past the end to the last one; stay if there is none."""
        before = self._keys[: self.place - 1] if self.current is not None else self._keys
        self.current = next((key for key in reversed(before) if key in self._waiting), self.current)
