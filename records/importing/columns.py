"""Which column of a table is which: by its headings, in the words that councils use, else by position."""

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


#: A register that words no headings of its own.
NO_HEADINGS: Mapping[Column, str] = MappingProxyType({})
#: Of several such columns the first is it, and the others are told of.
_FIRST_OF_SEVERAL = {Column.NUMBER, Extra.INDICATOR, Extra.FUNDING}
#: Fewer recognised headings than this are no heading row.
_FEWEST = 3


class Slot(NamedTuple):
    """A column as it is headed: its words, and the places of the grid from the first to before the last."""

    heading: str
    start: int
    stop: int


class Gathered(NamedTuple):
    """A row's cells by what they tell; the headings of those in others; those below no heading."""

    cells: dict[Role, Cell]
    others: list[str]
    strays: list[Cell]


class Columns(Struct, frozen=True):
    """The columns of a table, and which of them tells what; `rivals` are headings that could all be one."""

    slots: tuple[Slot, ...]
    roles: Mapping[Role, int]
    rivals: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)

    @property
    def missing(self) -> list[Column]:
        """The columns of a report that are not there; a status or a percent can stand for the text."""
        told = {Extra.STATUS, Extra.PERCENT} & self.roles.keys()
        return [
            column
            for column in Column
            if column not in self.roles and not (column == Column.PROGRESS and told)
        ]

    @property
    def is_report(self) -> bool:
        """Whether measures stand below the headings, even if a column is missing."""
        return Column.TITLE in self.roles and Column.PROGRESS not in self.missing

    @property
    def width(self) -> int:
        """How many places of the grid a row must have, to tell of all the five."""
        return max(self.slots[at].start for role, at in self.roles.items() if isinstance(role, Column)) + 1

    @property
    def headings(self) -> list[str]:
        """All headings, as a message lists them."""
        return [f"«{slot.heading}»" for slot in self.slots if slot.heading]

    def heading(self, role: Role) -> str:
        """Return how a column is headed."""
        return self.slots[self.roles[role]].heading

    def fits(self, row: Row) -> bool:
        """Say whether a row has a cell for each of the five."""
        return len(row.cells) >= self.width or sum(not cell.spanned for cell in row.cells) == len(self.slots)

    def is_repeated_by(self, other: Columns) -> bool:
        """Say whether other headings in the table are headings again, and no measure that reads like some."""
        known = {fold(slot.heading) for slot in self.slots}
        is_same = all(fold(slot.heading) in known for slot in other.slots)
        number = other.slots[other.roles[Column.NUMBER]].heading if Column.NUMBER in other.roles else ""
        return is_same or (bool(number) and not other.missing)

    def place(self, role: Role) -> int | None:
        """Return the place of the grid where a column begins, None where there is no such column."""
        return self.slots[self.roles[role]].start if role in self.roles else None

    def gather(self, row: Row) -> Gathered:
        """Return a row's cells by the columns they are in.

        A boundary that was dragged moves cells of the grid away from their headings: where a row has as
        many cells as there are headings, they go in their order, else by the places where they begin.
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
    """Return the columns that a row's headings name, with those in the row below them; None for no heading.

    `own` are the headings that the register itself words.
    """
    slots = tuple(_slots(rows, at))
    roles, rivals = _roles(slots, own)
    if len(roles) < _FEWEST:
        return None
    if Column.NUMBER not in roles and not slots[0].heading:
        # A narrow column of numbers often goes without a heading.
        roles[Column.NUMBER] = 0
    number = slots[roles.get(Column.NUMBER, 0)].heading
    # What has a number there is a measure, whatever its other words begin with.
    return None if re.search(r"\d", number) else Columns(slots, roles, rivals)


def by_position(rows: Sequence[Row]) -> int | None:
    """Return which row is the first with a measure, in a table of the usual order.

    That is a table of five columns whose rows begin with a number, all but perhaps its first: headings
    in words of their own. None for any other table.
    """
    full = [at for at, row in enumerate(rows) if len(row.cells) == len(Column)]
    numbered = [at for at in full if re.match(r"\d", rows[at].cells[0].line)]
    return numbered[0] if numbered and numbered in (full, full[1:]) else None


def usual_columns() -> Columns:
    """Return the five in their usual order, without headings."""
    slots = tuple(Slot("", place, place + 1) for place in range(len(Column)))
    return Columns(slots, {column: place for place, column in enumerate(Column)})


def is_subheading(rows: Sequence[Row], at: int) -> bool:
    """Say whether a row parts headings of the row above: words stand only below those of several columns."""
    if not 0 < at < len(rows) or rows[at].table != rows[at - 1].table:
        return False
    filled = [place for place, _, cell in _own(rows[at]) if cell.line]
    parts = [sum(start <= place < stop for place in filled) for start, stop, _ in _own(rows[at - 1])]
    # Below a heading of one column there is at most one, and that is a measure's.
    wide = [
        count for count, (start, stop, _) in zip(parts, _own(rows[at - 1]), strict=True) if stop - start > 1
    ]
    return max(wide, default=0) > 1 and sum(wide) == len(filled) and len(wide) < len(parts)


def _own(row: Row) -> Iterator[tuple[int, int, Cell]]:
    """Yield a row's cells with the places of the grid from their first to before their last."""
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
    """Return which column is which, and the headings between which there is no choosing."""
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
