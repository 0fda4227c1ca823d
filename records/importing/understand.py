"""What a report's rows say: measures with their units, texts and percents, and what was not sure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records.errors import UnreadableSource
from records.importing.columns import by_position, heading_columns
from records.importing.markdown import is_bold
from records.language import Message
from records.model import Column
from records.numbers import clean_number
from records.prose import to_cell
from records.wording import is_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from records.importing.table import Cell, Row, Table

#: "Стан виконання – 100 %." at a text's end, in the ways in which people type it; also as this program
#: writes it in English.
_CLOSING = re.compile(
    r"\s*\(?\s*(?:стан\s+виконання(?:\s+заходу)?|state\s+of\s+implementation)"
    r"\s*[:\-\u2010-\u2015\u2212]*\s*(?:на\s+)?(?P<percent>\d{1,3})\s*"
    r"(?:%|відсот\w*|відс\b|процент\w*|percent)\s*\.?\s*\)?\s*\.?\s*",
    re.IGNORECASE,
)
_NOT_SUBMITTED = re.compile(
    r"[-\u2010-\u2015\u2212.\s]*|(?:інформаці[яюї]\s+)?(?:не\s+(?:по|на)дан[оаі]|відсутня)\.?", re.IGNORECASE
)
_UNIT_END = re.compile(r";|,\s+(?=[А-ЯҐЄІЇA-Z])")
_COLUMN_NUMBER = re.compile(r"\d{1,2}")
_FULL = 100
#: As much of a row as an error quotes.
_QUOTED = 60


@dataclass(frozen=True)
class Reported:
    """A measure as a report says it. `units` are one text a paragraph; `text` and `percent` are its progress.

    `text` is None where the report says that there is none; `cell` is the whole cell as Markdown.
    """

    place: Message
    number: str
    title: str
    deadline: str
    units: tuple[str, ...]
    section: str
    text: str | None
    percent: int | None
    cell: str
    doubts: tuple[Message, ...] = ()


@dataclass(frozen=True)
class Understood:
    """A report as understood: its measures, its own words for the columns, and the lines before its table."""

    file: str
    measures: tuple[Reported, ...]
    headings: Mapping[Column, str]
    before: tuple[str, ...]
    notices: tuple[Message, ...] = field(default=())


def understand(table: Table) -> Understood:
    """Return what a table says; raise `UnreadableSource` naming the row that can't be understood."""
    columns, headings = _columns(table)
    reader = _Reader(table.file, columns)
    for row in table.rows:
        reader.read(row)
    measures = tuple(reader.finished())
    if not measures:
        raise UnreadableSource(
            "{file}: the table has headings, and no row with a measure below them.", file=table.file
        )
    _refuse_twice(table.file, measures)
    return Understood(table.file, measures, headings, table.before, table.notices)


def units_of(paragraphs: Sequence[str]) -> Iterator[str]:
    """Yield the units that paragraphs name; they part at semicolons, at a comma before a capital."""
    for paragraph in paragraphs:
        for name in _UNIT_END.split(paragraph):
            if name.strip(" .,;"):
                yield name.strip(" ,;")


def split_closing(text: str) -> tuple[str, int | None]:
    """Return a text without the words "Стан виконання – N %" that end it, and N (0 to 100)."""
    *rest, last = text.removesuffix("\n").split("\n")
    for match in _CLOSING.finditer(last):
        percent = int(match["percent"])
        if match.end() == len(last) and percent <= _FULL:
            kept = [*rest, last[: match.start()]]
            return "".join(line + "\n" for line in kept if line.strip()), percent
    return text, None


def _columns(table: Table) -> tuple[dict[Column, int], dict[Column, str]]:
    for row in table.rows:
        found = heading_columns(row)
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
        return found, {column: row.cells[place].line for column, place in found.items()}
    found = by_position(table.rows)
    if found is None:
        raise UnreadableSource(
            "{file}: no table with the five columns was found: number, measure, deadline, responsible units, "
            "state of implementation.",
            file=table.file,
        )
    return found, {}


class _Reader:
    """Goes down a table's rows, with the section and the measure that the last row left it in."""

    def __init__(self, file: str, columns: Mapping[Column, int]) -> None:
        self._file = file
        self._columns = columns
        self._section = ""
        self._rows: list[tuple[Message, str, dict[Column, Cell]]] = []

    def read(self, row: Row) -> None:
        """Take one row in: a measure, a section, the rest of the measure above, or a repeated heading."""
        filled = [cell for cell in row.cells if cell.line]
        if not filled or heading_columns(row) is not None or _is_count(row):
            return
        if len(filled) == 1 and (title := self._section_title(row, filled[0])) is not None:
            self._section = title
            return
        if len(row.cells) <= max(self._columns.values()):
            if not self._rows and heading_columns(row) is None:
                # A table before the report's own, such as who approves it.
                return
            raise self._refusal(row, "it has {n} cells, and the table has more columns", n=len(row.cells))
        cells = {column: row.cells[place] for column, place in self._columns.items()}
        if self._rows and self._goes_on(cells):
            self._go_on(cells)
            return
        if not cells[Column.NUMBER].line:
            raise self._refusal(row, "it has no number")
        above = self._rows[-1][2] if self._rows else {}
        cells = {column: above.get(column, cell) if cell.merged else cell for column, cell in cells.items()}
        self._rows.append((row.place, self._section, cells))

    def finished(self) -> Iterator[Reported]:
        """Yield the measures that were read."""
        for place, section, cells in self._rows:
            yield _measure(place, section, cells)

    def _section_title(self, row: Row, cell: Cell) -> str | None:
        if len(row.cells) == 1:
            return cell.line
        bold = is_bold(cell)
        if bold is not None:
            return bold
        place = row.cells.index(cell)
        is_title = place == self._columns[Column.TITLE] and not cell.markdown
        return cell.line if is_title or (place == 0 and not cell.markdown) else None

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
    silent = percent is None and _NOT_SUBMITTED.fullmatch(progress.line)
    nothing = bool(silent) or is_note(to_cell(progress.text))
    unsure = percent is None and not nothing
    return Reported(
        place=place,
        number=clean_number(cells[Column.NUMBER].line),
        title=cells[Column.TITLE].line,
        deadline=cells[Column.DEADLINE].line,
        units=tuple(cells[Column.RESPONSIBLE].plain),
        section=section,
        text=None if nothing else text,
        percent=None if nothing else percent,
        cell=to_cell(progress.text),
        doubts=(Message("no percent was found in the text"),) if unsure else (),
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
