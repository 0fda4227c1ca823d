"""A dropped connection: typed text is kept, the program ends at once, the terminal is restored."""

from __future__ import annotations

import re
import signal
from typing import TYPE_CHECKING

import pytest

from records.disk.locks import holder
from tests.system.calling import installed
from tests.system.terminal import Terminal, draft, open_form

if TYPE_CHECKING:
    from tests.system.calling import Caller

pytestmark = installed

_TYPED = "Обірваний рядок"
#: Seconds that ending may take on a loaded machine; shorter than any timeout it could be waiting for.
_AT_ONCE = 20.0
#: Sequences that restore the terminal at the end, and those that switch a mode on.
_RESTORED = ("\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1004l", "\x1b[?7h")
_SWITCHED_ON = re.compile(r"\x1b\[\?(\d+)h")


def _type(terminal: Terminal) -> None:
    open_form(terminal)
    terminal.type(f" {_TYPED}")
    terminal.wait(_TYPED)


def _offered(call: Caller) -> None:
    """Start the program again; check that it offers the draft, and that resuming shows the typed text."""
    with Terminal(call.folder) as again:
        again.wait(_TYPED)
        again.press("Enter")
        again.wait(f"Готуємо наради. {_TYPED}", "F2")
    assert call.git("status", "--porcelain") == ""


def _free(call: Caller) -> bool:
    return holder(call.folder / ".git" / "prozvit" / "lock") is None


def test_hang_up(call: Caller) -> None:
    """Closing the terminal in the middle of a word ends the program at once without losing text."""
    with Terminal(call.folder) as terminal:
        _type(terminal)
        terminal.hang_up()
        assert terminal.status(_AT_ONCE) == 129
        terminal.until(lambda: not terminal.left_behind(), "processes stay", _AT_ONCE)
    assert _free(call)
    _offered(call)


def test_killed(call: Caller) -> None:
    """Typed text reaches the disk without a further key, so that not even SIGKILL loses it."""
    with Terminal(call.folder) as terminal:
        _type(terminal)
        terminal.until(lambda: _TYPED in draft(call.folder), "no draft")
        terminal.kill(signal.SIGKILL)
        assert terminal.status(_AT_ONCE) == -signal.SIGKILL
        terminal.until(lambda: not terminal.left_behind(), "processes stay", _AT_ONCE)
    assert _free(call)
    _offered(call)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_terminated(call: Caller, number: signal.Signals) -> None:
    """SIGTERM keeps the draft, ends the program at once and restores the terminal."""
    with Terminal(call.folder) as terminal:
        _type(terminal)
        terminal.kill(number)
        assert terminal.status(_AT_ONCE) == 128 + number
        assert _TYPED in draft(call.folder)
        assert b"Traceback" not in terminal.written
        _check_restored(terminal)
        assert not terminal.left_behind()
    assert _free(call)


def test_leaving(call: Caller) -> None:
    """F10 with nothing typed restores the terminal and ends the program at once."""
    with Terminal(call.folder) as terminal:
        terminal.wait("Захід 4", "F10")
        terminal.press("F10")
        assert terminal.status(_AT_ONCE) == 0
        _check_restored(terminal)
        assert "Enter" not in terminal.written.decode().rpartition("\x1b[?1049l")[2]


def test_farewell(call: Caller) -> None:
    """F10 with unsaved text tells that a draft is kept, and waits for Enter so that it can be read."""
    with Terminal(call.folder) as terminal:
        _type(terminal)
        terminal.press("F10")
        terminal.until(lambda: "Натисніть Enter" in terminal.written.decode(), "no farewell")
        _check_restored(terminal)
        assert "1 чернетку" in terminal.written.decode().rpartition("\x1b[?1049l")[2]
        terminal.press("Enter")
        assert terminal.status(_AT_ONCE) == 0
    assert _TYPED in draft(call.folder)


def _check_restored(terminal: Terminal) -> None:
    """Check that every mode the program switched on is switched off after its last drawing."""
    written = terminal.written.decode()
    drawn, _, farewell = written.rpartition("\x1b[?2004l")
    assert set(_SWITCHED_ON.findall(drawn)) == {"1049", "1004", "2004"}
    for sequence in _RESTORED:
        assert sequence in f"\x1b[?2004l{farewell}"
    assert "\x1b[?7l" not in farewell
