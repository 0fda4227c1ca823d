"""Two versions of a text, word by word: what stayed, what went and what came."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

#: The fields that are told word by word: what changes in them is a part of them.
TEXTS = frozenset({"text", "title"})
#: A word with the spaces after it, or the end of a paragraph.
_WORD = re.compile(r"\S+[^\S\n]*|\s+")
#: More words than this are told as a whole: to compare them would keep a person waiting.
_MOST_WORDS = 3_000
#: Unchanged words beside a change; further ones are left out.
_BESIDE = 6


class Kind(Enum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    COME = "come"


class Piece(NamedTuple):
    """Words that share their fate."""

    kind: Kind
    text: str


class Step(NamedTuple):
    """The words that went, those that came, and those that stayed, each with the spaces after it."""

    gone: list[str]
    come: list[str]
    same: list[str]


def words(old: object, new: object, *, whole: bool = False) -> Iterator[Piece]:
    """Yield a text from one version to the other; of what stayed only what stands beside a change, or all."""
    yield from pieces(steps(as_text(old), as_text(new)), whole=whole)


def pieces(steps_: Iterable[Step], *, whole: bool = False) -> Iterator[Piece]:
    """Yield steps as pieces; of what stayed only what stands beside a change, or all."""
    for step in steps_:
        if step.same:
            yield Piece(Kind.SAME, "".join(step.same) if whole else _shortened(step.same))
        yield from marked(step.gone, Kind.GONE)
        yield from marked(step.come, Kind.COME)


def steps(old: str, new: str) -> Iterator[Step]:
    """Yield what became of the words, as the texts go on."""
    before, after = _WORD.findall(old.strip()), _WORD.findall(new.strip())
    if len(before) + len(after) > _MOST_WORDS:
        yield Step(before, after, [])
        return
    one, other = ([word.strip() for word in each] for each in (before, after))
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield Step([], [], after[j1:j2]) if kind == "equal" else Step(before[i1:i2], after[j1:j2], [])


def most_kept(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many words of a text can at most have stayed in their order: the longest common subsequence.

    Told far sooner than which they are, by one whole number whose bits stand for the words of `old`
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
    """Yield words that came or went as one piece, what parts them from the rest beside it."""
    told = "".join(words_)
    if not told:
        return
    # The end of a paragraph stays outside the mark; where nothing else changed, it has a sign.
    told = told if told.strip() else f"¶{told}"
    if told.startswith("\n"):
        yield Piece(Kind.SAME, "\n")
    yield Piece(kind, told.strip())
    yield Piece(Kind.SAME, "\n" if told.endswith("\n") else " ")


def bracketed(piece: Piece) -> str:
    """Return words with the marks that tell their fate without colours: [-went-], {+came+}."""
    match piece.kind:
        case Kind.GONE:
            return f"[-{piece.text}-]"
        case Kind.COME:
            return f"{{+{piece.text}+}}"
        case Kind.SAME:
            return piece.text


def as_text(value: object) -> str:
    """Return a field's value as a text: a commit of somebody's own can have left anything there."""
    return value if isinstance(value, str) else "" if value is None else str(value)


def _shortened(same: list[str]) -> str:
    if len(same) <= 2 * _BESIDE + 1:
        return "".join(same)
    return f"{''.join(same[:_BESIDE])}… {''.join(same[-_BESIDE:])}"
