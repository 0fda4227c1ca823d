"""Recognition of a table's columns: by their headings as councils word them, or else by position."""

from __future__ import annotations

import re
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct, field

from records.importing.headings import Extra, Role, heading_of, is_state, meaning
from records.importing.table import Cell
from records.texts.typography import fold
from records.values.model import Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.importing.table import Row


#: The headings of a register that defines none.
NO_HEADINGS: Mapping[Column, str] = MappingProxyType({})
#: Roles for which the first of several matching columns is used; the others are reported as not read.
_FIRST_OF_SEVERAL = {Column.NUMBER, Extra.INDICATOR, Extra.FUNDING}
#: A row with fewer recognised headings than this is not a heading row.
_FEWEST = 3


class Slot(NamedTuple):
    """A column: its heading, and the range of grid columns that it covers (`stop` is excluded)."""

    heading: str
    start: int
    stop: int


class Gathered(NamedTuple):
    """A row's cells by role, the headings of its other filled columns, and its cells below no heading."""

    cells: dict[Role, Cell]
    others: list[str]
    strays: list[Cell]


class Columns(Struct, frozen=True):
    """The columns of a table and their roles; `rivals` are headings that fit a role equally well."""

    slots: tuple[Slot, ...]
    roles: Mapping[Role, int]
    rivals: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

    @property
    def missing(self) -> list[Column]:
        """The required columns that are missing; a status or percent column can replace the progress text."""
        told = {Extra.STATUS, Extra.PERCENT} & self.roles.keys()
        return [
            column
            for column in Column
            if column not in self.roles and not (column == Column.PROGRESS and told)
        ]

    @property
    def is_report(self) -> bool:
        """Whether the headings are those of a table of measures, even if a column is missing."""
        return Column.TITLE in self.roles and Column.PROGRESS not in self.missing

    @property
    def width(self) -> int:
        """The number of grid columns that a row needs to cover all five required columns."""
        return max(self.slots[at].start for role, at in self.roles.items() if isinstance(role, Column)) + 1

    @property
    def headings(self) -> list[str]:
        """All headings, quoted for a message."""
        return [f"«{slot.heading}»" for slot in self.slots if slot.heading]

    def heading(self, role: Role) -> str:
        """Return the heading of a role's column."""
        return self.slots[self.roles[role]].heading

    def fits(self, row: Row) -> bool:
        """Return whether a row has a cell for each of the five required columns."""
        return len(row.cells) >= self.width or sum(not cell.spanned for cell in row.cells) == len(self.slots)

    def is_repeated_by(self, other: Columns) -> bool:
        """Return whether other headings repeat these, rather than being a measure that reads alike."""
        known = {fold(slot.heading) for slot in self.slots}
        is_same = all(fold(slot.heading) in known for slot in other.slots)
        number = other.slots[other.roles[Column.NUMBER]].heading if Column.NUMBER in other.roles else ""
        return is_same or (bool(number) and not other.missing)

    def place(self, role: Role) -> int | None:
        """Return the grid column where a role's column begins, or None if there is no such column."""
        return self.slots[self.roles[role]].start if role in self.roles else None

    def gather(self, row: Row) -> Gathered:
        """Return a row's cells sorted into the columns.

        Dragging a cell boundary shifts grid cells away from their headings. If a row has as many cells as
        there are headings, the cells are therefore matched in order, otherwise by the grid column where they
        begin.
        """
        own = list(_own(row))
        by_slot: dict[int, Cell] = {}
        strays = []
        for order, (place, _, cell) in enumerate(own):
            at = order if len(own) == len(self.slots) else self._slot_at(place)
            if at is None:
                strays += [cell] if cell.line else []
            elif at not in by_slot:
                by_slot[at] = cell
            elif cell.line or cell.remarks:
                by_slot[at] = by_slot[at].joined(cell)
        cells = {role: by_slot.get(at, Cell()) for role, at in self.roles.items()}
        others = [at for at, cell in by_slot.items() if cell.line and at not in self.roles.values()]
        strays += [by_slot[at] for at in others if not self.slots[at].heading]
        headings = [self.slots[at].heading for at in others if self.slots[at].heading]
        return Gathered(cells, headings, strays)

    def _slot_at(self, place: int) -> int | None:
        return next((at for at, slot in enumerate(self.slots) if slot.start <= place < slot.stop), None)


