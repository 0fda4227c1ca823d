"""Assembly of table rows into measures: section titles, continuation rows, merged cells, sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from records.errors import UnreadableSource
from records.importing.columns import Columns, Gathered, columns_at, is_subheading
from records.importing.markdown import is_bold
from records.importing.phrases import split_closing
from records.importing.sums import is_sum
from records.language import Message
from records.values.model import Column
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from records.importing.headings import Role
    from records.importing.table import Cell, Row

_WORD = re.compile(r"[^\W\d_]{2}")
_ROMAN = re.compile(r"[IVXІХ]+")
#: The longest part of a row that an error quotes.
_QUOTED = 60


class Entry(Struct):
    """A measure's cells by role, joined over its rows, with its first row and the columns in force there."""

    row: Row
    section: str
    cells: dict[Role, Cell]
    columns: Columns


class Rows:
    """Reads the rows of a report in order, keeping track of the current section and measure."""

    def __init__(self, file: str, own: Mapping[Column, str]) -> None:
        self._file = file
        self._own = own
        self._columns = Columns((), {})
        self.entries: list[Entry] = []
        #: The title of the current section. `_unsure` is set if words were only taken for a title and no
        #: measure has followed yet: their place, and the words.
        self._section = ""
        self._unsure: tuple[Message, str] | None = None
        self._notices: list[Message] = []
        self._unread: dict[str, None] = {}
        self._joined: list[Message] = []
        self._shared: dict[str, None] = {}
        self._sums: list[Message] = []

    def read(self, rows: Sequence[Row], columns: Columns) -> None:
        """Read the rows below a table's headings, or those of a table that continues the previous one."""
        self._columns = columns
        for at, row in enumerate(rows):
            if not any(cell.line for cell in row.cells) or _is_count(row):
                continue
            headed = columns_at(rows, at, self._own)
            if headed is not None and self._columns.is_repeated_by(headed):
                # Headings repeated on a new page may order the columns differently.
                self._columns = self._columns if headed.missing else headed
            elif not (is_subheading(rows, at) and columns_at(rows, at - 1, self._own) is not None):
                self._take(row)

    def begin_section(self, title: str, place: Message | None) -> None:
        """Begin a section; with a `place` its title is a guess until a measure follows."""
        self._drop_section()
        self._section = title
        self._unsure = None if place is None else (place, title)

    def notices(self) -> list[Message]:
        """Return the notices about uncertain and unread rows; call it once all rows are read."""
        self._drop_section()
        template = "{file}: the column “{column}” is not read."
        unread = [Message(template, file=self._file, column=heading) for heading in self._unread]
        told = [*self._notices, *unread]
        if self._joined:
            template = "{file}: rows that go on with the measure above them: {places}."
            told.append(Message(template, file=self._file, places=self._joined))
        if self._sums:
            told.append(Message("{file}: sums are not read: {sums}.", file=self._file, sums=self._sums))
        if self._shared:
            template = "{file}: one merged cell tells the progress of several measures: {numbers}."
            told.append(Message(template, file=self._file, numbers=list(self._shared)))
        return told

    def refusal(self, row: Row, problem: Message) -> UnreadableSource:
        """Return the error that refuses the file because of a row."""
        return UnreadableSource(
            "{file}, {place} (“{row}”): {problem}. Correct it in the file and import again.",
            file=self._file,
            place=row.place,
            row=" | ".join(cell.line for cell in row.cells if not cell.spanned)[:_QUOTED],
            problem=problem,
        )

    def _take(self, row: Row) -> None:
        """Read one row: a sum, a section title, the continuation of the measure above, or a new measure."""
        filled = [cell for cell in row.cells if cell.line]
        if self._is_sum(row, filled):
            words = " | ".join(cell.line for cell in filled)
            self._sums.append(Message("“{words}” ({place})", words=words, place=row.place))
            return
        if len(filled) == 1 and (self._ends_text(row, filled[0]) or self._is_section(row, filled[0])):
            return
        if not self._columns.fits(row):
            problem = Message("it has {n} cells, and the table has more columns", n=len(row.cells))
            raise self.refusal(row, problem)
        gathered = self._columns.gather(row)
        for cell in gathered.strays:
            raise self.refusal(
                row, Message("“{words}” stands in a column without a heading", words=cell.line)
            )
        self._unread |= dict.fromkeys(gathered.others)
        if self.entries and _goes_on(gathered.cells):
            self._go_on(row, gathered)
            return
        if not clean_number(gathered.cells[Column.NUMBER].line):
            raise self.refusal(row, Message("it has no number"))
        title = gathered.cells[Column.TITLE]
        if not title.line and not title.merged:
            raise self.refusal(row, Message("it names no measure"))
        self._begin(row, gathered.cells)

    def _begin(self, row: Row, cells: dict[Role, Cell]) -> None:
        number = clean_number(cells[Column.NUMBER].line)
        if self.entries and _is_title_of(self.entries[-1], number):
            above = self.entries.pop()
            words = f"{above.cells[Column.NUMBER].line} {above.cells[Column.TITLE].line}"
            self.begin_section(words, above.row.place)
        above_cells = self.entries[-1].cells if self.entries else {}
        progress = cells.get(Column.PROGRESS)
        if progress is not None and progress.merged and self.entries:
            self._shared |= dict.fromkeys((clean_number(self.entries[-1].cells[Column.NUMBER].line), number))
        cells = {role: above_cells.get(role, cell) if cell.merged else cell for role, cell in cells.items()}
        if self._unsure is not None:
            place, title = self._unsure
            self._notices.append(
                Message("“{title}” ({place}) is taken for the title of a section.", place=place, title=title)
            )
            self._unsure = None
        self.entries.append(Entry(row, self._section, cells, self._columns))

    def _drop_section(self) -> None:
        """Report words that were taken for a section title but that no measure follows."""
        if self._unsure is not None:
            place, title = self._unsure
            self._notices.append(Message("“{words}” ({place}) is not read.", place=place, words=title))
            self._unsure = None

    def _is_sum(self, row: Row, filled: Sequence[Cell]) -> bool:
        """Return whether a row is a sum; words in the progress column alone continue the text above."""
        if any(cell.merged for cell in row.cells) or not is_sum([cell.line for cell in filled]):
            return False
        return row.cells.index(filled[0]) != self._columns.place(Column.PROGRESS)

    def _ends_text(self, row: Row, cell: Cell) -> bool:
        """Join a lone cell with the closing words to the text above, from which an empty line split it."""
        if len(row.cells) > 1 or not self.entries or split_closing(cell.text)[1] is None:
            return False
        cells = self.entries[-1].cells
        if Column.PROGRESS not in cells:
            return False
        cells[Column.PROGRESS] = cells[Column.PROGRESS].joined(cell)
        return True

    def _is_section(self, row: Row, cell: Cell) -> bool:
        """Read a lone cell as a section title, unless it continues the measure title above."""
        if (bold := is_bold(cell)) is not None:
            self.begin_section(bold, None)
            return True
        place = row.cells.index(cell)
        title = self._columns.place(Column.TITLE)
        is_alone = len(row.cells) == 1 or (not cell.markdown and place in {0, title})
        if not is_alone or _WORD.search(cell.line) is None:
            return False
        if place == title and cell.line[0].islower() and self.entries:
            return False
        self.begin_section(cell.line, row.place)
        return True

    def _go_on(self, row: Row, gathered: Gathered) -> None:
        before = self.entries[-1].cells
        rest = gathered.cells.get(Column.PROGRESS)
        if rest is not None and not rest.merged and _percent(rest) is not None:
            first = before.get(Column.PROGRESS)
            if first is not None and _percent(first) is not None:
                problem = "it has no number of its own, and a second percent. Give each measure its number"
                raise self.refusal(row, Message(problem))
        for role, cell in gathered.cells.items():
            if not cell.merged and (cell.line or cell.remarks):
                before[role] = before[role].joined(cell) if role in before else cell
        self._joined.append(row.place)


def _percent(cell: Cell) -> int | None:
    return split_closing(cell.text)[1]


def _is_count(row: Row) -> bool:
    """Return whether a row only numbers the columns: 1, 2, 3, 4, 5."""
    texts = [cell.line.rstrip(".") for cell in row.cells if not cell.spanned]
    return len(texts) > 1 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _goes_on(cells: Mapping[Role, Cell]) -> bool:
    """Return whether a row continues the one above: it has no number, and no title or only the end of one."""
    number, title = cells[Column.NUMBER], cells[Column.TITLE]
    return number.merged or (not number.line and (title.merged or not title.line or title.line[0].islower()))


def _is_title_of(entry: Entry, number: str) -> bool:
    """Return whether a row is the title of the section of the measure `number`: row 1 for measure 1.1.

    A Roman number such as II is the section of any measure numbered with digits.
    """
    told = {role for role, cell in entry.cells.items() if cell.line}
    own = clean_number(entry.cells[Column.NUMBER].line)
    is_above = number.startswith(f"{own}.") or (_ROMAN.fullmatch(own) and number[:1].isdigit())
    return told == {Column.NUMBER, Column.TITLE} and bool(is_above)
