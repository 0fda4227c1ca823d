"""The gentle Markdown of progress texts: text pasted from Word, with emphasis, links and lists.

Each line is a paragraph of inline Markdown, a run of lines that begin with "- " is a list, and indentation
and blank lines are dropped. Nothing else is markup: headings, typed numbering, quotations, code, images and
HTML show as typed.
"""

from __future__ import annotations

import re
from itertools import groupby

from msgspec import Struct

from records.texts.cells import from_cell, line_from_cell, line_to_cell, to_cell
from records.texts.inline import Span, read_line
from records.texts.lines import BULLET, lines

__all__ = [
    "BULLET",
    "Block",
    "BulletList",
    "Paragraph",
    "Span",
    "blocks",
    "escape",
    "from_cell",
    "line_from_cell",
    "line_to_cell",
    "lines",
    "plain",
    "tidy",
    "to_cell",
]

_BACKSLASH = r"\\(?=[!-/:-@\[-`{-~])"
#: Markers not ruled out by adjacent blanks or letters, and the middle of a link. In most lines, escaping
#: these suffices.
_LIKELY = re.compile(rf"(?<!\w)_|_(?!\w)|(?<! )\*|\*(?! )|\](?=\()|{_BACKSLASH}")
_MARKUP = re.compile(rf"[*_\[\]]|{_BACKSLASH}")


class Paragraph(Struct, frozen=True):
    """A line of a text that is not a list item."""

    spans: tuple[Span, ...]


class BulletList(Struct, frozen=True):
    """A run of lines that begin with "- ", each of which is an item."""

    items: tuple[tuple[Span, ...], ...]


Block = Paragraph | BulletList


def blocks(text: str) -> tuple[Block, ...]:
    """Return the paragraphs and lists of a text."""
    found: list[Block] = []
    for is_list, group in groupby(lines(text), key=lambda line: line.startswith(BULLET)):
        if is_list:
            found.append(BulletList(tuple(read_line(line[len(BULLET) :]).spans for line in group)))
        else:
            found += [Paragraph(read_line(line).spans) for line in group]
    return tuple(found)


def plain(text: str) -> list[str]:
    """Return each paragraph and list item as plain text."""
    shown: list[str] = []
    for block in blocks(text):
        rows = block.items if isinstance(block, BulletList) else (block.spans,)
        shown += ["".join(span.text for span in row) for row in rows]
    return shown


def tidy(text: str) -> str:
    """Return a text as stored: no blank lines or indentation, each line ended by a newline."""
    return "".join(line + "\n" for line in lines(text))


def escape(text: str) -> str:
    """Return plain text, escaped to display as typed, as a line of gentle Markdown."""
    if read_line(text).spans == (Span(text),) or not text:
        return text
    escaped = _LIKELY.sub(r"\\\g<0>", text)
    return escaped if read_line(escaped).spans == (Span(text),) else _MARKUP.sub(r"\\\g<0>", text)
