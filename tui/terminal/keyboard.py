"""Turns the terminal's text into events: one for each key and each paste, none for anything else.

Textual's parser waits for the rest of each unknown sequence and then types it, loses a paste that contains an
Esc, and never ends a paste whose end was lost. So it is given only complete sequences that it knows.
"""

from __future__ import annotations

import re
from time import monotonic
from typing import TYPE_CHECKING

from textual import constants
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.events import Paste
from textual.keys import Keys

from tui.terminal.extended import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from textual.message import Message

_ESC = "\x1b"
#: A complete sequence: an old mouse report, F1 of the Linux console, rxvt's keys with Shift, any other CSI
#: sequence, a key of the keypad, the answer to another program's query, a key with Alt.
_WHOLE = re.compile(
    r"\x1b(?:\[M[^\x1b]{3}|\[\[[^\x1b]|\[\d\d?\$|\[[ -?]{1,64}[@-~]|\[[@-LN-Z\\-~]|O[\d;]{0,16}[@-~]"
    r"|[]PX^_][^\x1b\x07]{0,4096}(?:\x07|\x1b\\)|[^[\]OPX^_\x1b])",
    re.ASCII,
)
#: The beginning of a sequence that may still be completed.
_PART = re.compile(
    r"\x1b(?:\[M[^\x1b]{0,2}|\[\[|\[[ -?]{0,64}|O[\d;]{0,16}|[]PX^_][^\x1b\x07]{0,4096}(?:\x1b\Z)?)?",
    re.ASCII,
)
#: The terminal's reports: focus, mouse, cursor, modes, size.
_REPORT = re.compile(
    r"\x1b\[(?:[IO]|<\d+;-?\d+;-?\d+[Mm]|\d+;\d+R|\?\d+;\d\$y|48(?:;\d+(?::[\d:]*)?){4}t)", re.ASCII
)
#: Seconds of silence after which a paste counts as ended, if no more than a key follows.
_PASTE_PAUSE = 1.0
_LONGEST_KEY = 32
#: In characters. No field takes as many; the limit keeps endless input from filling the memory.
_LONGEST_PASTE = 1_000_000


class Keyboard(XTermParser):
    """Textual's parser, made to accept any input: `feed` takes text, `tick` the time; both yield events."""

    def __init__(self, delay: float = constants.ESCAPE_DELAY, now: Callable[[], float] = monotonic) -> None:
        super().__init__()
        self._delay = delay
        self._now = now
        #: The time of the last text.
        self._at = now()
        #: The beginning of a sequence whose rest has not arrived.
        self._held = ""
        self._paste = ""
        self._pasting = self._paused = False

    def feed(self, data: str) -> Iterator[Message]:
        """Yield the events of a text from the terminal; the beginning of a sequence waits for its rest."""
        self._at = self._now()
        text, self._held = self._held + data, ""
        while text:
            if self._pasting:
                text = yield from self._go_on_pasting(text)
            elif text.startswith(_ESC):
                text = yield from self._take_sequence(text)
            else:
                typed, _, _ = text.partition(_ESC)
                # Enter arrives as a line feed if it was pressed before the terminal was set up.
                yield from self._keys(typed.replace("\n", "\r"))
                text = text[len(typed) :]

    def tick(self) -> Iterator[Message]:
        """Yield what silence decides: that Esc was a key, or that a paste has ended."""
        silent = self._now() - self._at
        if self._pasting:
            if silent >= _PASTE_PAUSE and not self._paused:
                self._paused, self._held = True, ""
                yield from self._pasted()
        elif self._held and silent >= self._delay:
            held, self._held = self._held, ""
            yield from self._give_up(held)

    def _go_on_pasting(self, text: str) -> Generator[Message, None, str]:
        """Add a text to the paste; return what follows the paste's end."""
        inside, end, rest = text.partition(BRACKETED_PASTE_END)
        if self._paused and not end and len(text) <= _LONGEST_KEY:
            self._pasting = False
            return text
        self._paused = False
        if not end:
            inside, self._held = _without_beginning(text)
        self._paste = (self._paste + inside)[:_LONGEST_PASTE]
        if end:
            self._pasting = False
            yield from self._pasted()
        return rest

    def _pasted(self) -> Iterator[Message]:
        text, self._paste = self._paste.replace("\x00", ""), ""
        if text:
            yield Paste(text)

    def _take_sequence(self, text: str) -> Generator[Message, None, str]:
        """Yield the events of the first sequence in a text; return the rest."""
        if (whole := _WHOLE.match(text)) is not None:
            yield from self._sequence(whole.group())
            return text[whole.end() :]
        part = _PART.match(text)
        assert part is not None
        if part.end() == len(text):
            self._held = text
            return ""
        yield from self._give_up(part.group())
        return text[part.end() :]

    def _sequence(self, sequence: str) -> Iterator[Message]:
        if sequence == BRACKETED_PASTE_START:
            self._pasting, self._paused = True, False
        elif _REPORT.fullmatch(sequence):
            yield from super().feed(sequence)
        elif sequence in ANSI_SEQUENCES_KEYS or len(sequence) == len("\x1bx"):
            yield from self._keys(sequence)
        else:
            # Drop what is no key: typed, it would be garbage in a text.
            yield from self._keys(plain(sequence) or "")

    def _give_up(self, part: str) -> Iterator[Message]:
        """Yield the events of the beginning of a sequence that has no end."""
        if part[1:2] in {"]", "P", "X", "^", "_"}:
            # Not an answer to a query, but Alt with a letter, followed by typed text.
            yield from self._keys(part[:2])
            yield from self._keys(part[2:])
        elif len(part) <= len("\x1b["):
            yield from self._keys(part)

    def _keys(self, typed: str) -> Iterator[Message]:
        """Yield the keys of a text, or of one sequence that a key sends."""
        if typed in ANSI_SEQUENCES_KEYS or not typed.startswith(_ESC):
            strokes = [typed] if typed in ANSI_SEQUENCES_KEYS else list(typed)
            events = [event for stroke in strokes for event in self._sequence_to_key_events(stroke)]
        elif len(typed) == len("\x1bx"):
            events = list(self._sequence_to_key_events(typed[1:], alt=True))
        else:
            events = []
        yield from (event for event in events if event.key != Keys.Ignore)


def _without_beginning(text: str) -> tuple[str, str]:
    """Split a text before what may be the beginning of a paste's end marker."""
    for length in range(min(len(BRACKETED_PASTE_END) - 1, len(text)), 0, -1):
        if BRACKETED_PASTE_END.startswith(text[-length:]):
            return text[:-length], text[-length:]
    return text, ""
