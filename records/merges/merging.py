"""Three-way merge of a file, field by field: for stale saves, merges of commits and git's merge driver.

A field that one side changed takes that side's value. Lists merge as sets if possible, and the text of a
progress merges paragraph by paragraph. If both sides changed a field differently, it is a clash, and the
first side's value stays. The result is written into the first side's document, so that its comments and order
are kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct
from msgspec.structs import replace

from records.errors import InvalidDocument
from records.files.documents import change_document, convert, read_document
from records.merges.threeway import Fork, Part, merge_elements, merge_paragraphs, picked
from records.rules.checks import problems_alone
from records.values.fields import TEXT, dotted, flatten, same, stored, undotted
from records.values.layout import kind_of, place
from records.values.model import Deadline, DeadlineKind, PeriodRecord, Status
from records.values.statuses import agrees

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from records.values.changes import Edit, Key

Fields = dict["Key", Any]
Side = Literal["first", "second"]

#: The key of a clash about a whole file that is not a record or cannot be read.
WHOLE = "*"
#: The fields that must agree with each other (see `statuses.agrees`).
_PAIR = (("status",), ("percent",))
#: Lists whose first element, the lead unit, has a meaning of its own.
LED = {("responsible",)}


class Clash(Struct, frozen=True):
    """A field that both sides changed differently: its base value, the first side's and the second side's.

    A value is None if the field is absent. For a text, `parts` are the agreed paragraphs and the places where
    the sides differ; `first` and `second` are the whole text with that side's paragraphs in all these places.
    """

    path: str
    key: str
    base: Any
    first: Any
    second: Any
    parts: tuple[Part, ...] = ()

    @property
    def forks(self) -> list[Fork]:
        """The places of a text at which the sides differ."""
        return [part for part in self.parts if isinstance(part, Fork)]

    def with_picks(self, chosen: Iterable[Sequence[str]]) -> str:
        """Return the text with the chosen paragraphs for each of the `forks`."""
        return text_of(picked(self.parts, chosen))


class Merged(Struct, frozen=True):
    """A merged file (None if it is absent) and the fields left open."""

    data: bytes | None
    clashes: tuple[Clash, ...] = ()


def merge_file(
    path: str, base: bytes | None, first: bytes | None, second: bytes | None, *, closed_by: Side | None = None
) -> Merged:
    """Merge three versions of a file, each None if the file is absent.

    `closed_by` is the side that closed the period of a progress since the base. All changes that the other
    side made to that progress are left open.
    """
    if first == second:
        return Merged(first)
    if base in {first, second}:
        changed: Side = "second" if first == base else "first"
        if closed_by is None or closed_by == changed:
            return Merged(second if changed == "second" else first)
    if kind_of(path) in {None, PeriodRecord} or first is None or second is None or closed_by is not None:
        # A closing is taken as a whole, and a deleted file has no fields to merge.
        return left_open(path, base, first, second)
    try:
        versions = [_fields(path, data) for data in (base, first, second)]
        values, clashes = merge_fields(path, *versions)
        data = change_document(first, values) if values else first
        tables = read_document(data, path)
        is_right = _is_written(flatten(tables), versions[1], values)
        if is_right and not any(problem.is_error for problem in problems_alone(path, convert(tables, path))):
            return Merged(data, tuple(clashes))
    except InvalidDocument:
        pass
    return left_open(path, base, first, second)


def left_open(path: str, base: bytes | None, first: bytes | None, second: bytes | None) -> Merged:
    """Return the first side's version of a file; all fields in which the second differs are left open."""
    if kind_of(path) is None:
        return Merged(first, (Clash(path, WHOLE, None, None, None),))
    try:
        was, one, other = (_fields(path, data) for data in (base, first, second))
    except InvalidDocument:
        return Merged(first, (Clash(path, WHOLE, None, None, None),))
    # If no field differs, the versions differ only in comments or in the notation of values.
    return Merged(
        first,
        tuple(
            Clash(path, dotted(key), was.get(key), one.get(key), other.get(key))
            for key in {**one, **other}
            if not same(one.get(key), other.get(key))
        ),
    )


