"""Formatted spans written as gentle Markdown: the inverse of `inline`.

Texts that print the same are written the same way, so that a text from a word processor can be compared with
the register’s text, whichever markers the latter uses ("__так__", "**так**").
"""

from __future__ import annotations

import re
from itertools import groupby, permutations
from typing import TYPE_CHECKING, NamedTuple

from records.texts.inline import Span, read_line
from records.texts.lines import BULLET
from records.texts.prose import BulletList, blocks, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_LOOKS = ("bold", "italic", "url")
_MARKERS = (("**", "*"), ("**", "_"), ("__", "*"), ("__", "_"))
_SPECIAL = re.compile(r"[*_\[\]\\]")


def rewritten(text: str) -> str:
    """Return a progress text in canonical markup: equal for two texts that print the same."""
    lines: list[str] = []
    for block in blocks(text):
        if isinstance(block, BulletList):
            lines += [BULLET + written(item) for item in block.items]
        else:
            lines.append(written_paragraph(block.spans))
    return "".join(line + "\n" for line in lines if line)


def written_paragraph(spans: Sequence[Span]) -> str:
    """Return spans as a paragraph; a leading "- " is escaped so that it makes no list item."""
    line = written(spans).strip()
    return f"\\{line}" if line.startswith(BULLET) else line


def written(spans: Sequence[Span]) -> str:
    """Return the shortest line of gentle Markdown that reads as these spans.

    Emphasis on blanks is dropped, because nobody sees it. So is emphasis that cannot be written beside its
    neighbours (bold quotes directly before a letter): the words matter more.
    """
    words = "".join(span.text for span in spans)
    if not any(span.bold or span.italic or span.url for span in spans):
        return escape(words)
    wanted = _shown(spans)
    for line in sorted(set(_candidates(spans)), key=lambda line: (len(line), line)):
        if _shown(read_line(line).spans) == wanted:
            return line
    return escape(words)


class _Letter(NamedTuple):
    char: str
    style: tuple[bool, bool, str | None] | None


def _shown(spans: Sequence[Span]) -> list[_Letter]:
    """Return the visible characters, each with its formatting."""
    return [_Letter(char, _style(span, blank=char.isspace())) for span in spans for char in span.text]


def _style(span: Span, *, blank: bool) -> tuple[bool, bool, str | None] | None:
    style = (span.bold and not blank, span.italic and not blank, span.url)
    return style if any(style) else None


def _candidates(spans: Sequence[Span]) -> Iterator[str]:
    for markers in _MARKERS:
        for looks in permutations(_LOOKS):
            for escaped in (False, True):
                yield _nested(spans, looks, markers, escaped=escaped)


def _nested(spans: Sequence[Span], looks: Sequence[str], markers: tuple[str, str], *, escaped: bool) -> str:
    """Return the spans as Markdown, nested in the order of `looks` from the outermost."""
    if not looks:
        words = "".join(span.text for span in spans)
        return _SPECIAL.sub(r"\\\g<0>", words) if escaped else words
    look, *rest = looks
    parts = []
    for value, group in groupby(spans, key=lambda span: getattr(span, look)):
        inside = _nested(list(group), rest, markers, escaped=escaped)
        parts.append(_wrapped(inside, look, value, markers))
    return "".join(parts)


def _wrapped(inside: str, look: str, value: object, markers: tuple[str, str]) -> str:
    if not value:
        return inside
    if look == "url":
        return f"[{inside}]({value})"
    marker = markers[_LOOKS.index(look)]
    words = inside.strip()
    if not words:
        return inside
    before, _, after = inside.partition(words)
    return f"{before}{marker}{words}{marker}{after}"
