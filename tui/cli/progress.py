"""How far long work is, told on a terminal and nowhere else, once it has taken half a second."""

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

#: Seconds before anything is shown, and between two looks at work that says nothing of itself.
PATIENCE, _LOOK = 0.5, 1.0
_WIDTH = 24
#: Shown at most so often a second: work in small steps would else write more than it does.
_APART = 0.05
_CLEARED = "\r\x1b[K"


class Progress:
    """A line of standard error that says how far work is, and is gone when that ends.

    Nothing is shown where standard error is no terminal (or a dumb one), and none is wanted with `--quiet`.
    The line has no colour.
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
        """Tell what is being done now, and how many steps are done of how many."""
        self._far = (doing, done, of)
        if self._drawn_at is None or self._clock() - self._drawn_at >= _APART:
            self._draw()

    def _watch(self) -> None:
        """Draw also while a step takes long: it shows what goes on, and for how many seconds."""
        wait = PATIENCE
        while not self._ended.wait(wait):
            self._draw()
            wait = _LOOK

    def _draw(self) -> None:
        now = self._clock()
        if not self._wanted or now - self._begun < PATIENCE:
            return
        doing, done, of = self._far
        # Of some work it is not known how many steps it has.
        filled = f"[{bar(done * 100 // of, _WIDTH, plain=True)}] {done}/{of} " if of else ""
        line = f"{filled}{visible(doing)} {int(now - self._begun)} s"
        with self._drawing:
            self._drawn_at = now
            self._write(_CLEARED + line[: shutil.get_terminal_size().columns - 1])

    def _write(self, text: str) -> None:
        # A terminal that is gone ends no work: whoever prints the result will see it.
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            self._wanted = False
