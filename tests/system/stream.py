"""Analyse what a program wrote to its terminal: sequences foreign to Textual, and the width drawn."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyte.screens import wcwidth

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Everything that Textual's driver itself writes: styles, cursor positions, the modes of a full-screen
#: program, and the mouse pointer's default shape.
_OWN = re.compile(
    r"(?P<style>\x1b\[(?:(?:[0-9]|[34]8;5;\d+|[34]8;2;\d+;\d+;\d+)(?:;|(?=m)))*m)"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<mode>\x1b\[(?:\?(?:25|7|1004|1049|2004|2026)[hl]|\?(?:2026|2048)\$p|<u)|\x1b\]22;default\x07)"
    r"|(?P<line>\r?\n|\r)"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+)"
)


def foreign(written: bytes) -> list[str]:
    """Return the pieces that are neither text nor a sequence written by Textual itself."""
    return [piece for piece, own in _pieces(written.decode()) if own is None]


def width(written: bytes) -> int:
    """Return the rightmost column that was drawn in, counted from 1."""
    widest = column = 0
    for _, own in _pieces(written.decode()):
        if own is None:
            continue
        if own["column"]:
            column = int(own["column"]) - 1
        elif own["line"]:
            column = 0
        elif own["text"]:
            column += sum(max(wcwidth(each), 0) for each in own["text"])
        widest = max(widest, column)
    return widest


def _pieces(written: str) -> Iterator[tuple[str, re.Match[str] | None]]:
    at = 0
    while at < len(written):
        own = _OWN.match(written, at)
        yield (own.group(), own) if own is not None else (written[at : at + 24], None)
        at = own.end() if own is not None else at + 1
