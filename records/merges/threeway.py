"""Three-way merge of sequences: the paragraphs of a text, and lists in which order matters little."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

#: Two added paragraphs that share more than this part of their words are versions of the same paragraph.
_ALIKE = 0.5
#: The most pairs of added paragraphs to compare by their words; above it, any two count as alike.
_MOST_PAIRS = 10_000
#: The most comparisons of lines, some tenths of a second's work. A pasted table of thousands of equal lines
#: would take minutes.
_MOST_COMPARISONS = 2_000_000


class Fork(Struct, frozen=True):
    """A place where both sides changed the same paragraphs differently."""

    base: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]


#: Agreed paragraphs, or a place where the sides differ.
Part = tuple[str, ...] | Fork


class _Hunk(Struct, frozen=True):
    """The elements with which a side replaced base[start:end]."""

    start: int
    end: int
    new: tuple[Any, ...]


def merge_paragraphs(base: Sequence[str], first: Sequence[str], second: Sequence[str]) -> list[Part]:
    """Return the merge of two versions of a text, with forks where they differ.

    If both sides add paragraphs at the same place, those of the first come first. A text with too many equal
    paragraphs is left open as a whole.
    """
    whole: list[Part] = [Fork(tuple(base), tuple(first), tuple(second))]
    ours, theirs = _hunks(base, first), _hunks(base, second)
    if ours is None or theirs is None:
        return whole
    changes = ours, theirs
    parts: list[Part] = []
    at = 0
    for start, end in _regions([*changes[0], *changes[1]]):
        parts.append(tuple(base[at:start]))
        one, other = (_applied(base, start, end, side) for side in changes)
        parts += _settled(tuple(base[start:end]), one, other, follows=bool(base))
        at = end
    parts.append(tuple(base[at:]))
    parts = [part for part in parts if part != ()]
    # If a paragraph occurs several times, each side may have deleted a different occurrence.
    shared = set(first) & set(second)
    forks = [part for part in parts if isinstance(part, Fork)]
    for picks in ([fork.first for fork in forks], [fork.second for fork in forks]):
        if not shared <= set(picked(parts, picks)):
            return whole
    return parts


def picked(parts: Iterable[Part], chosen: Iterable[Sequence[str]]) -> list[str]:
    """Return the paragraphs of a text, with one choice for each of its forks."""
    picks = iter(chosen)
    return [line for part in parts for line in (next(picks) if isinstance(part, Fork) else part)]


def merge_elements(
    base: Sequence[Any], first: Sequence[Any], second: Sequence[Any], *, led: bool
) -> list[Any] | None:
    """Return the merge of two lists as sets, or None if that would lose a change.

    It fails if an element occurs twice, if a side reordered the list, or if a side replaced an element that
    the other side also changed. In a `led` list, only one side may change the first element.
    """
    known = {frozen(each): each for version in (second, first) for each in version}
    was, one, other = (list(map(frozen, version)) for version in (base, first, second))
    if any(len(set(version)) < len(version) for version in (was, one, other)):
        return None
    if any(not _is_in_order(was, side) for side in (one, other)) or _are_replaced(was, one, other):
        return None
    merged = [each for each in one if each in other or each not in was]
    for place, each in enumerate(other):
        if each not in was and each not in merged:
            before = next((early for early in reversed(other[:place]) if early in merged), None)
            merged.insert(0 if before is None else merged.index(before) + 1, each)
    if led and not _is_led(was[:1], one[:1], other[:1], merged[:1]):
        return None
    return [known[each] for each in merged]


def frozen(value: Any) -> Hashable:
    """Return a hashable key that is equal for values equal in TOML (1, 1.0 and true differ)."""
    match value:
        case Mapping():
            return "table", frozenset((name, frozen(each)) for name, each in value.items())
        case list() | tuple():
            return "list", tuple(map(frozen, value))
        case _:
            return type(value).__name__, value


def _hunks(base: Sequence[Any], side: Sequence[Any]) -> list[_Hunk] | None:
    """Return the changes a side made to the base, in order, or None if finding them takes too long."""
    matches = _matches(base, side)
    if matches is None:
        return None
    found: list[_Hunk] = []
    i1 = j1 = 0
    for i2, j2, size in [*matches, (len(base), len(side), 0)]:
        if i2 - i1 == j2 - j1:
            # Equal numbers of elements: each replaces the one at its position.
            found += [_Hunk(i, i + 1, (side[j],)) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]
        else:
            found.append(_Hunk(i1, i2, tuple(side[j1:j2])))
        i1, j1 = i2 + size, j2 + size
    return found


def _matches(base: Sequence[Any], side: Sequence[Any]) -> list[tuple[int, int, int]] | None:
    """Return the matching blocks as (base index, side index, length); None if that takes too long."""
    head = _shared(base, side)
    tail = _shared(base[head:][::-1], side[head:][::-1])
    matcher = SequenceMatcher(None, base, side, autojunk=False)
    found = [(0, 0, head), (len(base) - tail, len(side) - tail, tail)]
    stretches = [(head, len(base) - tail, head, len(side) - tail)]
    there = Counter(side)
    comparisons = 0
    while stretches:
        i1, i2, j1, j2 = stretches.pop()
        if i1 == i2 or j1 == j2:
            continue
        # The matcher looks at all equal elements, including those outside this stretch.
        comparisons += sum(1 + there[each] for each in base[i1:i2])
        if comparisons > _MOST_COMPARISONS:
            return None
        i, j, size = matcher.find_longest_match(i1, i2, j1, j2)
        if size:
            found.append((i, j, size))
            stretches += [(i1, i, j1, j), (i + size, i2, j + size, j2)]
    return sorted(found)


def _shared(one: Sequence[Any], other: Sequence[Any]) -> int:
    """Return the number of equal elements at the beginning of two sequences."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (here, there) in enumerate(pairs) if here != there), min(len(one), len(other)))


