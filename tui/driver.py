"""The terminal's keys, read so that no byte and no dropped line ends the program with a crash."""

from __future__ import annotations

import os
import selectors
from codecs import getincrementaldecoder
from typing import TYPE_CHECKING, Any

from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterable

_AT_ONCE = 4096
#: Seconds between looks whether a lone Esc was meant, and whether to end.
_TICK = 0.1
_REPLACED = "\ufffd"


class WrongEncoding(Message):
    """The terminal sent bytes that are not UTF-8 (PuTTY set to KOI8-U or CP1251)."""


class LineDropped(Message):
    """The terminal is gone."""


class TolerantDriver(LinuxDriver):
    """Textual's driver for Linux, whose own reading of keys takes UTF-8 only and dies on anything else."""

    def run_input_thread(self) -> None:
        """Read keys until the program ends or the line drops."""
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")(errors="replace").decode
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(_TICK):
                    data = self._read()
                    if not data:
                        self._tell(LineDropped())
                        return
                    typed = decode(data)
                    if _REPLACED in typed:
                        self._tell(WrongEncoding())
                    # The parser takes an empty text, such as half a letter leaves, for the end.
                    if known := typed.replace(_REPLACED, ""):
                        self._pass_on(parser.feed(known))
                self._pass_on(parser.tick())

    def _read(self) -> bytes:
        try:
            return os.read(self.fileno, _AT_ONCE)
        except OSError:
            # A terminal that hung up answers with an error, not with an end.
            return b""

    def _pass_on(self, messages: Iterable[Any]) -> None:
        for message in messages:
            self.process_message(message)

    def _tell(self, message: Message) -> None:
        self._app.call_later(self._app.post_message, message)
