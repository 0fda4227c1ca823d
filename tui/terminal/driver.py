"""Reads the terminal's keys so that neither invalid bytes nor a dropped line crash the program."""

from __future__ import annotations

import asyncio
import os
import select
import selectors
import termios
from codecs import getincrementaldecoder
from concurrent.futures import CancelledError
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

from tui.terminal.keyboard import Keyboard
from tui.terminal.layouts import is_cyrillic
from tui.terminal.typeahead import all_done

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_AT_ONCE = 4096
#: Seconds between checks whether a lone Esc was a key, and whether to end.
_TICK = 0.1
#: The longest wait of a key for the one before it, and the interval of checks whether the program ends.
_LONGEST_WAIT, _LOOK = 3.0, 0.02
#: Keys, besides letters, that lead to no other screen or field; held down, they repeat fast.
_MOVING = {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "backspace", "delete"}
_REPLACED = "\ufffd"
#: Seconds to wait until the line can take the last output.
_MOMENT = 0.3
#: Bracketed paste off, line wrap on, the alternate screen left, the cursor shown, focus reports off.
_LEAVING = b"\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[?1004l"


class WrongEncoding(Message):
    """The terminal sent bytes that are not UTF-8 (PuTTY set to KOI8-U or CP1251)."""


class LineDropped(Message):
    """The terminal is gone."""


class LayoutTyped(Message):
    """The first letter was typed, or one in another layout than the letter before."""

    def __init__(self, *, cyrillic: bool) -> None:
        super().__init__()
        self.cyrillic = cyrillic


class Typing:
    """Turns the terminal's bytes into events."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._cyrillic: bool | None = None

    def read(self, data: bytes) -> Iterator[Message]:
        """Yield the events of some bytes; an incomplete character waits for its rest."""
        text = self._decode(data)
        if _REPLACED in text:
            yield WrongEncoding()
        yield from self._watched(self._keyboard.feed(text.replace(_REPLACED, "")))

    def wait(self) -> Iterator[Message]:
        """Yield the keys that a pause completes (a lone Esc)."""
        yield from self._watched(self._keyboard.tick())

    def _watched(self, messages: Iterable[Message]) -> Iterator[Message]:
        for message in messages:
            letter = (isinstance(message, Key) and message.character) or ""
            cyrillic = is_cyrillic(letter)
            if (cyrillic or (letter.isascii() and letter.isalpha())) and cyrillic is not self._cyrillic:
                self._cyrillic = cyrillic
                yield LayoutTyped(cyrillic=cyrillic)
            yield message


class TolerantDriver(LinuxDriver):
    """Textual's driver for Linux with a tolerant reader: Textual's own crashes on bytes that aren't UTF-8."""

    #: Whether the last key could not change the screen or field.
    _stayed = False

    def run_input_thread(self) -> None:
        """Read keys until the program ends or the line drops."""
        typing = Typing(Keyboard())
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    data = self._read()
                    if not data:
                        self.process_message(LineDropped())
                        return
                    self._pass_on(typing.read(data))
                else:
                    self._pass_on(typing.wait())

    def let_go(self) -> None:
        """Restore the terminal if it still exists after a hang-up; wait for it only a moment."""
        if self._file is None:
            return
        out = self._file.fileno()
        with suppress(OSError, termios.error):
            os.set_blocking(out, False)
            # Earlier output may still fill the line.
            if select.select([], [out], [], _MOMENT)[1]:
                os.write(out, _LEAVING)
            os.set_blocking(out, True)
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the terminal's own columns and rows: those in the environment never change."""
        try:
            columns, rows = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return (columns, rows) if columns and rows else super()._get_terminal_size()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:
            # A terminal that hung up gives an error instead of an end of file.
            return b""

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if isinstance(message, Key | Paste):
                self._take_turn(message)
            self.process_message(message)

    def _take_turn(self, stroke: Key | Paste) -> None:
        """Wait for the effect of earlier keys, unless neither this key nor the last can change the field."""
        stays = isinstance(stroke, Key) and (stroke.is_printable or stroke.key in _MOVING)
        if not (stays and self._stayed):
            done = asyncio.run_coroutine_threadsafe(all_done(self._app), self._loop)
            end = monotonic() + _LONGEST_WAIT
            while not (done.done() or self.exit_event.is_set() or monotonic() > end):
                with suppress(TimeoutError, CancelledError):
                    done.result(_LOOK)
            done.cancel()
        self._stayed = stays