def _regions(hunks: Iterable[_Hunk]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of the base covered by overlapping or equal hunks of either side."""
    start = end = -1
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        if hunk.start < end or (hunk.start, hunk.end) == (start, end):
            end = max(end, hunk.end)
            continue
        if start >= 0:
            yield start, end
        start, end = hunk.start, hunk.end
    if start >= 0:
        yield start, end


def _applied(base: Sequence[str], start: int, end: int, hunks: Sequence[_Hunk]) -> tuple[str, ...] | None:
    """Return a side's version of a range of the base, or None if the side did not change it."""
    # A pure addition lies between two ranges; it belongs to the range that is empty.
    near = hunks[bisect_left(hunks, start, key=_start) : bisect_right(hunks, end, key=_start)]
    inside = [
        hunk
        for hunk in near
        if (start <= hunk.start and hunk.end <= end and (hunk.start == hunk.end) == (start == end))
        or start < hunk.start < end
    ]
    if not inside:
        return None
    lines: list[str] = []
    at = start
    for hunk in inside:
        lines += [*base[at : hunk.start], *hunk.new]
        at = hunk.end
    return (*lines, *base[at:end])


def _start(hunk: _Hunk) -> int:
    return hunk.start


def _settled(
    was: tuple[str, ...], one: tuple[str, ...] | None, other: tuple[str, ...] | None, *, follows: bool
) -> list[Part]:
    """Return the merge of two sides of a range; `follows` is set if the base text was not empty."""
    if one is None or other is None or one == other:
        return [one if one is not None else other or ()]
    if follows and not was and not _may_be_alike(one, other):
        return [one, other]
    return [Fork(was, one, other)]


def _may_be_alike(one: Sequence[str], other: Sequence[str]) -> bool:
    return len(one) * len(other) > _MOST_PAIRS or any(_alike(here, there) for here in one for there in other)


def _alike(one: str, other: str) -> bool:
    here, there = set(one.split()), set(other.split())
    return len(here & there) > _ALIKE * min(len(here), len(there))


def _is_in_order(base: Sequence[Hashable], side: Sequence[Hashable]) -> bool:
    return [each for each in base if each in side] == [each for each in side if each in base]


def _are_replaced(base: list[Hashable], first: list[Hashable], second: list[Hashable]) -> bool:
    """Return whether a side replaced an element that the other side dropped or replaced differently.

    Lists too long to compare count as replaced.
    """
    ours, theirs = _hunks(base, first), _hunks(base, second)
    if ours is None or theirs is None:
        return True
    one, other = (
        {each: hunk.new for hunk in hunks if hunk.new for each in base[hunk.start : hunk.end]}
        for hunks in (ours, theirs)
    )
    return any(
        each in one.keys() | other.keys() and one.get(each) != other.get(each)
        for each in base
        if each not in first and each not in second
    )


def _is_led(was: Sequence[Any], one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any]) -> bool:
    if one == other:
        return merged == one
    return merged == (other if one == was else one) and was in (one, other)
