"""Long work off the drawing thread, which reports its progress and can be stopped."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Stopped(Exception):
    """The work was asked to end, and left nothing half done."""


class LongWork:
    """One piece of work: created by the screen that waits for it, reported on by the thread that does it."""

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._ended = threading.Event()

    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self._ended.set()

    def progress(self, *far: object) -> None:
        """Report progress to the screen (from the working thread); raise `Stopped` if asked to end."""
        if self._ended.is_set():
            raise Stopped
        self._loop.call_soon_threadsafe(self._tell, *far)

    def _tell(self, *far: object) -> None:
        # The screen may have been closed meanwhile.
        if not self._ended.is_set():
            self._show(*far)
