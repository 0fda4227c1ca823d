"""Standard input and output as a command needs them: there, in UTF-8, and outliving whoever reads them."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


class _Outliving(io.FileIO):
    """An open file that goes on, into nowhere, when nobody reads it any more.

    The reader of a pipe that has what it wanted (`| head -1`) is no reason to leave a command half done, nor
    to say that what it saved was refused.
    """

    def write(self, data: ReadableBuffer, /) -> int:
        try:
            return super().write(data)
        except (BrokenPipeError, ConnectionResetError):
            discard(self.fileno())
            return memoryview(data).nbytes


def prepare() -> None:
    """Let the standard streams be there and hold any letter, and what is printed not depend on its reader."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by the caller: else the next file opened takes its number, and is printed into.
            mode = "r" if name == "stdin" else "w"
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open to the end
        elif name != "stdin":
            setattr(sys, name, _outliving(stream))


def discard_output() -> None:
    """Let what can't be printed go nowhere, also what Python flushes at its end."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            discard(stream.fileno())


def discard(descriptor: int) -> None:
    """Let what is written to an open file go nowhere."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def _outliving(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    """Return the stream as one whose reader may go away."""
    if not isinstance(getattr(stream, "buffer", None), (io.BufferedWriter, io.FileIO)):
        # A test holds it in memory.
        stream.reconfigure(encoding="utf-8", errors="replace")
        return stream
    stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(_Outliving(stream.fileno(), "w", closefd=False)),
        encoding="utf-8",
        # A terminal in another locale must show question marks rather than end the program.
        errors="replace",
        line_buffering=stream.isatty(),
    )
