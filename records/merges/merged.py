"""What of a commit is its own: that which it holds otherwise than every commit before it.

Of a merge that is what the merger wrote; all else it took from one side or the other, as it was there.
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
    """Return the fields of a file that a commit left otherwise than in all of its parents.

    The value before is that of the first parent; a commit without parents made all its fields. A merge's
    text is its own where a paragraph is, or where one is gone that all sides had, or where their order is
    no side's.
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
    """Say whether a merge's text holds no more and no less than its sides do."""
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
    """Say whether the paragraphs that a merge shares with a side stand in that side's order."""
    here, there = set(side), set(merged)
    return [words for words in side if words in there] == [words for words in merged if words in here]


def _paragraphs(text: str) -> list[_Words]:
    """Return the paragraphs of a text, which their words alone tell apart."""
    return [tuple(line.split()) for line in lines(text)]
