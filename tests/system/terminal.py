"""A pseudo-terminal that runs the real program and records every byte it writes.

It answers no query, as PuTTY does not, and understands only what pyte does; `test_terminal.py` uses tmux
where a full emulator is needed.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import shlex
import signal
import struct
import subprocess
import termios
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import pyte

from tests.system.calling import PROGRAM, environment
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

_TICK = 0.02
#: The bytes that each key sends in xterm; `PUTTY` differs in F1 to F5.
XTERM = {
    **dict(zip(("Up", "Down", "Right", "Left"), (b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"), strict=True)),
    **dict(zip(("F1", "F2", "F3", "F4"), (b"\x1bOP", b"\x1bOQ", b"\x1bOR", b"\x1bOS"), strict=True)),
    **{f"F{n}": b"\x1b[%d~" % code for n, code in zip(range(5, 11), (15, 17, 18, 19, 20, 21), strict=True)},
    "Enter": b"\r",
    "Tab": b"\t",
    "ShiftTab": b"\x1b[Z",
    "Esc": b"\x1b",
    # Escape as kitty's keyboard mode encodes it, which can't be the beginning of another key.
    "EscAtOnce": b"\x1b[27u",
    "Backspace": b"\x7f",
    "Delete": b"\x1b[3~",
    "Home": b"\x1b[1~",
    "End": b"\x1b[4~",
    "CtrlS": b"\x13",
}
PUTTY = XTERM | {f"F{n}": b"\x1b[%d~" % (10 + n) for n in range(1, 6)}

_Found = TypeVar("_Found")


class Terminal:
    """One run of the program, or of another command, in its own terminal."""

    def __init__(
        self, register: Path, size: tuple[int, int] = (80, 24), command: str = "", **more: str
    ) -> None:
        self._master, slave = pty.openpty()
        self.written = b""
        self._screen = pyte.Screen(*size)
        self._shown = ""
        self._stream = pyte.ByteStream(self._screen)
        self.resize(*size)
        self._process = subprocess.Popen(
            shlex.split(command) or [PROGRAM, "--register", str(register)],
            env=environment(register.parent, **({"TERM": "xterm-256color", "PROZVIT_LANG": "uk"} | more)),
            cwd=register.parent,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            # Hanging up sends SIGHUP only to a process whose controlling terminal this is.
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - one call, safe after a fork
        )
        os.close(slave)
        os.set_blocking(self._master, False)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    # Reading the screen

    def screen(self) -> str:
        """Return the text on the screen."""
        self._pump(0)
        if self._screen.dirty:
            # Rendering pyte's screen is slow, and waiting asks for it often.
            self._screen.dirty.clear()
            self._shown = "\n".join(line.rstrip() for line in self._screen.display)
        return self._shown

    def wait(self, *texts: str, patience: float = PATIENCE) -> str:
        """Wait until the screen shows all the texts; return the whole screen."""

        def shown() -> str:
            screen = self.screen()
            return screen if all(text in screen for text in texts) else ""

        return self.until(shown, f"no {texts}", patience)

    def until(self, look: Callable[[], _Found], otherwise: str, patience: float = PATIENCE) -> _Found:
        """Return the first true result of `look`; fail with `otherwise` after `patience` seconds."""
        end = time.monotonic() + patience
        while not (found := look()):
            assert time.monotonic() < end, f"{otherwise} in\n{self.screen()}"
            self._pump(_TICK)
        return found

    def rest(self, seconds: float = 0.3) -> None:
        """Wait until the program has written nothing for some seconds."""
        length = -1
        while length != len(self.written):
            length = len(self.written)
            end = time.monotonic() + seconds
            while time.monotonic() < end and length == len(self.written):
                self._pump(_TICK)

    # Acting on the terminal

    def press(self, *names: str, keys: dict[str, bytes] = XTERM) -> None:
        """Press keys by name."""
        for name in names:
            self.send(keys[name])

    def type(self, text: str) -> None:
        """Type a text."""
        self.send(text.encode())

    def paste(self, text: str) -> None:
        """Paste a text as a terminal in bracketed paste mode does."""
        self.send(b"\x1b[200~" + text.encode() + b"\x1b[201~")

    def send(self, data: bytes) -> None:
        """Send bytes, in the portions that the program takes."""
        end = time.monotonic() + PATIENCE
        while data:
            assert time.monotonic() < end, f"the program reads nothing; {len(data)} bytes are left"
            if select.select([], [self._master], [], _TICK)[1]:
                with suppress(BlockingIOError):
                    data = data[os.write(self._master, data[:1024]) :]
            self._pump(0)

    def pause(self, seconds: float) -> None:
        """Let time pass without typing."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self._pump(min(left, _TICK))

    def resize(self, width: int, height: int) -> None:
        """Resize the terminal; the kernel notifies the program with SIGWINCH."""
        self._screen.resize(height, width)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))

    def kill(self, number: signal.Signals) -> None:
        """Send the program a signal."""
        self._process.send_signal(number)

    def hang_up(self) -> None:
        """Close the terminal as a dropped line does; the kernel sends SIGHUP."""
        self._pump(0)
        os.close(self._master)
        self._master = -1

    # The end of the program

    def status(self, patience: float = PATIENCE) -> int:
        """Wait until the program ends; return its exit status, negative for a signal."""
        self.until(lambda: self._process.poll() is not None, "the program goes on", patience)
        status = self._process.poll()
        assert status is not None
        self._pump(0)
        return status

    def left_behind(self) -> list[str]:
        """Return the processes of the terminal's session that still run or were never reaped."""
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                name, _, rest = stat.read_text(encoding="utf-8").rpartition(") ")
            except OSError:
                continue
            state, parent, _, session = rest.split()[:4]
            # Orphaned zombies are reaped by init at some later time.
            if session == str(self._process.pid) and (state, parent) != ("Z", "1"):
                found.append(f"{name} {state}")
        return found

    def end(self) -> None:
        """Close the terminal and kill the processes that are left."""
        if self._master >= 0:
            self.hang_up()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(timeout=PATIENCE)

    def _pump(self, patience: float) -> None:
        """Read what the program writes, waiting at most `patience` seconds for it."""
        if self._master < 0:
            time.sleep(patience)
            return
        while select.select([self._master], [], [], patience)[0]:
            try:
                data = os.read(self._master, 1 << 16)
            except OSError:
                # The program closed its end of the terminal.
                time.sleep(patience)
                return
            self.written += data
            self._stream.feed(data)
            patience = 0


def open_form(terminal: Terminal) -> None:
    """Open the form of the first measure."""
    terminal.wait("Захід 4", "F4")
    terminal.press("F4")
    terminal.wait("Відсоток", "F2")


def draft(register: Path) -> str:
    """Return the content of all drafts, joined."""
    files = (register / ".git" / "prozvit" / "drafts").rglob("*.json")
    return "\n".join(file.read_text(encoding="utf-8") for file in files)
