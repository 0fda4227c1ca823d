"""Unit names in a cell of a report: where to split several, and how to keep one name whole.

People separate units by semicolons, or by a comma before a capital letter. A name may contain these too. It
stays whole if it is known, within quotation marks, in a file of this program whose structure delimits it, and
in Markdown if its separators are written as character references.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from records.texts.cells import WRITTEN, line_to_cell, piece_from_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_END = r";|,\s+(?=[А-ЯҐЄІЇA-Z])"
#: Text in quotation marks, at most one level nested; a straight mark after a digit is an inch sign.
_QUOTATION = r"«(?:[^«»]|«[^«»]*»)*»|„[^„“”]*[“”]|“[^“”]*”|(?<!\w)\"[^\"]*\"(?!\w)"
_PLAIN_END = re.compile(f"{_QUOTATION}|(?P<end>{_END})")
#: In a Markdown cell, escaped characters and character references never separate names.
_CELL_END = re.compile(f"{WRITTEN}|{_PLAIN_END.pattern}")
#: A list marker before a unit.
_ITEM = re.compile(r"(?:[-\u2010-\u2015\u2022\u2212]|\d{1,2}[.)])\s+")
#: Characters in a name that could split it or be taken for a list marker.
_PARTING = re.compile(r"([;,.)\d\-\u2010-\u2015\u2022\u2212])")
#: A full stop that ends a sentence, not an abbreviation: at least five letters precede it.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{5})\.$")
#: The number of parts of a paragraph that a known name may span.
_MOST_JOINED = 8


class _Part(NamedTuple):
    """The text before a separator, the separator, and the name in that text ("" if it has none)."""

    words: str
    end: str
    name: str


class Named(Struct, frozen=True):
    """A paragraph that names units: its text, and the parts that it splits into.

    If `stands_apart` is set or there are no parts, the paragraph is one name, unless it splits into several
    names that are all known units.
    """

    text: str
    parts: tuple[_Part, ...] = ()
    stands_apart: bool = False

    def names(self, is_known: Callable[[str], object]) -> Iterator[str]:
        """Yield the unit names; a text for which `is_known` is truthy is one name and is not split."""
        if is_known(self.text):
            yield self.text
            return
        parted = [part.name for part in self.parts if part.name]
        if self.stands_apart or not self.parts:
            yield from parted if len(parted) > 1 and all(map(is_known, parted)) else [self.text]
        elif len(self.parts) > 1:
            yield from _names(self.parts, is_known)
        else:
            yield from parted


def named(text: str, *, stands_apart: bool = False) -> Named:
    """Return the unit names of a paragraph of plain text."""
    pieces = _separated(text, _PLAIN_END)
    return Named(text, tuple(_Part(*each, _name(each[0])) for each in _pairs(pieces)), stands_apart)


def named_in_cell(source: str) -> Named:
    """Return the unit names of a paragraph of a Markdown cell."""
    parts = [
        _Part(piece_from_cell(words), piece_from_cell(end), piece_from_cell(_name(words)))
        for words, end in _pairs(_separated(source, _CELL_END))
    ]
    return Named("".join(part.words + part.end for part in parts).strip(), tuple(parts))


def name_to_cell(name: str) -> str:
    """Return a unit’s name as a Markdown paragraph that `named_in_cell` reads as one name."""
    if list(named(name).names(lambda _: False)) == [name]:
        return line_to_cell(name)
    pieces = _PARTING.split(name)
    return "".join(f"&#{ord(piece)};" if at % 2 else line_to_cell(piece) for at, piece in enumerate(pieces))


def _separated(source: str, ends: re.Pattern[str]) -> list[str]:
    """Return the texts and separators of a paragraph alternately, split at the "end" groups of `ends`.

    Other matches of `ends` (quotations, escapes) do not split.
    """
    pieces, start = [], 0
    for match in ends.finditer(source):
        if match["end"] is not None:
            pieces += [source[start : match.start()], match["end"]]
            start = match.end()
    return [*pieces, source[start:]]


def _pairs(pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each text with the separator after it, from a list in which the two alternate."""
    yield from zip(pieces[::2], [*pieces[1::2], ""], strict=True)


def _names(parts: Sequence[_Part], is_known: Callable[[str], object]) -> Iterator[str]:
    at = 0
    while at < len(parts):
        ends = range(min(at + _MOST_JOINED, len(parts)), at, -1)
        joined = ((end, _joined(parts[at:end])) for end in ends)
        end, name = next(((end, text) for end, text in joined if is_known(text)), (at + 1, parts[at].name))
        if name:
            yield name
        at = end


def _joined(parts: Sequence[_Part]) -> str:
    *before, last = parts
    return "".join([*(part.words + part.end for part in before), last.words]).strip()


def _name(words: str) -> str:
    """Return the name between two separators, or "" if there is nothing but punctuation."""
    trimmed = words.strip(" ,")
    item = _ITEM.match(trimmed)
    name = trimmed[item.end() :] if item else trimmed
    name = _FULL_STOP.sub("", name)
    return name if name.strip(" .-\u2010\u2011\u2012\u2013\u2014\u2015\u2212") else ""
