"""The history for a screen, read in slices, so that leaving does not wait for the rest."""

from __future__ import annotations

import time
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

from records.trail.history import Historian

if TYPE_CHECKING:
    from collections.abc import Generator

    from records.trail.history import Entry, Filter
    from tui.background.desk import Desk

#: The longest time of a slice in seconds, apart from git's own pauses.
SLICE = 0.1


class Trail:
    """The changes that match a filter, newest first, read as they are asked for.

    `commit` is the head when the reading began ("" before that); `done` says that there are no more changes;
    `signatures`, set once reading has begun, says whether the register requires signatures.
    """

    def __init__(self, desk: Desk, wanted: Filter) -> None:
        self._desk = desk
        self._wanted = wanted
        self._walk: Generator[list[Entry]] | None = None
        self._stopped = False
        self._one = Lock()
        self.commit = ""
        self.done = self.signatures = False
        # The head up to which newer changes were looked for.
        self._looked = ""

    async def more(self, most: int) -> list[Entry]:
        """Return the next changes, about `most`, or as many as one slice gave (possibly none).

        Raises git's errors; after one, or after `stop`, there is nothing more to read.
        """
        return await self._desk.away(partial(self._slice, most))

    def stop(self) -> None:
        """Stop reading; a running slice ends after the commit that it is reading."""
        self._stopped = True
        if self._one.acquire(blocking=False):
            self._end()
            self._one.release()

    def moved(self) -> bool:
        """Return whether the head has moved since the last check. Cheap."""
        return bool(self.commit) and self._desk.moved(self._looked)

    async def newer(self) -> bool:
        """Return whether changes that match the filter have been saved since the reading began."""
        return await self._desk.away(self._look)

    def _slice(self, most: int) -> list[Entry]:
        found: list[Entry] = []
        with self._one:
            walk, until = self._begun(), time.monotonic() + SLICE
            while not self._stopped:
                entries = next(walk, None)
                if entries is None:
                    self.done = True
                    self._end()
                    break
                found += entries
                if len(found) >= most or time.monotonic() >= until:
                    break
        if self._stopped:
            # A `stop` during the slice could not close the walk: close it now.
            self.stop()
        return found

    def _begun(self) -> Generator[list[Entry]]:
        if self._walk is None:
            historian = Historian(self._desk.register)
            self.commit = self._looked = historian.commit
            self.signatures = historian.asks_for_signatures
            self._walk = historian.walk(self._wanted)
        return self._walk

    def _end(self) -> None:
        if self._walk is not None:
            self._walk.close()

    def _look(self) -> bool:
        historian = Historian(self._desk.register)
        self._looked = historian.commit
        return any(historian.walk(self._wanted, after=self.commit))
