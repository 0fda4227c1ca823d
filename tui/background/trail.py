"""The history as a screen reads it: slice by slice, so that whoever leaves does not wait for the rest."""

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

#: Seconds that a slice takes at most, but for git's own pauses.
SLICE = 0.1


class Trail:
    """The changes that a filter lets through, newest first, read on as they are asked for.

    `commit` is where the register was when the reading began, "" before; `done`: there are no more;
    `signatures`: the register asks for them, known once something was read.
    """

    def __init__(self, desk: Desk, wanted: Filter) -> None:
        self._desk = desk
        self._wanted = wanted
        self._walk: Generator[list[Entry]] | None = None
        self._stopped = False
        self._one = Lock()
        self.commit = ""
        self.done = self.signatures = False
        # The commit up to which was looked for newer changes.
        self._looked = ""

    async def more(self, most: int) -> list[Entry]:
        """Return the next changes, about `most` of them or as many as a slice gave, which may be none.

        Raises what git's failures raise; after that, or after `stop`, there is nothing to read.
        """
        return await self._desk.away(partial(self._slice, most))

    def stop(self) -> None:
        """Leave off reading; a slice that is under way ends with the commit that it is at."""
        self._stopped = True
        if self._one.acquire(blocking=False):
            self._end()
            self._one.release()

    def moved(self) -> bool:
        """Say whether somebody saved anything since the last look. It may be asked often."""
        return bool(self.commit) and self._desk.moved(self._looked)

    async def newer(self) -> bool:
        """Look whether a change that the filter lets through came since this was read."""
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
            # Whoever stopped it meanwhile could not end what was being read.
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
