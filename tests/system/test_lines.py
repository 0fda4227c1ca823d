"""Life over a line that drops: what was typed is kept, the program is gone at once, the terminal is whole."""

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
#: Seconds: an end at once, on a loaded machine, and less than anything that an end could wait for.
_AT_ONCE = 20.0
#: What the terminal is told at the start, and what takes it back.
_RESTORED = ("\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l", "\x1b[?1004l", "\x1b[?7h")
_SWITCHED_ON = re.compile(r"\x1b\[\?(\d+)h")


def _type(terminal: Terminal) -> None:
    open_form(terminal)
    terminal.type(f" {_TYPED}")
    terminal.wait(_TYPED)


def _offered(call: Caller) -> None:
    """Start the program again: the draft is offered, and going on with it shows what was typed."""
    with Terminal(call.folder) as again:
        again.wait(_TYPED)
        again.press("Enter")
        again.wait(f"Готуємо наради. {_TYPED}", "F2")
    assert call.git("status", "--porcelain") == ""


def _free(call: Caller) -> bool:
    return holder(call.folder / ".git" / "prozvit" / "lock") is None


def test_hang_up(call: Caller) -> None:
    """A terminal that is closed in the middle of a word ends the program at once, without loss."""
    with Terminal(call.folder) as terminal:
        _type(terminal)
        terminal.hang_up()
        assert terminal.status(_AT_ONCE) == 129
        terminal.until(lambda: not terminal.left_behind(), "processes stay", _AT_ONCE)
    assert _free(call)
    _offered(call)


def test_killed(call: Caller) -> None:
    """What was typed gets to disk though no further key comes: even SIGKILL does not take it."""
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
    """A signal to end keeps the draft, ends the program at once and gives the terminal back."""
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
    """F10 restores the terminal and leaves at once where nothing was done."""
    with Terminal(call.folder) as terminal:
        terminal.wait("Захід 4", "F10")
        terminal.press("F10")
        assert terminal.status(_AT_ONCE) == 0
        _check_restored(terminal)
        assert "Enter" not in terminal.written.decode().rpartition("\x1b[?1049l")[2]


def test_farewell(call: Caller) -> None:
    """F10 in the middle of a text says that a draft is kept, and waits for Enter, to be read."""
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
    """Every mode that the program switched on is off again, after all that it drew."""
    written = terminal.written.decode()
    drawn, _, farewell = written.rpartition("\x1b[?2004l")
    assert set(_SWITCHED_ON.findall(drawn)) == {"1049", "1004", "2004"}
    for sequence in _RESTORED:
        assert sequence in f"\x1b[?2004l{farewell}"
    assert "\x1b[?7l" not in farewell
