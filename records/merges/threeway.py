"""Sequences merged three ways: the paragraphs of a text, and lists whose order says little."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator

#: Two added paragraphs that share more of their words tell the same thing, each otherwise.
_ALIKE = 0.5
#: So many pairs of added paragraphs are compared by their words; where there are more, any may be alike.
_MOST_PAIRS = 10_000
#: So often a line of one version is held against one of another: some tenths of a second. A pasted table of
#: thousands of equal lines would take minutes.
_MOST_COMPARISONS = 2_000_000


class Fork(Struct, frozen=True):
    """A place where two sides changed the same paragraphs, each otherwise."""

    base: tuple[str, ...]
    first: tuple[str, ...]
    second: tuple[str, ...]


#: Paragraphs on which both sides agree, or a place where they don't.
Part = tuple[str, ...] | Fork


class _Hunk(Struct, frozen=True):
    """What a side has in the place of base[start:end]."""

    start: int
    end: int
    new: tuple[Any, ...]


def merge_paragraphs(base: Sequence[str], first: Sequence[str], second: Sequence[str]) -> list[Part]:
    """Return what two versions of a text make together, with the places left open between them.

    Both may add at one place: the first's stands before the second's. Of a text in which too many
    paragraphs are the same, the whole is left open.
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
    # Of paragraphs that stand several times, each side may have dropped another one.
    shared = set(first) & set(second)
    forks = [part for part in parts if isinstance(part, Fork)]
    for picks in ([fork.first for fork in forks], [fork.second for fork in forks]):
        if not shared <= set(picked(parts, picks)):
            return whole
    return parts


def picked(parts: Iterable[Part], chosen: Iterable[Sequence[str]]) -> list[str]:
    """Return the paragraphs of a text, with what is chosen for each place that is left open."""
    picks = iter(chosen)
    return [line for part in parts for line in (next(picks) if isinstance(part, Fork) else part)]


def merge_elements(
    base: Sequence[Any], first: Sequence[Any], second: Sequence[Any], *, led: bool
) -> list[Any] | None:
    """Return the list that two versions make as sets, or None where they can't be both as they are.

    They can't where an element stands twice or another order was given, and where one side put another
    element in the place of one that the other side changed too. Of a list that is `led` the first element
    may be another one on one side only.
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
    """Return what two values share if they are one in TOML, where 1, 1.0 and true differ."""
    match value:
        case Mapping():
            return "table", frozenset((name, frozen(each)) for name, each in value.items())
        case list() | tuple():
            return "list", tuple(map(frozen, value))
        case _:
            return type(value).__name__, value


def _hunks(base: Sequence[Any], side: Sequence[Any]) -> list[_Hunk] | None:
    """Return what a side changed, from the base's beginning to its end; None where that takes too long."""
    matches = _matches(base, side)
    if matches is None:
        return None
    found: list[_Hunk] = []
    i1 = j1 = 0
    for i2, j2, size in [*matches, (len(base), len(side), 0)]:
        if i2 - i1 == j2 - j1:
            # Each is another version of the one in its place.
            found += [_Hunk(i, i + 1, (side[j],)) for i, j in zip(range(i1, i2), range(j1, j2), strict=True)]
        else:
            found.append(_Hunk(i1, i2, tuple(side[j1:j2])))
        i1, j1 = i2 + size, j2 + size
    return found


def _matches(base: Sequence[Any], side: Sequence[Any]) -> list[tuple[int, int, int]] | None:
    """Return where both hold the same and how much of it, in their order; None where that takes too long."""
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
        # What the matcher looks at, also of what stands outside of the stretch.
        comparisons += sum(1 + there[each] for each in base[i1:i2])
        if comparisons > _MOST_COMPARISONS:
            return None
        i, j, size = matcher.find_longest_match(i1, i2, j1, j2)
        if size:
            found.append((i, j, size))
            stretches += [(i1, i, j1, j), (i + size, i2, j + size, j2)]
    return sorted(found)


def _shared(one: Sequence[Any], other: Sequence[Any]) -> int:
    """Return with how many equal elements two sequences begin."""
    pairs = zip(one, other, strict=False)
    return next((n for n, (here, there) in enumerate(pairs) if here != there), min(len(one), len(other)))


def _regions(hunks: Iterable[_Hunk]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of the base that hunks of either side change together."""
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
    """Return what a side has in a region, None where it left it as it was."""
    # What is only added stands between two stretches: it belongs to the one that has no base.
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
    """Return what two sides make of a stretch; it `follows` where there was a text before."""
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
    """Say whether one side put something in the place of an element that the other side dropped.

    Of lists too long to be compared it is supposed.
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
