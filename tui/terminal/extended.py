"""Keys as terminals send them that an earlier program left in a mode of more detailed keys.

Three such modes are about: kitty's protocol (`ESC [ 1081:1049:113 ; 5 u`: the codes of the letter, of the
letter with Shift, of the key's Latin letter; then the modifiers), xterm's `CSI u` (the same with one code)
and `modifyOtherKeys` (`ESC [ 27 ; 5 ; 1081 ~`). prozvit asks for none of them: whatever arrives is read as
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
#: The keys that type no letter or sign, by their codes.
_NAMED = {8: "\x7f", _TAB: "\t", 13: "\r", 27: "\x1b", 127: "\x7f"}
#: The keypad, in the order of kitty's codes: figures, signs, then what moves the cursor.
_KEYPAD_MOVES = tuple(f"\x1b[{end}" for end in ("D", "C", "A", "B", "5~", "6~", "H", "F", "2~", "3~"))
_KEYPAD: dict[int, str] = dict(enumerate((*"0123456789./*-+\r=,", *_KEYPAD_MOVES), 57399))
#: What Unicode leaves for private use and for halves of characters: there kitty has keys without any.
_NO_CHARACTERS = range(0xD800, 0xF900)
_FIRST_PRINTED = 0x20
#: The signs that Ctrl makes a control character of, beside the letters.
_CONTROLS = {" ": "\x00", "@": "\x00", "[": "\x1b", "\\": "\x1c", "]": "\x1d", "^": "\x1e", "/": "\x1f"}


class _Held(IntFlag):
    """The keys held down; the modes write one more than their sum."""

    SHIFT = 1
    ALT = 2
    CTRL = 4
    #: Super, Hyper, Meta: with these a key is a command to the desktop.
    FOREIGN = 8 | 16 | 32
    CAPS_LOCK = 64
    NUM_LOCK = 128


def plain(sequence: str) -> str | None:
    """Return what a key sends without an extended mode: text, a control character or an escape sequence.

    "" is a key that sends nothing then, such as Shift alone or a key let go; None is a sequence that no
    extended mode writes.
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
    """Return what a key sends that has the code of a character, or one of the codes beside these."""
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
        # Ctrl with Alt is AltGr: it types the text that the terminal tells, or nothing.
        return text
    if bool(held & _Held.SHIFT) != bool(held & _Held.CAPS_LOCK):
        letter = _character(shifted) or letter.upper()
    return alt + letter if letter else ""


def _function_key(number: str, held: _Held, end: str) -> str:
    """Return what a key sends that moves the cursor or stands in the row of F keys."""
    modifiers = 1 + (held & (_Held.SHIFT | _Held.ALT | _Held.CTRL))
    if end == "~":
        return f"\x1b[{number}~" if modifiers == 1 else f"\x1b[{number};{modifiers}~"
    if modifiers == 1:
        return f"\x1bO{end}" if end in "PQS" else f"\x1b[{end}"
    return f"\x1b[1;{modifiers}{end}"


def _control(key: str) -> str:
    """Return the control character that Ctrl makes of a Latin key; "" where it makes none."""
    letter = key.lower()
    return chr(ord(letter) & 0x1F) if "a" <= letter <= "z" else _CONTROLS.get(letter, "")


def _character(code: int) -> str:
    """Return the character of a code; "" where it is a control's, or none."""
    is_one = _FIRST_PRINTED <= code <= sys.maxunicode and code not in _NO_CHARACTERS
    return chr(code) if is_one else ""


def _numbers(codes: str | None) -> list[int]:
    return [int(code or 0) for code in codes.split(":")] if codes else []
