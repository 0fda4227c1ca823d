"""A progress line for long work, shown on a terminal only, after half a second."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING, Self, TextIO

from records.sanitise import visible
from tui.cli.output import is_quiet
from tui.signs import bar

if TYPE_CHECKING:
    from collections.abc import Callable

#: Seconds before the line first appears, and between redraws while a step reports nothing.
PATIENCE, _LOOK = 0.5, 1.0
_WIDTH = 24
#: The least number of seconds between redraws, so that work in small steps doesn't mostly draw.
_APART = 0.05
_CLEARED = "\r\x1b[K"


class Progress:
    """A line on standard error that shows the progress of some work and disappears when the work ends.

    It is shown only if standard error is a terminal, not a dumb one, and `--quiet` is not given. It has no
    colour.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._begun = clock()
        self._wanted = self._stream.isatty() and os.environ.get("TERM") != "dumb" and not is_quiet()
        self._far: tuple[str, int, int] = ("", 0, 0)
        self._drawn_at: float | None = None
        self._ended = threading.Event()
        self._drawing = threading.Lock()
        self._watcher = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        if self._wanted:
            self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._wanted:
            self._watcher.join()
        if self._drawn_at is not None:
            self._write(_CLEARED)

    def __call__(self, doing: str, done: int, of: int) -> None:
        """Set the present step's description, and how many of how many steps are done (`of` 0: unknown)."""
        self._far = (doing, done, of)
        if self._drawn_at is None or self._clock() - self._drawn_at >= _APART:
            self._draw()

    def _watch(self) -> None:
        """Redraw during a long step, so that its description and the elapsed seconds show."""
        wait = PATIENCE
        while not self._ended.wait(wait):
            self._draw()
            wait = _LOOK

    def _draw(self) -> None:
        now = self._clock()
        if not self._wanted or now - self._begun < PATIENCE:
            return
        doing, done, of = self._far
        # The number of steps may be unknown.
        filled = f"[{bar(done * 100 // of, _WIDTH, plain=True)}] {done}/{of} " if of else ""
        line = f"{filled}{visible(doing)} {_clock_time(now - self._begun)}"
        with self._drawing:
            self._drawn_at = now
            self._write(_CLEARED + line[: shutil.get_terminal_size().columns - 1])

    def _write(self, text: str) -> None:
        # A closed terminal must not stop the work; printing the result will report it.
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._wanted = False


def _clock_time(seconds: float) -> str:
    """Return a time in minutes and seconds, which read the same in every language: 0:07."""
    return "{}:{:02}".format(*divmod(int(seconds), 60))
