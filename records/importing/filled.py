"""A sheet of this program's own making as it comes back: its cells, and the answers that units filled in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.files.sheet import FILLED, SheetColumn
from records.importing.phrases import status_named
from records.language import Message
from records.sanitise import clean
from records.texts.prose import plain, tidy
from records.values.model import LONGEST_TEXT, Status
from records.values.moments import last_moment
from records.values.statuses import agrees, status_from_percent

if TYPE_CHECKING:
    from collections.abc import Mapping

    from records.values.model import Deadline, Progress
    from records.values.periods import Period

#: What a cell of a workbook can hold.
Value = str | int | float | bool | date | None
_FULL = 100


@dataclass(frozen=True)
class FilledCell:
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


@dataclass(frozen=True)
class FilledRow:
    """A row: where it is, its cells by column, the measure's name in the history ("2017/4") or ""."""

    place: Message
    cells: Mapping[SheetColumn, FilledCell]
    key: str = ""

    def text(self, column: SheetColumn) -> str:
        """Return a column's text, "" where the sheet has no such column."""
        return self.cells[column].text.strip() if column in self.cells else ""

    @property
    def is_silent(self) -> bool:
        """Whether nothing is filled in."""
        return not any(self.text(column) for column in FILLED)


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, and what it was made from: the commit ("" unknown), the period and the programme."""

    file: str
    rows: tuple[FilledRow, ...]
    commit: str = ""
    period: Period | None = None
    programme: str = ""
    notices: tuple[Message, ...] = field(default=())

    def refusal(self, row: FilledRow, cell: FilledCell | None, problem: Message) -> UnreadableSource:
        """Return the error that refuses the file for a cell, or for a row as a whole."""
        number = row.text(SheetColumn.NUMBER) or row.key
        return refused(self.file, number, row.place if cell is None else cell.place, problem)


def refused(file: str, number: str, place: Message, problem: Message) -> UnreadableSource:
    """Return the error that refuses a file for what stands in one place of it."""
    return UnreadableSource(
        "{file}: nothing was imported. Measure {number}, {place}: {problem} Correct it in the file and "
        "import again.",
        file=file,
        number=number or None,
        place=place,
        problem=problem,
    )


@dataclass(frozen=True)
class Answer:
    """What a row reports; `status` is None where it says none."""

    status: Status | None
    percent: int | None
    completed: date | None
    text: str
    is_plain: bool = False

    def status_for(self, deadline: Deadline) -> Status:
        """Return the status, else the one that follows from the percent."""
        return self.status or status_from_percent(self.percent, deadline)

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
        )
    except _Unread as error:
        raise sheet.refusal(row, error.cell, error.problem) from error


def check_agreement(sheet: Sheet, row: FilledRow, answer: Answer, deadline: Deadline) -> None:
    """Raise `UnreadableSource`, naming the cell, where the percent does not go with the status."""
    status = answer.status_for(deadline)
    if not agrees(status, answer.percent, deadline):
        problem = Message(
            "{percent} % does not go with the status “{status}”.", percent=answer.percent, status=status
        )
        raise sheet.refusal(row, row.cells.get(SheetColumn.PERCENT), problem)


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
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    found = last_moment(cell.value, UTC) if isinstance(cell.value, str) else None
    if found is None:
        raise _Unread(cell, Message("“{value}” is no date; write it as 31.12.2017.", value=cell.text))
    return found.date()


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
