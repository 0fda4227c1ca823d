"""Words and their look written as gentle Markdown: the other way round from `inline`.

What prints the same has one way of being written, so that a text which went through a word processor can
be compared with the one that the register holds, however that was typed ("__так__", "**так**").
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
    """Return a progress text as `written` writes it: equal for two texts that print the same."""
    lines: list[str] = []
    for block in blocks(text):
        if isinstance(block, BulletList):
            lines += [BULLET + written(item) for item in block.items]
        else:
            lines.append(written_paragraph(block.spans))
    return "".join(line + "\n" for line in lines if line)


def written_paragraph(spans: Sequence[Span]) -> str:
    """Return a paragraph that is no item of a list, whatever it begins with."""
    line = written(spans).strip()
    return f"\\{line}" if line.startswith(BULLET) else line


def written(spans: Sequence[Span]) -> str:
    """Return a line of gentle Markdown that reads as these spans, as short as can be.

    Emphasis of blanks, which nobody sees, is not kept; nor is one that can't be written beside its
    neighbours (bold quotes right before a letter): the words matter more.
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
    """Return what a reader sees letter by letter."""
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
    """Return spans with the first of `looks` outermost."""
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
