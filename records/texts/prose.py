"""The gentle Markdown of progress texts: what officers paste from Word, with emphasis, links and lists.

Each line is a paragraph of inline Markdown, a run of lines that begin with "- " is a list, indentation
and blank lines are dropped. Nothing else is markup: headings, typed numbering, quotations, code, images
and HTML show as typed.
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
#: Markers that no blanks or letters keep from being some, and what makes a link; in most lines that is all.
_LIKELY = re.compile(rf"(?<!\w)_|_(?!\w)|(?<! )\*|\*(?! )|\](?=\()|{_BACKSLASH}")
_MARKUP = re.compile(rf"[*_\[\]]|{_BACKSLASH}")


class Paragraph(Struct, frozen=True):
    """One line of a text."""

    spans: tuple[Span, ...]


class BulletList(Struct, frozen=True):
    """A run of lines that begin with "- ", each an item."""

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
    """Return each paragraph and list item without its markup."""
    shown: list[str] = []
    for block in blocks(text):
        rows = block.items if isinstance(block, BulletList) else (block.spans,)
        shown += ["".join(span.text for span in row) for row in rows]
    return shown


def tidy(text: str) -> str:
    """Return a text as it is stored: no blank line, no indentation, one closing newline unless empty."""
    return "".join(line + "\n" for line in lines(text))


def escape(text: str) -> str:
    """Return plain text as a line of gentle Markdown that shows it as typed."""
    if read_line(text).spans == (Span(text),) or not text:
        return text
    escaped = _LIKELY.sub(r"\\\g<0>", text)
    return escaped if read_line(escaped).spans == (Span(text),) else _MARKUP.sub(r"\\\g<0>", text)
