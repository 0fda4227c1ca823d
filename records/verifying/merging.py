"""What a merge added of its own: what is neither of its sides', by field, in a text by paragraph.

A field that one side changed has that side's value, one that both changed has one of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from records.texts.lines import lines
from records.values.fields import TEXT, FieldChange, FileChange, dotted, same
from records.values.layout import kind_of, place
from records.verifying.ground import plain, plain_before

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.git.evidence import Entry
    from records.values.changes import Key
    from records.verifying.readings import Readings


class Merge:
    """A merge of two commits, by the paths in which it differs from one of them.

    `bases` are the blobs of these paths, and of the closed periods' records, in each of the best commits that
    lead to both.
    """

    def __init__(
        self,
        first: Sequence[Entry],
        second: Sequence[Entry],
        bases: Sequence[Mapping[str, str]],
        readings: Readings,
    ) -> None:
        self._first = {entry.path: entry for entry in first}
        self._second = {entry.path: entry for entry in second}
        self._bases = bases
        self._readings = readings

    @property
    def paths(self) -> list[str]:
        """The paths in which the merge differs from either side."""
        return sorted({*self._first, *self._second})

    def own(self) -> Iterator[FileChange]:
        """Yield what the merge changed by itself, against its first side."""
        for path in self.paths:
            one, other, merged = self.blobs(path)
            bases = self.base(path) or [None]
            if any(_is_plain_choice(one, other, merged, base) for base in bases):
                continue
            if kind_of(path) is None:
                yield FileChange(path, ())
                continue
            fields = [self._fields(path, (one, other, merged, base)) for base in bases]
            # Where two histories have several bases, what is right by one of them is right.
            kept = [field for field in fields[0] if all(field in others for others in fields[1:])]
            if kept:
                yield FileChange(path, tuple(kept))

    def brought(self, path: str) -> bool:
        """Say whether a path is just as the second side had it."""
        return path not in self._second

    def base(self, path: str) -> list[str | None]:
        """Return a path's blob at each base."""
        return [base.get(path) for base in self._bases]

    def blobs(self, path: str) -> tuple[str | None, str | None, str | None]:
        """Return a path's blobs on the first side, on the other, in the merge; of one in `paths`."""
        first, second = self._first.get(path), self._second.get(path)
        known = first if first is not None else second
        assert known is not None
        merged = plain(known)
        return (
            plain_before(first) if first is not None else merged,
            plain_before(second) if second is not None else merged,
            merged,
        )

    def _fields(self, path: str, blobs: Sequence[str | None]) -> list[FieldChange]:
        one, other, merged, base = (self._readings.read(path, blob).fields for blob in blobs)
        found = []
        for key in {**merged, **one, **other}:
            sides = (one.get(key), other.get(key))
            if not _is_merged(path, key, sides, merged.get(key), base.get(key)):
                found.append(FieldChange(dotted(key), one.get(key), merged.get(key)))
        return found


def _is_plain_choice(one: str | None, other: str | None, merged: str | None, base: str | None) -> bool:
    return (merged == other and one == base) or (merged == one and other == base)


def _is_merged(path: str, key: Key, sides: tuple[Any, Any], merged: Any, base: Any) -> bool:
    one, other = sides
    here, there = not same(one, base), not same(other, base)
    if here != there:
        return same(merged, one if here else other)
    if same(merged, one) or same(merged, other):
        return True
    if isinstance(merged, str) and key == TEXT and place(path) is not None:
        return here and _is_mixed(lines(_text(one)), lines(_text(other)), lines(merged))
    if isinstance(merged, list):
        first, second = (value if isinstance(value, list) else [] for value in (one, other))
        return here and _is_mixed(first, second, merged)
    return False


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _is_mixed(one: Sequence[Any], other: Sequence[Any], merged: Sequence[Any]) -> bool:
    """Say whether a merge holds what both sides hold, and nothing that neither does."""
    return all(each in one or each in other for each in merged) and all(
        each in merged for each in one if each in other
    )
