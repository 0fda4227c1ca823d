"""The terminal's keys, read so that no byte and no dropped line ends the program with a crash."""

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
#: Seconds between looks whether a lone Esc was meant, and whether to end.
_TICK = 0.1
#: Seconds that a key waits for the key before it, and between looks whether the program ends meanwhile.
_LONGEST_WAIT, _LOOK = 3.0, 0.02
#: The keys beside the letters that lead to no other screen or field; held down, they come in swarms.
_MOVING = {"up", "down", "left", "right", "pageup", "pagedown", "home", "end", "backspace", "delete"}
_REPLACED = "\ufffd"
#: Seconds that a line may take to be free for the last words.
_MOMENT = 0.3
#: Pastes unmarked, lines wrapped, the other screen left, the cursor shown, no word of the focus.
_LEAVING = b"\x1b[?2004l\x1b[?7h\x1b[?1049l\x1b[?25h\x1b[?1004l"


class WrongEncoding(Message):
    """The terminal sent bytes that are not UTF-8 (PuTTY set to KOI8-U or CP1251)."""


class LineDropped(Message):
    """The terminal is gone."""


class LayoutTyped(Message):
    """A letter was typed in another layout than the letter before, or is the first one."""

    def __init__(self, *, cyrillic: bool) -> None:
        super().__init__()
        self.cyrillic = cyrillic


class Typing:
    """What is typed, from the bytes that the terminal sends."""

    def __init__(self, keyboard: Keyboard) -> None:
        self._keyboard = keyboard
        self._decode = getincrementaldecoder("utf-8")(errors="replace").decode
        self._cyrillic: bool | None = None

    def read(self, data: bytes) -> Iterator[Message]:
        """Yield what bytes say; half a letter waits for its other half."""
        text = self._decode(data)
        if _REPLACED in text:
            yield WrongEncoding()
        yield from self._watched(self._keyboard.feed(text.replace(_REPLACED, "")))

    def wait(self) -> Iterator[Message]:
        """Yield what follows from nothing having come for a while."""
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
    """Textual's driver for Linux, whose own reading of keys takes UTF-8 only and dies on anything else."""

    #: Whether the last key led nowhere else.
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
        """Give the terminal back if it is still there after a hang-up; wait for it a moment at most."""
        if self._file is None:
            return
        out = self._file.fileno()
        with suppress(OSError, termios.error):
            os.set_blocking(out, False)
            # What was drawn before may still fill the line.
            if select.select([], [out], [], _MOMENT)[1]:
                os.write(out, _LEAVING)
            os.set_blocking(out, True)
            if self.attrs_before is not None:
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)

    def _get_terminal_size(self) -> tuple[int, int]:
        """Return the columns and rows of the terminal itself: those of the environment never change."""
        try:
            columns, rows = os.get_terminal_size(self.fileno)
        except OSError:
            return super()._get_terminal_size()
        return (columns, rows) if columns and rows else super()._get_terminal_size()

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:
            # A terminal that hung up answers with an error, not with an end.
            return b""

    def _pass_on(self, messages: Iterable[Message]) -> None:
        for message in messages:
            if isinstance(message, Key | Paste):
                self._take_turn(message)
            self.process_message(message)

    def _take_turn(self, stroke: Key | Paste) -> None:
        """Wait until the keys before this one are done, where one of them can lead to another field."""
        stays = isinstance(stroke, Key) and (stroke.is_printable or stroke.key in _MOVING)
        if not (stays and self._stayed):
            done = asyncio.run_coroutine_threadsafe(all_done(self._app), self._loop)
            end = monotonic() + _LONGEST_WAIT
            while not (done.done() or self.exit_event.is_set() or monotonic() > end):
                with suppress(TimeoutError, CancelledError):
                    done.result(_LOOK)
            done.cancel()
        self._stayed = stays
