"""What a report's rows say: measures with their units, texts and percents, and what was not sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.importing.columns import NO_HEADINGS, by_position, heading_columns
from records.importing.markdown import is_bold
from records.importing.phrases import is_silent, split_closing
from records.language import Message
from records.telling.wording import is_note
from records.texts.prose import to_cell
from records.texts.rewriting import rewritten
from records.values.model import LONGEST_LINE, LONGEST_TEXT, Column
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from records.importing.table import Cell, Row, Table
    from records.texts.names import Named
    from records.values.model import Evidence, Status

#: As many characters as a measure's number may have.
_LONGEST_NUMBER = 40
_WORD = re.compile(r"[^\W\d_]{2}")
#: As much of a row as an error quotes.
_QUOTED = 60


@dataclass(frozen=True)
class Reported:
    """A measure as a report says it. Units are `named` by paragraphs; `text` and `percent` are its progress.

    `text` is None where the report says that there is none; `cell` is the whole cell as Markdown, None where
    there is no such cell. With a `status` the report says of the day of completion, too, and that there is
    none where it is None; with `evidence` of the documents.
    """

    place: Message
    number: str
    title: str
    deadline: str
    named: tuple[Named, ...]
    section: str
    text: str | None
    percent: int | None
    cell: str | None
    is_plain: bool
    indicator: str = ""
    funding: str = ""
    status: Status | None = None
    completed: date | None = None
    evidence: tuple[Evidence, ...] | None = None

    @property
    def units(self) -> tuple[str, ...]:
        """The paragraphs that name its units."""
        return tuple(each.text for each in self.named)


@dataclass(frozen=True)
class Understood:
    """A report as understood: its measures, its own words for the columns, and the lines before its table."""

    file: str
    measures: tuple[Reported, ...]
    headings: Mapping[Column, str]
    before: tuple[str, ...]
    notices: tuple[Message, ...] = field(default=())


def understand(table: Table, own: Mapping[Column, str] = NO_HEADINGS) -> Understood:
    """Return what a table says; raise `UnreadableSource` naming the row that can't be understood.

    `own` are the headings that the register words itself.
    """
    first, columns, headings = _columns(table, own)
    reader = _Reader(table.file, columns, own)
    widest = max(columns.values())
    wide = {row.table for row in table.rows[first:] if len(row.cells) > widest}
    passed_over: dict[int, None] = {}
    for row in table.rows[first:]:
        if row.table in wide:
            reader.read(row)
        else:
            passed_over[row.table] = None
    measures = tuple(reader.finished())
    if not measures:
        raise UnreadableSource(
            "{file}: the table has headings, and no row with a measure below them.", file=table.file
        )
    _refuse_twice(table.file, measures)
    _refuse_long(table.file, measures)
    skipped = [
        Message(
            "{file}: table {table} has too few columns for a report and is not read.",
            file=table.file,
            table=n,
        )
        for n in passed_over
    ]
    if not headings:
        skipped.append(
            Message(
                "{file}: the headings say nothing known, so the columns are taken in their usual order.",
                file=table.file,
            )
        )
    return Understood(
        table.file, measures, headings, table.before, (*table.notices, *skipped, *reader.notices)
    )


def _columns(table: Table, own: Mapping[Column, str]) -> tuple[int, dict[Column, int], dict[Column, str]]:
    """Return which row comes after the headings, where each column stands, and how it is headed."""
    for at, row in enumerate(table.rows):
        found = heading_columns(row, own)
        if found is None:
            continue
        missing = [column.message() for column in Column if column not in found]
        if missing:
            raise UnreadableSource(
                "{file}, {place}: these columns are missing: {missing}. The table must have five: number, "
                "measure, deadline, responsible units, state of implementation.",
                file=table.file,
                place=row.place,
                missing=missing,
            )
        return at + 1, found, {column: row.cells[place].line for column, place in found.items()}
    start = by_position(table.rows)
    if start is None:
        raise UnreadableSource(
            "{file}: no table with the five columns was found: number, measure, deadline, responsible units, "
            "state of implementation.",
            file=table.file,
        )
    return start, {column: place for place, column in enumerate(Column)}, {}


class _Reader:
    """Goes down a table's rows, with the section and the measure that the last row left it in."""

    def __init__(self, file: str, columns: Mapping[Column, int], own: Mapping[Column, str]) -> None:
        self._file = file
        self._columns = columns
        self._own = own
        #: What was not sure.
        self.notices: list[Message] = []
        self._section = ""
        self._rows: list[tuple[Message, str, dict[Column, Cell]]] = []

    def read(self, row: Row) -> None:
        """Take one row in: a measure, a section, the rest of the measure above, or a repeated heading."""
        filled = [cell for cell in row.cells if cell.line]
        if not filled or _is_count(row):
            return
        if (headed := heading_columns(row, self._own)) is not None:
            # A table that goes on below another may have its columns in an order of its own.
            self._columns = headed if len(headed) == len(Column) else self._columns
            return
        if len(filled) == 1 and self._ends_text(row, filled[0]):
            return
        if len(filled) == 1 and (title := self._section_title(row, filled[0])) is not None:
            self._section = title
            return
        if len(row.cells) <= max(self._columns.values()):
            raise self._refusal(row, "it has {n} cells, and the table has more columns", n=len(row.cells))
        cells = {column: row.cells[place] for column, place in self._columns.items()}
        if self._rows and self._goes_on(cells):
            self._go_on(cells)
            return
        if not clean_number(cells[Column.NUMBER].line):
            raise self._refusal(row, "it has no number")
        if not cells[Column.TITLE].line and not cells[Column.TITLE].merged:
            raise self._refusal(row, "it names no measure")
        above = self._rows[-1][2] if self._rows else {}
        cells = {column: above.get(column, cell) if cell.merged else cell for column, cell in cells.items()}
        self._rows.append((row.place, self._section, cells))

    def finished(self) -> Iterator[Reported]:
        """Yield the measures that were read."""
        for place, section, cells in self._rows:
            yield _measure(place, section, cells)

    def _ends_text(self, row: Row, cell: Cell) -> bool:
        """Take a lone cell with the closing words for the rest of a text that an empty line has parted."""
        if len(row.cells) > 1 or not self._rows or split_closing(cell.text)[1] is None:
            return False
        self._rows[-1][2][Column.PROGRESS] = self._rows[-1][2][Column.PROGRESS].joined(cell)
        return True

    def _section_title(self, row: Row, cell: Cell) -> str | None:
        bold = is_bold(cell)
        if bold is not None:
            return bold
        place = row.cells.index(cell)
        is_alone = len(row.cells) == 1 or (not cell.markdown and place in {0, self._columns[Column.TITLE]})
        if not is_alone or _WORD.search(cell.line) is None:
            return None
        self.notices.append(
            Message(
                "“{title}” ({place}) is taken for the title of a section.", place=row.place, title=cell.line
            )
        )
        return cell.line

    @staticmethod
    def _goes_on(cells: Mapping[Column, Cell]) -> bool:
        number, title = cells[Column.NUMBER], cells[Column.TITLE]
        return number.merged or (not number.line and (title.merged or not title.line))

    def _go_on(self, cells: Mapping[Column, Cell]) -> None:
        place, section, before = self._rows[-1]
        joined = {
            column: before[column] if cell.merged else before[column].joined(cell)
            for column, cell in cells.items()
        }
        self._rows[-1] = (place, section, joined)

    def _refusal(self, row: Row, problem: str, **values: object) -> UnreadableSource:
        quoted = " | ".join(cell.line for cell in row.cells)[:_QUOTED]
        return UnreadableSource(
            "{file}, {place} (“{row}”): {problem}. Correct it in the file and import again.",
            file=self._file,
            place=row.place,
            row=quoted,
            problem=Message(problem, **values),
        )


