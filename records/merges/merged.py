"""The changes a commit made itself: what differs from all of its parents.

For a merge commit these are the changes made while merging; everything else it took over from a side.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from records.texts.lines import lines
from records.values.fields import FieldChange, differences, same, undotted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from records.values.changes import Key

_TEXT = "text"
_Words = tuple[str, ...]


def own_changes(parents: Sequence[Mapping[Key, Any]], left: Mapping[Key, Any]) -> tuple[FieldChange, ...]:
    """Return the fields of a file that a commit left different from all of its parents.

    The old value is the first parent's. A commit without parents made all its fields. A merge counts as
    having changed the text of a progress only if it has a paragraph that no side has, lacks one that all
    sides have, or orders the paragraphs as no side does.
    """
    first, *others = parents or [{}]
    changes = differences(first, left)
    if not others:
        return changes
    return tuple(
        change
        for change in changes
        if not any(same(other.get(undotted(change.key)), change.new) for other in others)
        and not (change.key == _TEXT and _is_put_together(change, others))
    )


def _is_put_together(change: FieldChange, others: Sequence[Mapping[Key, Any]]) -> bool:
    """Return whether a merge's text consists only of the paragraphs of its sides."""
    texts = [change.old, *(other.get((_TEXT,)) for other in others)]
    if not all(isinstance(text, str) for text in [*texts, change.new]):
        return False
    sides, merged = [_paragraphs(text) for text in texts], _paragraphs(change.new)
    counts, now = [Counter(side) for side in sides], Counter(merged)
    known = {words for count in [*counts, now] for words in count}
    return all(
        min(count[words] for count in counts) <= now[words] <= max(count[words] for count in counts)
        for words in known
    ) and any(_in_order(side, merged) for side in sides)


def _in_order(side: list[_Words], merged: list[_Words]) -> bool:
    """Return whether the paragraphs that a merge shares with a side are in that side's order."""
    here, there = set(side), set(merged)
    return [words for words in side if words in there] == [words for words in merged if words in here]


def _paragraphs(text: str) -> list[_Words]:
    """Return the paragraphs of a text as tuples of words, so that spaces do not matter."""
    return [tuple(line.split()) for line in lines(text)]
