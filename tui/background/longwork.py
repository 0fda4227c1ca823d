"""Long work away from the thread that draws: it tells how far it is, and ends when it is asked to."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Stopped(Exception):
    """Somebody asked the work to end; it left nothing half done."""


class LongWork:
    """One piece of work. Made by the screen that waits for it, told of by the thread that does it."""

    def __init__(self, show: Callable[..., None]) -> None:
        self._show = show
        self._loop = asyncio.get_running_loop()
        self._ended = threading.Event()

    def stop(self) -> None:
        """Ask the work to end at its next step."""
        self._ended.set()

    def progress(self, *far: object) -> None:
        """Tell the screen how far the work is; raise `Stopped` where it was asked to end."""
        if self._ended.is_set():
            raise Stopped
        self._loop.call_soon_threadsafe(self._tell, *far)

    def _tell(self, *far: object) -> None:
        # The screen may have gone since.
        if not self._ended.is_set():
            self._show(*far)
