"""Keys from a terminal that an earlier program left in a mode of extended key reports.

There are three such modes: kitty's protocol (`ESC [ 1081:1049:113 ; 5 u`: the codes of the letter, of the
letter with Shift, of the key's Latin letter; then the modifiers), xterm's `CSI u` (the same with one code)
and `modifyOtherKeys` (`ESC [ 27 ; 5 ; 1081 ~`). prozvit requests none of them: each report is converted to
what the same key sends without them. Sources: https://sw.kovidgoyal.net/kitty/keyboard-protocol/ and
https://invisible-island.net/xterm/modified-keys.html.
"""

from __future__ import annotations

import re
import sys
from enum import IntFlag

from tui.terminal.layouts import latin

_CODES = r"[\d:]{0,32}"
_KEY = re.compile(rf"\x1b\[(?P<codes>{_CODES})(?:;(?P<held>{_CODES}))?(?:;(?P<text>{_CODES}))?u", re.ASCII)
_OTHER_KEY = re.compile(rf"\x1b\[27;(?P<held>{_CODES});(?P<codes>{_CODES})~", re.ASCII)
_FUNCTION_KEY = re.compile(rf"\x1b\[(?P<codes>\d{{0,3}})(?:;(?P<held>{_CODES}))?(?P<end>[~A-HPQS])", re.ASCII)
_RELEASED = 3
_TAB = 9
#: Keys that type no character, by their codes.
_NAMED = {8: "\x7f", _TAB: "\t", 13: "\r", 27: "\x1b", 127: "\x7f"}
#: The keypad, in the order of kitty's codes: digits, signs, then the cursor keys.
_KEYPAD_MOVES = tuple(f"\x1b[{end}" for end in ("D", "C", "A", "B", "5~", "6~", "H", "F", "2~", "3~"))
_KEYPAD: dict[int, str] = dict(enumerate((*"0123456789./*-+\r=,", *_KEYPAD_MOVES), 57399))
#: Unicode's surrogates and private use area: kitty uses these codes for keys without a character.
_NO_CHARACTERS = range(0xD800, 0xF900)
_FIRST_PRINTED = 0x20
#: The signs, besides letters, that Ctrl turns into a control character.
_CONTROLS = {" ": "\x00", "@": "\x00", "[": "\x1b", "\\": "\x1c", "]": "\x1d", "^": "\x1e", "/": "\x1f"}


class _Held(IntFlag):
    """The modifiers held down; the modes write one more than their sum."""

    SHIFT = 1
    ALT = 2
    CTRL = 4
    #: Super, Hyper, Meta: with these, a key is a command to the desktop.
    FOREIGN = 8 | 16 | 32
    CAPS_LOCK = 64
    NUM_LOCK = 128


def plain(sequence: str) -> str | None:
    """Return what a key sends outside the extended modes: text, a control character or an escape sequence.

    "" if it sends nothing there, such as Shift alone or a key's release; None if the sequence belongs to no
    extended mode.
    """
    match = _KEY.fullmatch(sequence) or _OTHER_KEY.fullmatch(sequence) or _FUNCTION_KEY.fullmatch(sequence)
    if match is None:
        return None
    said = match.groupdict()
    modifiers, event, *_ = (*_numbers(said["held"]), 0, 0)
    held = _Held(max(modifiers - 1, 0) & 0xFF)
    if event == _RELEASED or held & _Held.FOREIGN:
        return ""
    if "end" in said:
        return _function_key(match["codes"], held, match["end"])
    text = "".join(filter(str.isprintable, map(_character, _numbers(said.get("text")))))
    return _letter_key(_numbers(match["codes"]), held, text)


def _letter_key(codes: list[int], held: _Held, text: str) -> str:
    """Return what a key sends that is reported by a character's code or by a code from the tables above."""
    code, shifted, base, *_ = (*codes, 0, 0, 0)
    alt = "\x1b" if held & _Held.ALT else ""
    if code in _KEYPAD:
        return _KEYPAD[code]
    if code == _TAB and held & _Held.SHIFT:
        return "\x1b[Z"
    if code in _NAMED:
        return alt + _NAMED[code]
    letter = _character(code)
    if held & _Held.CTRL and not alt:
        return _control(_character(base) or latin(letter))
    if text or held & _Held.CTRL:
        # Ctrl with Alt is AltGr: it types the text that the terminal reports, or nothing.
        return text
    if bool(held & _Held.SHIFT) != bool(held & _Held.CAPS_LOCK):
        letter = _character(shifted) or letter.upper()
    return alt + letter if letter else ""


def _function_key(number: str, held: _Held, end: str) -> str:
    """Return what a cursor key or an F key sends."""
    modifiers = 1 + (held & (_Held.SHIFT | _Held.ALT | _Held.CTRL))
    if end == "~":
        return f"\x1b[{number}~" if modifiers == 1 else f"\x1b[{number};{modifiers}~"
    if modifiers == 1:
        return f"\x1bO{end}" if end in "PQS" else f"\x1b[{end}"
    return f"\x1b[1;{modifiers}{end}"


def _control(key: str) -> str:
    """Return the control character that Ctrl makes of a Latin key, "" if it makes none."""
    letter = key.lower()
    return chr(ord(letter) & 0x1F) if "a" <= letter <= "z" else _CONTROLS.get(letter, "")


def _character(code: int) -> str:
    """Return the character with a code, "" if it is a control or no character."""
    is_one = _FIRST_PRINTED <= code <= sys.maxunicode and code not in _NO_CHARACTERS
    return chr(code) if is_one else ""


def _numbers(codes: str | None) -> list[int]:
    return [int(code or 0) for code in codes.split(":")] if codes else []
