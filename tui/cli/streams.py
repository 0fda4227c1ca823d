"""Standard streams as commands need them: open, in UTF-8, and unaffected by a reader that goes away."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Outliving(io.FileIO):
    """An open file that discards further output once its reader has gone.

    A pipe whose reader has seen enough (`| head -1`) must not end a command half way, nor make it report that
    what it saved was refused.
    """

    def __init__(self, stream: io.TextIOWrapper) -> None:
        super().__init__(stream.fileno(), "w", closefd=False)
        # A stream that nobody holds any more closes its file.
        self._held = stream

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except (BrokenPipeError, ConnectionResetError):
            discard(self.fileno())
            return memoryview(data).nbytes


def prepare() -> None:
    """Make the standard streams exist, encode UTF-8, and survive the loss of their reader."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by the caller: the next file opened would take its number and receive the output.
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif name != "stdin":
            setattr(sys, name, _outliving(stream))


def discard_output() -> None:
    """Discard output that can't be written, including what Python flushes at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            discard(stream.fileno())


def discard(descriptor: int) -> None:
    """Redirect an open file to the null device."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _outliving(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return a stream over the same file that survives the loss of its reader."""
    if not isinstance(getattr(stream, "buffer", None), (io.BufferedWriter, io.FileIO)):
        # A stream in memory, in a test.
        stream.reconfigure(encoding="utf-8", errors="replace")
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Outliving(stream)),
        encoding="utf-8",
        # A terminal with another locale shows question marks; an error would end the program.
        errors="replace",
        line_buffering=stream.isatty(),
    )
