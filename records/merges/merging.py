"""Three versions of a file merged field by field: for a stale save, for two commits, for git's merge driver.

A field that one side changed has that side's value. Lists merge as sets where they can, the text of a
progress paragraph by paragraph. What both sides changed otherwise is a clash: there the first side's value
stands. The result is written into the first side's document, so that its comments and its order stay.
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

#: The key of a clash that is about a file as a whole: one that holds no record, or can't be read.
WHOLE = "*"
#: What agrees with one another (domain.md).
_PAIR = (("status",), ("percent",))
#: The lead unit stands first.
LED = {("responsible",)}


class Clash(Struct, frozen=True):
    """A field that both sides changed, each otherwise: what it was, what stands, what the other side has.

    None: it was not there. Of a text the `parts` are what both agree on, and the places where they don't;
    `first` and `second` are the whole text with that side's words in all of these places.
    """

    path: str
    key: str
    base: Any
    first: Any
    second: Any
    parts: tuple[Part, ...] = ()

    @property
    def forks(self) -> list[Fork]:
        """The places of a text where the sides differ."""
        return [part for part in self.parts if isinstance(part, Fork)]

    def with_picks(self, chosen: Iterable[Sequence[str]]) -> str:
        """Return the text with what is chosen for each of the `forks`, paragraph by paragraph."""
        return text_of(picked(self.parts, chosen))


class Merged(Struct, frozen=True):
    """What became of a file (None: it is not there), and the fields that are left open."""

    data: bytes | None
    clashes: tuple[Clash, ...] = ()


def merge_file(
    path: str, base: bytes | None, first: bytes | None, second: bytes | None, *, closed_by: Side | None = None
) -> Merged:
    """Merge three versions of a file, None: it is not there.

    `closed_by` is the side that closed the period of a progress meanwhile: what the other changed in it is
    left open, whichever field it is.
    """
    if first == second:
        return Merged(first)
    if base in {first, second}:
        changed: Side = "second" if first == base else "first"
        if closed_by is None or closed_by == changed:
            return Merged(second if changed == "second" else first)
    if kind_of(path) in {None, PeriodRecord} or first is None or second is None or closed_by is not None:
        # Closing is one act, and of a file that one side took away no field can be written.
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
    """Return a file as the first side has it, each field that the second has otherwise left open."""
    if kind_of(path) is None:
        return Merged(first, (Clash(path, WHOLE, None, None, None),))
    try:
        was, one, other = (_fields(path, data) for data in (base, first, second))
    except InvalidDocument:
        return Merged(first, (Clash(path, WHOLE, None, None, None),))
    # Where no field differs, only comments do, or the way a value is written.
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
    """Return what the first side's fields become (None: it goes), and the clashes."""
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
    """Return an edit made by somebody who had seen `base`, as it is to be made now; and its clashes.

    The first side is what there is now, the second the author of the edit.
    """
    seen, there = _fields(edit.path, base), _fields(edit.path, now)
    mine = {**seen, **{key: stored(edit.path, key, value)[0] for key, value in edit.values.items()}}
    mine = {key: value for key, value in mine.items() if value is not None}
    values, clashes = merge_fields(edit.path, seen, there, mine)
    kept = {key: values.get(key, there.get(key)) for key in {**edit.values, **values}}
    return replace(edit, values=kept), clashes


def clash_between(path: str, key: str, was: Any, one: Any, other: Any) -> Clash:
    """Return the clash of a field that two sides of a merge left open, whatever else came between them."""
    _, clash = _both(path, undotted(key), was, one, other)
    return clash or Clash(path, key, was, one, other)


def paragraphs(text: object) -> list[str]:
    """Return the paragraphs of a text, as they stand in it."""
    return [line for line in text.split("\n") if line.strip()] if isinstance(text, str) else []


def text_of(lines: Iterable[str]) -> str:
    """Return the text of paragraphs."""
    return "".join(f"{line}\n" for line in lines)


def _fields(path: str, data: bytes | None) -> Fields:
    return flatten(read_document(data, path)) if data is not None else {}


def _both(path: str, key: Key, was: Any, one: Any, other: Any) -> tuple[Any, Clash | None]:
    """Return what a field becomes that both sides changed, and the clash if there is one."""
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
    """Leave status and percent open together where the one that is taken does not go with the other.

    Neither side's own is to stand there, whichever comes first, or a choice between them would be none.
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
    # Whether a measure has an end stands in another file.
    return agrees(Status(status), percent, Deadline(text="", kind=DeadlineKind.CONTINUOUS))


def _is_written(written: Fields, first: Mapping[Key, Any], values: Mapping[Key, Any]) -> bool:
    """Say whether a document holds what it should: an unusual one may be changed otherwise than meant."""
    meant = {key: value for key, value in {**first, **values}.items() if value is not None}
    return written.keys() == meant.keys() and all(same(value, meant[key]) for key, value in written.items())
