"""A program in an 80×24 pseudo-terminal: what it writes, and when."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Sequence

_ROWS, _COLUMNS = 24, 80
_PATIENCE = 60.0
#: A screen counts as painted after this many seconds without a byte.
QUIET = 0.3
_AT_ONCE = 65_536


class Terminal:
    """A terminal running one program from start to end. All times are in seconds."""

    def __init__(self, command: Sequence[str]) -> None:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", _ROWS, _COLUMNS, 0, 0))
        environment = {name: value for name, value in os.environ.items() if name != "COLORTERM"}
        self._started = time.perf_counter()
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**environment, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"},
            start_new_session=True,
        )
        os.close(theirs)
        self.written = b""

    def until(self, text: str) -> float:
        """Read until a text appears on the screen; return the time since the program's start."""
        wanted = text.encode()
        while wanted not in self.written:
            self._read(_PATIENCE)
        return time.perf_counter() - self._started

    def settled(self, quiet: float = QUIET) -> float:
        """Read until nothing more comes; return the `perf_counter` time of the last byte."""
        last = time.perf_counter()
        while select.select([self._ours], [], [], quiet)[0]:
            self._read(0)
            last = time.perf_counter()
        return last

    def press(self, key: bytes) -> tuple[float, bytes]:
        """Press a key on a settled screen; return the duration and the bytes of the repaint."""
        before, start = len(self.written), time.perf_counter()
        os.write(self._ours, key)
        self._read(_PATIENCE)
        return self.settled() - start, self.written[before:]

    def _read(self, patience: float) -> None:
        if not select.select([self._ours], [], [], patience)[0]:
            raise TimeoutError(self.written[-500:])
        self.written += os.read(self._ours, _AT_ONCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()
        os.close(self._ours)
