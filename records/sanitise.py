"""Untrusted text: cleaned when it is stored, made visible when it is shown.

Control characters can drive a terminal, bidirectional overrides can display a text other than the stored one
(CVE-2021-42574), and zero-width characters make two equal-looking texts differ.
"""

from __future__ import annotations

import json
import re
import unicodedata
from typing import NamedTuple

# U+200D joins and U+FE0F shapes emoji sequences; a zero-width joiner is kept only there.
_JOINER = "\u200d"
#: Unicode’s control pictures are in the order of the control characters.
_FIRST_PRINTED, _DELETE, _PICTURES = 0x20, 0x7F, 0x2400
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
#: Fillers, joiners and variation selectors that Python considers printable.
_BLANK = "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\ufe00-\ufe0e\uffa0\U000e0100-\U000e01ef"
_ZERO_WIDTH = f"\u00ad\u180e\u200b\u200c\u2060-\u206f\ufeff\ufff9-\ufffb{_BLANK}\U000e0000-\U000e007f"
#: Noncharacters, which XML, and so a Word or Excel file, cannot hold.
_NO_CHARACTERS = "\ufffe\uffff"
_FORBIDDEN = re.compile(
    rf"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029{_BIDI}{_ZERO_WIDTH}{_NO_CHARACTERS}\ud800-\udfff]|{_JOINER}",
    re.ASCII,
)
_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029|\x0b|\x0c|\x85")
_UNSAFE = rf"\x7f-\x9f\u2028\u2029{_BIDI}{_ZERO_WIDTH}{_NO_CHARACTERS}{_JOINER}\ud800-\udfff"
_UNSAFE_IN_LINE = re.compile(rf"[\x00-\x1f{_UNSAFE}]")
_UNSAFE_IN_TEXT = re.compile(rf"[\x00-\x09\x0b-\x1f{_UNSAFE}]")


class Cleaned(NamedTuple):
    """A text fit for storage, and the number of characters removed from it."""

    text: str
    removed: int


def clean(text: str) -> Cleaned:
    """Return `text` as the register stores it: NFC, LF, tabs as spaces, nothing invisible.

    Line ends of every kind become a newline and tabs a space, which changes nothing that a reader sees; other
    controls, bidirectional marks and zero-width characters outside emoji are removed and counted.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    kept: list[str] = []
    end = removed = 0
    for match in _FORBIDDEN.finditer(text):
        if _joins_emoji(text, match.start()):
            continue
        kept.append(text[end : match.start()])
        end = match.end()
        removed += 1
    kept.append(text[end:])
    # Removing a mark can bring a letter and its combining accent together.
    return Cleaned(unicodedata.normalize("NFC", "".join(kept)), removed)


def clean_line(text: str) -> Cleaned:
    """Return `text` for a one-line field: cleaned, with line ends and runs of blanks as one space."""
    cleaned = clean(text)
    return Cleaned(" ".join(cleaned.text.split()), cleaned.removed)


def forbidden(text: str) -> str | None:
    """Return the first character that a stored text may not hold, or None."""
    for match in _FORBIDDEN.finditer(text):
        if not _joins_emoji(text, match.start()):
            return match.group()
    return None


def visible(text: str, *, keep_newlines: bool = False) -> str:
    """Return `text` safe for a terminal, with a visible sign for each control and invisible character.

    C0 controls show as Unicode’s control pictures (ESC as ␛), all others as their code point: ⟨202E⟩.
    """
    return (_UNSAFE_IN_TEXT if keep_newlines else _UNSAFE_IN_LINE).sub(_mark, text)


def visible_json(document: str) -> str:
    """Return an equal JSON document that is safe for a terminal, by JSON’s own escapes."""
    return _UNSAFE_IN_TEXT.sub(_escape, document)


def _escape(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def _mark(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < _FIRST_PRINTED:
        return chr(_PICTURES + code)
    if code == _DELETE:
        return "\u2421"
    if code == ord(_JOINER) and _joins_emoji(match.string, match.start()):
        return match.group()
    return f"⟨{code:04X}⟩"


def _joins_emoji(text: str, at: int) -> bool:
    if text[at] != _JOINER or at == 0 or at + 1 >= len(text):
        return False
    before = text[at - 1] if text[at - 1] != "\ufe0f" or at == 1 else text[at - 2]
    return _is_emoji(before) and _is_emoji(text[at + 1])


def _is_emoji(char: str) -> bool:
    # Emoji sequences consist of symbols (So) and skin-tone modifiers (Sk).
    return unicodedata.category(char) in {"So", "Sk"}
