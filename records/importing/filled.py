"""A sheet of this program's own making as it comes back: its cells, and the answers that units filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import UnreadableSource
from records.files.sheet import FILLED, SheetColumn
from records.importing.account import short
from records.importing.beside import as_shown
from records.language import Message
from records.rules.value_checks import EARLIEST, LATEST
from records.sanitise import clean
from records.texts.prose import plain, tidy
from records.values.model import LONGEST_TEXT, Status, builtin
from records.values.moments import last_moment
from records.values.numbers import clean_number
from records.values.statuses import agrees, status_from_percent, status_named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from records.importing.documents import Document
    from records.values.model import Deadline, Evidence, Progress
    from records.values.periods import Period

#: What a cell of a workbook can hold.
Value = str | int | float | bool | date | None
_FULL = 100


class FilledCell(Struct, frozen=True):
    """What a cell holds, and where it is: "cell E7".

    `is_share` says that a number shows as a percent, 0.8 as 80 %; `is_plain` that a text is shown without
    its emphasis.
    """

    value: Value
    place: Message
    is_share: bool = False
    is_plain: bool = False

    @property
    def text(self) -> str:
        """The value as text, numbers without a needless ".0"."""
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
    """A row: where it is, its cells by column, the measure's name in the history ("2017/4") or "".

    `documents` are None where the file says nothing of them. `reported` is the period that the answer is of,
    where the file says so: of a measure that was implemented before, an earlier one than the sheet's. `note`
    is what stands in the locked column of notes.
    """

    place: Message
    cells: Mapping[SheetColumn, FilledCell]
    key: str = ""
    documents: tuple[Document, ...] | None = None
    reported: Period | None = None
    note: FilledCell | None = None

    def text(self, column: SheetColumn) -> str:
        """Return a column's text, "" where the sheet has no such column."""
        return self.cells[column].text.strip() if column in self.cells else ""

    def is_earlier(self, period: Period) -> bool:
        """Say whether what stands there is of another period than the one that is imported for."""
        return self.reported not in {None, period}

    @property
    def is_silent(self) -> bool:
        """Whether nothing is filled in."""
        return not any(self.text(column) for column in FILLED)


class Sheet(Struct, frozen=True):
    """A sheet: its rows, and what it was made from: the commit ("" unknown), the period and the programme.

    `strays` are documents of measures that it has no rows of.
    """

    file: str
    rows: tuple[FilledRow, ...]
    commit: str = ""
    period: Period | None = None
    programme: str = ""
    notices: tuple[Message, ...] = ()
    strays: tuple[Document, ...] = ()

    def refusal(self, row: FilledRow, cell: FilledCell | None, problem: Message) -> UnreadableSource:
        """Return the error that refuses the file for a cell, or for a row as a whole."""
        number = row.text(SheetColumn.NUMBER) or row.key
        return refused(self.file, number, row.place if cell is None else cell.place, problem)


def refused(file: str, number: str, place: Message, problem: Message) -> UnreadableSource:
    """Return the error that refuses a file for what stands in one place of it, of a measure or of none."""
    if not number:
        return UnreadableSource(
            "{file}, {place}: {problem} Nothing was imported. Correct it in the file and import again.",
            file=file,
            place=place,
            problem=problem,
        )
    return UnreadableSource(
        "{file}: nothing was imported. Measure {number}, {place}: {problem} Correct it in the file and "
        "import again.",
        file=file,
        number=short(number),
        place=place,
        problem=problem,
    )


class Answer(Struct, frozen=True):
    """What a row reports; `status` is None where it says none, `documents` where it says nothing of them."""

    status: Status | None
    percent: int | None
    completed: date | None
    text: str
    is_plain: bool = False
    documents: tuple[Document, ...] | None = None

    def status_for(self, deadline: Deadline) -> Status:
        """Return the status, else the one that follows from the percent."""
        return self.status or status_from_percent(self.percent, deadline)

    def evidence(self, known: Sequence[Evidence] = ()) -> list[dict[str, str]] | None:
        """Return the documents as plain values, None for none; `known` are those that are there."""
        return [builtin(each.evidence(known)) for each in self.documents or ()] or None

    def changes(self, was: Progress) -> dict[str, object]:
        """Return the fields that it has otherwise than a progress, by their keys."""
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
        if self.text == tidy(clean(text).text):
            return True
        # A table that shows no emphasis does not take it away.
        return self.is_plain and plain(self.text) == plain(text)


def read_answer(sheet: Sheet, row: FilledRow) -> Answer | None:
    """Return what a row reports, None: nothing is filled in; raise `UnreadableSource` naming the cell."""
    if row.is_silent:
        return None
    cells = {column: row.cells[column] for column in FILLED if column in row.cells and row.text(column)}
    try:
        text = cells.get(SheetColumn.TEXT)
        return Answer(
            status=_status(cells.get(SheetColumn.STATUS)),
            percent=_percent(cells.get(SheetColumn.PERCENT)),
            completed=_day(cells.get(SheetColumn.COMPLETED)),
            text=_text(text),
            is_plain=text is not None and text.is_plain,
            documents=row.documents,
        )
    except _Unread as error:
        raise sheet.refusal(row, error.cell, error.problem) from error


def refuse_unanswered(sheet: Sheet, row: FilledRow) -> None:
    """Raise `UnreadableSource` where a document stands for a row in which nothing is filled in."""
    if row.documents:
        problem = Message("A document stands there, and the measure has no answer. Fill in its status, too.")
        raise refused(sheet.file, row.text(SheetColumn.NUMBER) or row.key, row.documents[0].place, problem)


def check_agreement(sheet: Sheet, row: FilledRow, answer: Answer, deadline: Deadline) -> None:
    """Raise `UnreadableSource`, naming the cell, where the percent does not go with the status."""
    status = answer.status_for(deadline)
    if not agrees(status, answer.percent, deadline):
        problem = Message(
            "{percent} % does not go with the status “{status}”.", percent=answer.percent, status=status
        )
        raise sheet.refusal(row, row.cells.get(SheetColumn.PERCENT), problem)


def is_number(cell: FilledCell, numbers: set[str]) -> bool:
    """Say whether a cell bears one of these numbers; a spreadsheet may have made 1.1 of 1.10."""
    if isinstance(cell.value, (int, float)):
        return any(each.replace(".", "", 1).isdecimal() and float(each) == cell.value for each in numbers)
    return clean_number(cell.text) in numbers


class _Unread(Exception):
    """A cell that holds something else than it should."""

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
        # What shows as 29 % is kept as a fraction that no computer holds exactly.
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
    # A number that is formatted as a date is one of long ago.
    if not isinstance(day, date) or not EARLIEST <= day <= LATEST:
        raise _Unread(cell, Message("“{value}” is no date; write it as 31.12.2017.", value=cell.text))
    return day


def _text(cell: FilledCell | None) -> str:
    if cell is None:
        return ""
    text = tidy(clean(cell.text).text)
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
