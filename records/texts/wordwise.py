"""A word-by-word comparison of two versions of a text."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: The fields compared word by word, because usually only a part of the value changes.
TEXTS = frozenset({"text", "title"})
#: A word with the spaces after it, or the end of a paragraph.
_WORD = re.compile(r"\S+[^\S\n]*|\s+")
#: Texts with more words than this are shown as replaced as a whole: comparing them would take too long.
_MOST_WORDS = 3_000
#: Unchanged words shown on each side of a change; the others are left out.
_BESIDE = 6


class Kind(Enum):
    """Whether words were kept, removed or added."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


class Piece(NamedTuple):
    """Consecutive words of the same kind."""

    kind: Kind
    text: str


class Step(NamedTuple):
    """Removed, added and kept words, each word with the spaces after it."""

    gone: list[str]
    come: list[str]
    same: list[str]


def words(old: object, new: object, *, whole: bool = False) -> Iterator[Piece]:
    """Yield the differences between two values as pieces; unchanged words are shortened unless `whole`."""
    yield from pieces(steps(as_text(old), as_text(new)), whole=whole)


def pieces(steps_: Iterable[Step], *, whole: bool = False) -> Iterator[Piece]:
    """Yield steps as pieces; unchanged words are shortened to those beside a change unless `whole`."""
    for step in steps_:
        if step.same:
            yield Piece(Kind.SAME, "".join(step.same) if whole else _shortened(step.same))
        yield from marked(step.gone, Kind.GONE)
        yield from marked(step.come, Kind.COME)


def steps(old: str, new: str) -> Iterator[Step]:
    """Yield the removed, added and kept words in the order of the text."""
    before, after = _WORD.findall(old.strip()), _WORD.findall(new.strip())
    if len(before) + len(after) > _MOST_WORDS:
        yield Step(before, after, [])
        return
    one, other = ([word.strip() for word in each] for each in (before, after))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield Step([], [], after[j1:j2]) if kind == "equal" else Step(before[i1:i2], after[j1:j2], [])


def most_kept(old: Sequence[str], new: Sequence[str]) -> int:
    """Return the greatest number of words kept in order: the length of the longest common subsequence.

    Computed much faster than the subsequence itself, with one integer whose bits stand for the words of `old`
    (Hyyrö, “Bit-parallel LCS-length computation revisited”, 2004).
    """
    places: dict[str, int] = {}
    for place, word in enumerate(old):
        places[word] = places.get(word, 0) | 1 << place
    full = free = (1 << len(old)) - 1
    for word in new:
        met = free & places.get(word, 0)
        free = (free + met | free - met) & full
    return len(old) - free.bit_count()


def marked(words_: Sequence[str], kind: Kind) -> Iterator[Piece]:
    """Yield removed or added words as one piece, followed by the blank or newline that separates them."""
    told = "".join(words_)
    if not told:
        return
    # A paragraph break stays outside the mark; if it is the only change, “¶” stands for it.
    told = told if told.strip() else f"¶{told}"
    if told.startswith("\n"):
        yield Piece(Kind.SAME, "\n")
    yield Piece(kind, told.strip())
    yield Piece(Kind.SAME, "\n" if told.endswith("\n") else " ")


def bracketed(piece: Piece) -> str:
    """Return a piece with marks that show its kind without colours: [-removed-], {+added+}."""
    match piece.kind:
        case Kind.GONE:
            return f"[-{piece.text}-]"
        case Kind.COME:
            return f"{{+{piece.text}+}}"
        case Kind.SAME:
            return piece.text


def as_text(value: object) -> str:
    """Return a field’s value as a text; a commit made by hand can hold a value of any type."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _shortened(same: list[str]) -> str:
    if len(same) <= 2 * _BESIDE + 1:
        return "".join(same)
    return f"{''.join(same[:_BESIDE])}… {''.join(same[-_BESIDE:])}"