def merge_fields(
    path: str, base: Mapping[Key, Any], first: Mapping[Key, Any], second: Mapping[Key, Any]
) -> tuple[Fields, list[Clash]]:
    """Return new values for fields of the first side (None deletes one), and the clashes."""
    values: Fields = {}
    clashes: list[Clash] = []
    for key in {**second, **base}:
        was, one, other = base.get(key), first.get(key), second.get(key)
        if same(other, was) or same(other, one):
            continue
        if same(one, was):
            values[key] = other
            continue
        value, clash = _both(path, key, was, one, other)
        if not same(value, one):
            values[key] = value
        if clash is not None:
            clashes.append(clash)
    _agree(path, (base, first, second), values, clashes)
    return values, clashes


def merge_edit(edit: Edit, base: bytes | None, now: bytes | None) -> tuple[Edit, list[Clash]]:
    """Return an edit, made by somebody who saw `base`, rebased onto the version `now`, and its clashes.

    In a clash, the first side is the current version and the second is the author of the edit.
    """
    seen, there = _fields(edit.path, base), _fields(edit.path, now)
    mine = {**seen, **{key: stored(edit.path, key, value)[0] for key, value in edit.values.items()}}
    mine = {key: value for key, value in mine.items() if value is not None}
    values, clashes = merge_fields(edit.path, seen, there, mine)
    kept = {key: values.get(key, there.get(key)) for key in {**edit.values, **values}}
    return replace(edit, values=kept), clashes


def clash_between(path: str, key: str, was: Any, one: Any, other: Any) -> Clash:
    """Return the clash of a field that a merge left open, even if the values have come to agree."""
    _, clash = _both(path, undotted(key), was, one, other)
    return clash or Clash(path, key, was, one, other)


def paragraphs(text: object) -> list[str]:
    """Return the non-empty lines of a text, unchanged; none for any other value."""
    return [line for line in text.split("\n") if line.strip()] if isinstance(text, str) else []


def text_of(lines: Iterable[str]) -> str:
    """Return the text that consists of these paragraphs."""
    return "".join(f"{line}\n" for line in lines)


def _fields(path: str, data: bytes | None) -> Fields:
    return flatten(read_document(data, path)) if data is not None else {}


def _both(path: str, key: Key, was: Any, one: Any, other: Any) -> tuple[Any, Clash | None]:
    """Return the merged value of a field that both sides changed, and the clash, if there is one."""
    if key == TEXT and place(path) is not None and isinstance(one, str) and isinstance(other, str):
        parts = tuple(merge_paragraphs(*map(paragraphs, (was, one, other))))
        forks = [part for part in parts if isinstance(part, Fork)]
        first, second = (
            text_of(picked(parts, picks))
            for picks in ([fork.first for fork in forks], [fork.second for fork in forks])
        )
        return first, Clash(path, dotted(key), was, first, second, parts) if forks else None
    if isinstance(one, list) and isinstance(other, list):
        merged = merge_elements(was if isinstance(was, list) else [], one, other, led=key in LED)
        if merged is not None:
            return merged, None
    return one, Clash(path, dotted(key), was, one, other)


def _agree(path: str, versions: tuple[Mapping[Key, Any], ...], values: Fields, clashes: list[Clash]) -> None:
    """Leave status and percent open together if merging each by itself may give a pair that disagrees.

    Both fields keep the first side's values, so that the person who settles them has a real choice between
    two consistent pairs.
    """
    where, (base, first, second) = place(path), versions
    was, one, other = ([fields.get(key) for key in _PAIR] for fields in versions)
    if where is None or where.period is None or same(one, was) or same(other, was):
        return
    left = {clash.key: clash.second for clash in clashes}
    standing = [values.get(key, first.get(key)) for key in _PAIR]
    exchanged = [left.get(dotted(key), now) for key, now in zip(_PAIR, standing, strict=True)]
    if _go_together(*standing) and _go_together(*exchanged):
        return
    for key in _PAIR:
        values.pop(key, None)
        if dotted(key) not in left and not same(first.get(key), second.get(key)):
            clashes.append(Clash(path, dotted(key), base.get(key), first.get(key), second.get(key)))


def _go_together(status: Any, percent: Any) -> bool:
    if status not in set(Status) or not isinstance(percent, int):
        return True
    # The deadline is in another file, so assume the kind that allows most percents.
    return agrees(Status(status), percent, Deadline(text="", kind=DeadlineKind.CONTINUOUS))


def _is_written(written: Fields, first: Mapping[Key, Any], values: Mapping[Key, Any]) -> bool:
    """Return whether a document has the intended fields; tomlkit may change unusual TOML wrongly."""
    meant = {key: value for key, value in {**first, **values}.items() if value is not None}
    return written.keys() == meant.keys() and all(same(value, meant[key]) for key, value in written.items())