def _is_count(row: Row) -> bool:
    """Say whether a row counts the columns: 1, 2, 3, 4, 5."""
    texts = [cell.line.rstrip(".") for cell in row.cells]
    return len(texts) > 1 and texts == [str(n) for n in range(1, len(texts) + 1)]


def _measure(place: Message, section: str, cells: Mapping[Column, Cell]) -> Reported:
    progress = cells[Column.PROGRESS]
    text, percent = split_closing(progress.text)
    if progress.written is not None:
        # Without the closing words a line may need no escape any more.
        text = rewritten(text)
    beside = progress.beside
    if beside.status is not None:
        nothing = beside.is_earlier
    else:
        nothing = (percent is None and is_silent(progress.line)) or is_note(to_cell(progress.text))
    return Reported(
        place=place,
        number=clean_number(cells[Column.NUMBER].line),
        title=cells[Column.TITLE].line,
        deadline=cells[Column.DEADLINE].line,
        named=cells[Column.RESPONSIBLE].units,
        section=section,
        text=None if nothing else text,
        percent=None if nothing else percent,
        cell=to_cell(progress.text),
        is_plain=progress.is_plain,
        indicator=cells[Column.TITLE].beside.indicator,
        funding=cells[Column.TITLE].beside.funding,
        status=None if nothing else beside.status,
        completed=None if nothing else beside.completed,
        evidence=None if nothing or beside.status is None else beside.evidence,
    )


def _refuse_twice(file: str, measures: Sequence[Reported]) -> None:
    places: dict[str, Message] = {}
    for measure in measures:
        first = places.setdefault(measure.number, measure.place)
        if first is not measure.place:
            raise UnreadableSource(
                "{file}: {first} and {second} both have the number {number}. Give each measure its own and "
                "import again.",
                file=file,
                first=first,
                second=measure.place,
                number=measure.number,
            )


def _refuse_long(file: str, measures: Sequence[Reported]) -> None:
    for measure in measures:
        lines = {
            Column.TITLE: [measure.title, measure.section],
            Column.DEADLINE: [measure.deadline],
            Column.RESPONSIBLE: measure.units,
        }
        limits = [(column, text, LONGEST_LINE) for column, texts in lines.items() for text in texts]
        limits += [
            (Column.NUMBER, measure.number, _LONGEST_NUMBER),
            (Column.PROGRESS, measure.text or "", LONGEST_TEXT),
        ]
        for column, text, longest in limits:
            if len(text) > longest:
                raise UnreadableSource(
                    "{file}, {place}: “{column}” has {length} characters, and at most {longest} fit. Shorten "
                    "it in the file and import again.",
                    file=file,
                    place=measure.place,
                    column=column,
                    length=len(text),
                    longest=longest,
                )
