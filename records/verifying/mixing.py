"""Check whether a merged text or list is a valid combination of its two sides.

The merge is not repeated here, because a history outlives the algorithm that merged it. Instead the merge is
checked for properties that every sound algorithm keeps; where a side reordered existing parts, fewer of them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from records.merges.threeway import frozen

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


def is_between(one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any]) -> bool:
    """Return whether the merge has every part that both sides have and no part that neither has."""
    here, there, found = (set(map(frozen, each)) for each in (one, other, merged))
    return here & there <= found <= here | there


def is_mixed(
    base: Sequence[Any], one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any], *, led: bool
) -> bool:
    """Return whether the merge is a valid combination of two sides that both changed since the base.

    In a `led` list the first element has a meaning of its own (the lead unit) and is checked separately.
    """
    was, here, there, found = (list(map(frozen, each)) for each in (base, one, other, merged))
    if not is_between(here, there, found) or (led and not _is_led(was[:1], here[:1], there[:1], found[:1])):
        return False
    if not (_is_in_order(was, here) and _is_in_order(was, there)):
        return True
    return _holds_changes(was, here, there, found) and _is_in_order_of_both(here, there, found)


def _is_led(was: list[Hashable], here: list[Hashable], there: list[Hashable], found: list[Hashable]) -> bool:
    return found == (there if here == was else here)


def _is_in_order(base: list[Hashable], side: list[Hashable]) -> bool:
    """Return whether the parts that the side kept have the same order and number as in the base."""
    there, here = set(base), set(side)
    return [each for each in base if each in here] == [each for each in side if each in there]


def _holds_changes(
    was: list[Hashable], here: list[Hashable], there: list[Hashable], found: list[Hashable]
) -> bool:
    """Return whether added parts are present, removed ones absent, and no part occurs too often."""
    counts, known = Counter(found), Counter(was)
    sides = Counter(here) + Counter(there)
    alone = set(here) ^ set(there)
    return all((each in known) != (counts[each] > 0) for each in alone) and all(
        count <= sides[each] - known[each] for each, count in counts.items() if each not in alone
    )


def _is_in_order_of_both(here: list[Hashable], there: list[Hashable], found: list[Hashable]) -> bool:
    """Return whether parts that both sides have once, in the same order, keep that order in the merge."""
    counts = [Counter(each) for each in (here, there, found)]
    once = [each for each in here if all(count[each] == 1 for count in counts)]
    shared = set(once)
    return once != [each for each in there if each in shared] or once == [
        each for each in found if each in shared
    ]
