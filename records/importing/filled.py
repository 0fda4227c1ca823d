"""Sheets made by prozvit and returned by units: their rows and cells, and the answers filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from records.files.sheet import FILLED, SheetColumn
from records.importing.assumed import Assumed
from records.importing.beside import as_shown
from records.importing.wrong import Wrongs, refused
from records.language import Message
from records.rules.value_checks import EARLIEST, LATEST
from records.sanitise import clean
from records.texts.bullets import as_list, foreign_bullet
from records.texts.prose import plain, tidy
from records.values.model import LONGEST_TEXT, Status, builtin
from records.values.moments import last_moment
from records.values.numbers import clean_number
from records.values.statuses import agrees, status_from_percent, status_named

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from records.importing.documents import Document
    from records.importing.wrong import WrongPlace
    from records.values.model import Deadline, Evidence, Progress
    from records.values.periods import Period

#: The types of value that a workbook cell can hold.
Value = str | int | float | bool | date | None
_FULL = 100


class FilledCell(Struct, frozen=True):
    """The value of a cell, and its place in the file, such as "cell E7".

    `is_share` says that the cell displays its number as a percentage (0.8 as 80 %); `is_plain` says that a
    text is shown without its emphasis.
    """

    value: Value
    place: Message
    is_share: bool = False
    is_plain: bool = False

    @property
    def text(self) -> str:
        """The value as text; a whole number has no ".0"."""
        match self.value:
            case None:
                return ""
            case float() if self.value.is_integer():
                return str(int(self.value))
            case date():
                return f"{self.value:%d.%m.%Y}"
            case _:
                return str(self.value)


class FilledRow(Struct, frozen=True):
    """A row: its place, its cells by column, and its measure's key in the history ("2017/4"), or "".

    `documents` is None if the file says nothing about documents. `reported` is the period of the answer, if
    the file names it: for a measure implemented earlier it is an earlier period than the sheet's. `note` is
    the cell in the locked column of notes.
    """

    place: Message
    cells: Mapping[SheetColumn, FilledCell]
    key: str = ""
    documents: tuple[Document, ...] | None = None
    reported: Period | None = None
    note: FilledCell | None = None

    def text(self, column: SheetColumn) -> str:
        """Return a column's text, or "" if the sheet has no such column."""
        return self.cells[column].text.strip() if column in self.cells else ""

    def is_earlier(self, period: Period) -> bool:
        """Return whether the row's answer belongs to a period other than the imported one."""
        return self.reported not in {None, period}

    @property
    def is_silent(self) -> bool:
        """Whether none of the answer's columns is filled in."""
        return not any(self.text(column) for column in FILLED)


class Sheet(Struct, frozen=True):
    """A sheet: its rows, and the commit ("" if unknown), period and programme that it was made from.

    `strays` are documents of measures that have no row in the sheet.
    """

    file: str
    rows: tuple[FilledRow, ...]
    commit: str = ""
    period: Period | None = None
    programme: str = ""
    notices: tuple[Message, ...] = ()
    strays: tuple[Document, ...] = ()

    def refusal(self, row: FilledRow, cell: FilledCell | None, problem: Message) -> WrongPlace:
        """Return the error that refuses the file because of a cell, or of the whole row if it is None."""
        number = row.text(SheetColumn.NUMBER) or row.key
        return refused(self.file, number, row.place if cell is None else cell.place, problem)


class Answer(Struct, frozen=True):
    """The answer in a row; `status` is None if absent, `documents` None if the file has no list of them.

    `has_bullets`: lines of its text begin with a bullet other than “- ”.
    """

    status: Status | None
    percent: int | None
    completed: date | None
    text: str
    is_plain: bool = False
    documents: tuple[Document, ...] | None = None
    has_bullets: bool = False

    def status_for(self, deadline: Deadline) -> Status:
        """Return the stated status, or else the one that follows from the percent."""
        return self.status or status_from_percent(self.percent, deadline)

    def assumed(self, values: Mapping[str, object]) -> frozenset[Assumed]:
        """Return what is taken as usual where the text is among the new values."""
        return frozenset({Assumed.BULLETS} if self.has_bullets and "text" in values else ())

    def evidence(self, known: Sequence[Evidence] = ()) -> list[dict[str, str]] | None:
        """Return the documents as plain values, None for none; `known` are those already recorded."""
        return [builtin(each.evidence(known)) for each in self.documents or ()] or None

    def changes(self, was: Progress) -> dict[str, object]:
        """Return the fields that differ from a progress, with their new values by key."""
        found: dict[str, object] = {}
        if self.status is not None and self.status is not was.status:
            found["status"] = self.status.value
        if self.percent != was.percent:
            found["percent"] = self.percent
        if self.completed != was.completed:
            found["completed"] = self.completed
        if not self._says(was.text):
            found["text"] = self.text or None
        if self.documents is not None:
            mine = [each.evidence(was.evidence) for each in self.documents]
            if as_shown(mine) != as_shown(was.evidence):
                found["evidence"] = self.evidence(was.evidence)
        return found

    def _says(self, text: str) -> bool:
        if self.text == _stored(text):
            return True
        # A table that shows no emphasis does not remove it.
        return self.is_plain and plain(self.text) == plain(text)


