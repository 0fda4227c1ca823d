"""Units named in a report's cell: where several of one paragraph part, and how one name stays whole.

People part them by semicolons, or by a comma before a capital letter. A name may hold these itself: it is
whole where it is known, within quotation marks, where a file of this program's own says so by its structure,
and in Markdown where what would part it is written as a character reference.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct

from records.texts.cells import WRITTEN, line_to_cell, piece_from_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_END = r";|,\s+(?=[А-ЯҐЄІЇA-Z])"
#: Words between quotation marks, of which inner ones may stand in others; a straight one after a figure is
#: an inch.
_QUOTATION = r"«(?:[^«»]|«[^«»]*»)*»|„[^„“”]*[“”]|“[^“”]*”|(?<!\w)\"[^\"]*\"(?!\w)"
_PLAIN_END = re.compile(f"{_QUOTATION}|(?P<end>{_END})")
#: In a cell of Markdown what is escaped or a character reference parts nothing.
_CELL_END = re.compile(f"{WRITTEN}|{_PLAIN_END.pattern}")
#: What begins an item where the units are a list.
_ITEM = re.compile(r"(?:[-\u2010-\u2015\u2022\u2212]|\d{1,2}[.)])\s+")
#: What of a name parts it, or is taken for something beside it.
_PARTING = re.compile(r"([;,.)\d\-\u2010-\u2015\u2022\u2212])")
#: The end of a sentence, and of no word that is cut short.
_FULL_STOP = re.compile(r"(?<=[^\W\d_]{5})\.$")
#: A name that is known may reach over so many parts of a paragraph.
_MOST_JOINED = 8


class _Part(NamedTuple):
    """Words between two ends, the end after them, and the name that they are ("" for none)."""

    words: str
    end: str
    name: str


class Named(Struct, frozen=True):
    """A paragraph that names units: its words, and the parts that it comes apart into.

    One that `stands_apart`, or has no parts, is a name of its own: it parts only where all of them are
    known units.
    """

    text: str
    parts: tuple[_Part, ...] = ()
    stands_apart: bool = False

    def names(self, is_known: Callable[[str], object]) -> Iterator[str]:
        """Yield the names of its units; what `is_known` says anything of is a name, and is not parted."""
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
    """Return what a paragraph of plain text names."""
    pieces = _separated(text, _PLAIN_END)
    return Named(text, tuple(_Part(*each, _name(each[0])) for each in _pairs(pieces)), stands_apart)


def named_in_cell(source: str) -> Named:
    """Return what a paragraph of a Markdown table's cell names."""
    parts = [
        _Part(piece_from_cell(words), piece_from_cell(end), piece_from_cell(_name(words)))
        for words, end in _pairs(_separated(source, _CELL_END))
    ]
    return Named("".join(part.words + part.end for part in parts).strip(), tuple(parts))


def name_to_cell(name: str) -> str:
    """Return a unit's name as a paragraph of a Markdown cell, which `named_in_cell` finds whole."""
    if list(named(name).names(lambda _: False)) == [name]:
        return line_to_cell(name)
    pieces = _PARTING.split(name)
    return "".join(f"&#{ord(piece)};" if at % 2 else line_to_cell(piece) for at, piece in enumerate(pieces))


def _separated(source: str, ends: re.Pattern[str]) -> list[str]:
    """Return the pieces of a paragraph and what parts them by turns; other matches of `ends` part nothing."""
    pieces, start = [], 0
    for match in ends.finditer(source):
        if match["end"] is not None:
            pieces += [source[start : match.start()], match["end"]]
            start = match.end()
    return [*pieces, source[start:]]


def _pairs(pieces: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield words and the end after them from words and ends by turns."""
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
    """Return the name that stands between two ends, "" where there are but signs."""
    trimmed = words.strip(" ,")
    item = _ITEM.match(trimmed)
    name = trimmed[item.end() :] if item else trimmed
    name = _FULL_STOP.sub("", name)
    return name if name.strip(" .-\u2010\u2011\u2012\u2013\u2014\u2015\u2212") else ""
