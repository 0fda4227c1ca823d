"""What a program wrote to its terminal, piece by piece: what is not Textual's own, and how wide it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyte.screens import wcwidth

if TYPE_CHECKING:
    from collections.abc import Iterator

#: All that Textual's driver writes itself: styles, places, the modes of a full-screen program, and the one
#: shape of a mouse's pointer.
_OWN = re.compile(
    r"(?P<style>\x1b\[(?:(?:[0-9]|[34]8;5;\d+|[34]8;2;\d+;\d+;\d+)(?:;|(?=m)))*m)"
    r"|\x1b\[(?P<row>\d+);(?P<column>\d+)H"
    r"|(?P<mode>\x1b\[(?:\?(?:25|7|1004|1049|2004|2026)[hl]|\?(?:2026|2048)\$p|<u)|\x1b\]22;default\x07)"
    r"|(?P<line>\r?\n|\r)"
    r"|(?P<text>[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+)"
)


def foreign(written: bytes) -> list[str]:
    """Return the pieces that are neither text nor anything that Textual writes itself."""
    return [piece for piece, own in _pieces(written.decode()) if own is None]


def width(written: bytes) -> int:
    """Return the column, from 1 on, that anything was drawn up to."""
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