def read_answer(sheet: Sheet, row: FilledRow) -> Answer | None:
    """Return a row's answer, None if nothing is filled in; raise `UnreadableSource` naming a bad cell."""
    if row.is_silent:
        return None
    cells = {column: row.cells[column] for column in FILLED if column in row.cells and row.text(column)}
    values: dict[SheetColumn, Any] = {}
    wrong = Wrongs(sheet.file)
    for column, read in _READ.items():
        with wrong.noted():
            try:
                values[column] = read(cells.get(column))
            except _Unread as error:
                raise sheet.refusal(row, error.cell, error.problem) from error
    wrong.refuse()
    text = cells.get(SheetColumn.TEXT)
    return Answer(
        status=values[SheetColumn.STATUS],
        percent=values[SheetColumn.PERCENT],
        completed=values[SheetColumn.COMPLETED],
        text=values[SheetColumn.TEXT],
        is_plain=text is not None and text.is_plain,
        documents=row.documents,
        has_bullets=text is not None and foreign_bullet(text.text) is not None,
    )


def refuse_unanswered(sheet: Sheet, row: FilledRow) -> None:
    """Raise `UnreadableSource` if a row has a document but no answer."""
    if row.documents:
        problem = Message("A document stands there, and the measure has no answer. Fill in its status, too.")
        raise refused(sheet.file, row.text(SheetColumn.NUMBER) or row.key, row.documents[0].place, problem)


def check_agreement(sheet: Sheet, row: FilledRow, answer: Answer, deadline: Deadline) -> None:
    """Raise `UnreadableSource`, naming the cell, if the percent contradicts the status."""
    status = answer.status_for(deadline)
    if not agrees(status, answer.percent, deadline):
        problem = Message(
            "{percent} % does not go with the status “{status}”.", percent=answer.percent, status=status
        )
        raise sheet.refusal(row, row.cells.get(SheetColumn.PERCENT), problem)


def is_number(cell: FilledCell, numbers: set[str]) -> bool:
    """Return whether a cell holds one of these numbers; a spreadsheet may have turned 1.10 into 1.1."""
    if isinstance(cell.value, (int, float)):
        return any(each.replace(".", "", 1).isdecimal() and float(each) == cell.value for each in numbers)
    return clean_number(cell.text) in numbers


def _stored(text: str) -> str:
    """Return a text as it is stored, with the bullets that people paste as the items of lists."""
    return tidy(clean(as_list(text)).text)


class _Unread(Exception):
    """A cell whose value is invalid for its column."""

    def __init__(self, cell: FilledCell, problem: Message) -> None:
        super().__init__(problem.template)
        self.cell = cell
        self.problem = problem


def _status(cell: FilledCell | None) -> Status | None:
    if cell is None:
        return None
    found = status_named(cell.text)
    if found is None:
        raise _Unread(
            cell,
            Message(
                "There is no status “{status}”. There are: {known}.", status=cell.text, known=list(Status)
            ),
        )
    return found


def _percent(cell: FilledCell | None) -> int | None:
    if cell is None:
        return None
    number = cell.value
    if isinstance(number, str):
        try:
            number = float(number.strip().removesuffix("%").strip().replace(",", "."))
        except ValueError:
            number = None
    elif cell.is_share and isinstance(number, (int, float)):
        # A displayed 29 % is stored as a binary fraction, which is not exactly 0.29.
        number = round(number * _FULL, 9)
    if isinstance(number, bool) or not isinstance(number, (int, float)) or number != number // 1:
        number = -1
    if not 0 <= number <= _FULL:
        raise _Unread(
            cell, Message("“{value}” is no whole number from 0 to 100, without the sign %.", value=cell.text)
        )
    return int(number)


def _day(cell: FilledCell | None) -> date | None:
    if cell is None:
        return None
    found = last_moment(cell.value, UTC) if isinstance(cell.value, str) else cell.value
    day = found.date() if isinstance(found, datetime) else found
    # A plain number formatted as a date reads as a date around 1900.
    if not isinstance(day, date) or not EARLIEST <= day <= LATEST:
        raise _Unread(cell, Message("“{value}” is no date; write it as 31.12.2017.", value=cell.text))
    return day


def _text(cell: FilledCell | None) -> str:
    if cell is None:
        return ""
    text = _stored(cell.text)
    if len(text) > LONGEST_TEXT:
        raise _Unread(
            cell,
            Message(
                "The text has {length} characters, and at most {longest} fit.",
                length=len(text),
                longest=LONGEST_TEXT,
            ),
        )
    return text


_READ: Mapping[SheetColumn, Callable[[FilledCell | None], object]] = {
    SheetColumn.STATUS: _status,
    SheetColumn.PERCENT: _percent,
    SheetColumn.COMPLETED: _day,
    SheetColumn.TEXT: _text,
}