def columns_at(rows: Sequence[Row], at: int, own: Mapping[Column, str] = NO_HEADINGS) -> Columns | None:
    """Return the columns named by a row's headings and the subheadings below; None if it is no heading row.

    `own` are the headings defined in the register.
    """
    slots = tuple(_slots(rows, at))
    roles, rivals = _roles(slots, own)
    if len(roles) < _FEWEST:
        return None
    if Column.NUMBER not in roles and not slots[0].heading:
        # A narrow column of numbers often has no heading.
        roles[Column.NUMBER] = 0
    number = slots[roles.get(Column.NUMBER, 0)].heading
    # A row with digits in the number column is a measure, whatever its other words begin with.
    return None if re.search(r"\d", number) else Columns(slots, roles, rivals)


def by_position(rows: Sequence[Row]) -> int | None:
    """Return the index of the first measure's row in a table of the usual column order.

    Such a table has five columns and every row begins with a number, except perhaps the first, which then
    holds headings in unknown words. Return None for any other table.
    """
    full = [at for at, row in enumerate(rows) if len(row.cells) == len(Column)]
    numbered = [at for at in full if re.match(r"\d", rows[at].cells[0].line)]
    return numbered[0] if numbered and numbered in (full, full[1:]) else None


def usual_columns() -> Columns:
    """Return the five required columns in their usual order, without headings."""
    slots = tuple(Slot("", place, place + 1) for place in range(len(Column)))
    return Columns(slots, {column: place for place, column in enumerate(Column)})


def is_subheading(rows: Sequence[Row], at: int) -> bool:
    """Return whether a row holds subheadings: its words are all below headings that span several columns."""
    if not 0 < at < len(rows) or rows[at].table != rows[at - 1].table:
        return False
    filled = [place for place, _, cell in _own(rows[at]) if cell.line]
    parts = [sum(start <= place < stop for place in filled) for start, stop, _ in _own(rows[at - 1])]
    # A single word below such a heading does not subdivide it: it belongs to a measure.
    wide = [
        count for count, (start, stop, _) in zip(parts, _own(rows[at - 1]), strict=True) if stop - start > 1
    ]
    return max(wide, default=0) > 1 and sum(wide) == len(filled) and len(wide) < len(parts)


def _own(row: Row) -> Iterator[tuple[int, int, Cell]]:
    """Yield each real cell of a row with the grid columns where it starts and stops (`stop` excluded)."""
    starts = [place for place, cell in enumerate(row.cells) if not cell.spanned]
    for start, stop in pairwise([*starts, len(row.cells)]):
        yield start, stop, row.cells[start]


def _slots(rows: Sequence[Row], at: int) -> Iterator[Slot]:
    below = list(_own(rows[at + 1])) if is_subheading(rows, at + 1) else []
    for start, stop, cell in _own(rows[at]):
        parts = [each for each in below if start <= each[0] < stop and each[2].line]
        if not parts:
            yield Slot(heading_of(cell), start, stop)
        for first, last, part in parts:
            words = heading_of(part)
            known = meaning(words)
            yield Slot(words if known else f"{heading_of(cell)} {words}", first, last)


def _roles(
    slots: Sequence[Slot], own: Mapping[Column, str]
) -> tuple[dict[Role, int], dict[Role, tuple[str, ...]]]:
    """Return the column index of each role, and the headings that fit a role equally well."""
    candidates: dict[Role, list[tuple[int, int]]] = {}
    for at, slot in enumerate(slots):
        words = fold(slot.heading)
        role, rank = next(((c, 0) for c, text in own.items() if words and fold(text) == words), None) or (
            meaning(slot.heading) or (None, 0)
        )
        if role is not None:
            candidates.setdefault(role, []).append((rank, at))
    roles: dict[Role, int] = {}
    rivals: dict[Role, tuple[str, ...]] = {}
    for role, found in candidates.items():
        rank, roles[role] = min(found)
        equal = tuple(slots[at].heading for each, at in found if each == rank)
        if len(equal) > 1 and role not in _FIRST_OF_SEVERAL:
            rivals[role] = equal
    if Column.RESPONSIBLE not in roles and Extra.OTHER_UNITS in roles:
        roles[Column.RESPONSIBLE] = roles.pop(Extra.OTHER_UNITS)
    for _, at in candidates.get(Column.PROGRESS, ()):
        if at != roles[Column.PROGRESS] and is_state(slots[at].heading):
            roles.setdefault(Extra.STATUS, at)
    return roles, rivals
