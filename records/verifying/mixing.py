"""Whether a merged text or list is what its two sides make together.

It is not merged again here: histories outlive the way in which they were merged. What every such way has to
keep is asked for, and where a side moved what was there, less of it.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from records.merges.threeway import frozen

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence


def is_between(one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any]) -> bool:
    """Say whether a merge holds what both sides hold, and nothing that neither does."""
    here, there, found = (set(map(frozen, each)) for each in (one, other, merged))
    return here & there <= found <= here | there


def is_mixed(
    base: Sequence[Any], one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any], *, led: bool
) -> bool:
    """Say whether a merge is what two sides, both changed since the base, make together.

    Of a list that is `led` the first element says more than the others.
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
    """Say whether a side has what it kept as often as it was there, in the same order."""
    there, here = set(base), set(side)
    return [each for each in base if each in here] == [each for each in side if each in there]


def _holds_changes(
    was: list[Hashable], here: list[Hashable], there: list[Hashable], found: list[Hashable]
) -> bool:
    """Say whether what a side added is there, what it took away is not, and nothing more often than then."""
    counts, known = Counter(found), Counter(was)
    sides = Counter(here) + Counter(there)
    alone = set(here) ^ set(there)
    return all((each in known) != (counts[each] > 0) for each in alone) and all(
        count <= sides[each] - known[each] for each, count in counts.items() if each not in alone
    )


def _is_in_order_of_both(here: list[Hashable], there: list[Hashable], found: list[Hashable]) -> bool:
    """Say whether what both sides have once, in one order, is in that order."""
    counts = [Counter(each) for each in (here, there, found)]
    once = [each for each in here if all(count[each] == 1 for count in counts)]
    shared = set(once)
    return once != [each for each in there if each in shared] or once == [
        each for each in found if each in shared
    ]
