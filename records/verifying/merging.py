"""The changes that a merge commit made itself: values that come from neither side.

Compared field by field, and texts and lists by their parts (a text's parts are its lines). A field that one
side changed must have that side's value; a field that both changed must have the value of one of them. A text
or list that both changed must hold the changes of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from records.merges.merging import LED
from records.texts.lines import lines
from records.values.fields import TEXT, FieldChange, FileChange, dotted, same
from records.values.layout import kind_of, place
from records.verifying.ground import plain, plain_before
from records.verifying.mixing import is_between, is_mixed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from records.git.evidence import Entry
    from records.values.changes import Key
    from records.verifying.readings import Readings


class Merge:
    """A merge of two commits, seen through the paths in which it differs from either of them.

    `bases` has one mapping for each merge base: path → blob, for these paths and for the records of closed
    periods.
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
        """The sorted paths in which the merge differs from its first or its second parent."""
        return sorted({*self._first, *self._second})

    def own(self, left_open: Collection[tuple[str, str]]) -> Iterator[FileChange]:
        """Yield the changes that the merge made itself, relative to its first parent.

        `left_open` holds the fields, as (path, key), that the merge's message declares unresolved.
        """
        for path in self.paths:
            one, other, merged = self.blobs(path)
            bases = self.base(path) or [None]
            if any(_is_plain_choice(one, other, merged, base) for base in bases):
                continue
            if kind_of(path) is None:
                yield FileChange(path, ())
                continue
            settled = [self._fields(path, (one, other, merged, base), left_open) for base in bases]
            # With several merge bases a value is accepted if any one of them explains it.
            kept = [field for field in settled[0] if all(field in others for others in settled[1:])]
            if kept:
                yield FileChange(path, tuple(kept))

    def brought(self, path: str) -> bool:
        """Return whether the merge took the path unchanged from its second parent."""
        return path not in self._second

    def base(self, path: str) -> list[str | None]:
        """Return the path's blob at each merge base, None where the path is missing."""
        return [base.get(path) for base in self._bases]

    def blobs(self, path: str) -> tuple[str | None, str | None, str | None]:
        """Return the blobs of a path from `paths` in the first parent, the second parent and the merge."""
        first, second = self._first.get(path), self._second.get(path)
        known = first if first is not None else second
        assert known is not None
        merged = plain(known)
        return (
            plain_before(first) if first is not None else merged,
            plain_before(second) if second is not None else merged,
            merged,
        )

    def _fields(
        self, path: str, blobs: Sequence[str | None], left_open: Collection[tuple[str, str]]
    ) -> list[FieldChange]:
        one, other, merged, base = (self._readings.read(path, blob).fields for blob in blobs)
        found = []
        for key in {**merged, **one, **other}:
            versions = _Versions(one.get(key), other.get(key), merged.get(key), base.get(key))
            is_open = (path, dotted(key)) in left_open
            if not _is_merged(path, key, versions, is_open=is_open):
                found.append(FieldChange(dotted(key), one.get(key), merged.get(key)))
        return found


def _is_plain_choice(one: str | None, other: str | None, merged: str | None, base: str | None) -> bool:
    return (merged == other and one == base) or (merged == one and other == base)


class _Versions(NamedTuple):
    """One field's value in the first parent, the second parent, the merge and the merge base."""

    one: Any
    other: Any
    merged: Any
    base: Any


def _is_merged(path: str, key: Key, versions: _Versions, *, is_open: bool) -> bool:
    one, other, merged, base = versions
    here, there = not same(one, base), not same(other, base)
    if here != there:
        return same(merged, one if here else other)
    parts = _parts(path, key, versions) if here and not same(one, other) else None
    if parts is None:
        return same(merged, one) or same(merged, other)
    if is_open:
        return is_between(parts.one, parts.other, parts.merged)
    return is_mixed(parts.base, parts.one, parts.other, parts.merged, led=key in LED)


def _parts(path: str, key: Key, versions: _Versions) -> _Versions | None:
    """Return the lines of a text or the items of a list in each version; None if the field has no parts."""
    one, other, merged, base = versions
    if isinstance(one, list) and isinstance(other, list) and isinstance(merged, list):
        return _Versions(one, other, merged, base if isinstance(base, list) else [])
    if key == TEXT and place(path) is not None and all(isinstance(each, str) for each in versions[:3]):
        return _Versions(*(lines(each) if isinstance(each, str) else [] for each in versions))
    return None
