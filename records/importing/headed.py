"""Recognition of the sheets of a returned workbook by their headings, and of the rows below these.

Columns may have been moved, and others that a unit added are ignored. A formula in a known column is refused,
because its stored result may be out of date.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from records.errors import UnreadableSource
from records.files.sheet import KEY_HEADING, NOTE_HEADING, DocumentColumn, SheetColumn, read_back
from records.importing.filled import FilledCell
from records.importing.wrong import Wrongs, refused
from records.language import LANGUAGES, Language, Message
from records.texts.typography import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

#: Limits: no report has more rows, and columns further right are a unit's own.
_MOST_ROWS, _MOST_COLUMNS = 100_000, 200
#: The heading row is among the first rows.
_MOST_ABOVE = 50
#: With at least this many known headings, a row is the heading row of a prozvit sheet.
_FEWEST = 3
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")

_Column = TypeVar("_Column", SheetColumn, DocumentColumn)


class Form(Struct, Generic[_Column], frozen=True):
    """A kind of sheet: all its columns, the required ones, and the one with the measure's number.

    For a sheet `beside` that of the measures, messages name the sheet together with the cell.
    """

    columns: type[_Column]
    needed: tuple[_Column, ...]
    number: _Column
    beside: bool = False


MEASURES = Form(
    SheetColumn,
    (
        SheetColumn.NUMBER,
        SheetColumn.STATUS,
        SheetColumn.PERCENT,
        SheetColumn.COMPLETED,
        SheetColumn.TEXT,
    ),
    SheetColumn.NUMBER,
)
DOCUMENTS = Form(
    DocumentColumn,
    (DocumentColumn.NUMBER, DocumentColumn.TITLE, DocumentColumn.REF, DocumentColumn.URL),
    DocumentColumn.NUMBER,
    beside=True,
)


class Line(Struct, Generic[_Column], frozen=True):
    """A row below the headings: its row number, its non-empty known cells, and its measure's hidden key.

    `note` is the cell in the locked column of notes, or None if it is empty.
    """

    number: int
    cells: Mapping[_Column, FilledCell]
    key: str
    note: FilledCell | None = None


class Headed(Struct, Generic[_Column], frozen=True):
    """A recognised sheet: its known columns, and its rows that are not empty in them."""

    columns: frozenset[_Column]
    lines: tuple[Line[_Column], ...]


def rows_of(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a worksheet, ignoring the dimensions that the file claims."""
    worksheet.reset_dimensions()
    yield from worksheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)


def headed(worksheet: Any, form: Form[_Column], file: str) -> Headed[_Column] | None:
    """Return the columns and rows of a worksheet, or None if it does not have the form's headings.

    Raise `UnreadableSource` if a required heading is missing or a heading is repeated, if a cell cannot be
    read, or if cells below the headings are merged.
    """
    columns: Mapping[_Column, int] | None = None
    hidden = noted = None
    name = worksheet.title if form.beside else ""
    lines: list[Line[_Column]] = []
    wrong = Wrongs(file)
    for number, cells in enumerate(rows_of(worksheet), 1):
        if columns is None:
            if number > _MOST_ABOVE:
                return None
            columns = _headings(cells, number, form, file)
            hidden, noted = _place_of(cells, {KEY_HEADING}), _place_of(cells, _notes())
            if columns is not None:
                _refuse_merged(worksheet, set(columns.values()), number, file)
            continue
        there = {column: cells[place] for column, place in columns.items() if place < len(cells)}
        measure = there[form.number].value if form.number in there else None
        filled = {}
        for column, cell in there.items():
            if not _is_empty(cell):
                with wrong.noted():
                    filled[column] = _cell(cell, file, str(measure or ""), name)
        key, note = _text_beside(cells, hidden), _text_beside(cells, noted)
        if filled or key or note:
            lines.append(Line(number, filled, "" if key is None else key.text, note))
    wrong.refuse()
    return None if columns is None else Headed(frozenset(columns), tuple(lines))


def _headings(
    cells: tuple[Any, ...], number: int, form: Form[_Column], file: str
) -> dict[_Column, int] | None:
    """Return the position of each column if this row is the heading row, otherwise None."""
    found: dict[_Column, int] = {}
    twice = None
    for place, cell in enumerate(cells):
        column = _by_heading(form).get(fold(cell.value)) if isinstance(cell.value, str) else None
        if column is not None and column in found:
            twice = twice or (cell.coordinate, column)
        elif column is not None:
            found[column] = place
    if len(found) < _FEWEST:
        return None
    if twice is not None:
        raise UnreadableSource(
            "{file}: cell {cell}: there is a second column “{column}”. Give yours another heading.",
            file=file,
            cell=twice[0],
            column=twice[1],
        )
    missing = [column.message() for column in form.needed if column not in found]
    if missing:
        raise UnreadableSource(
            "{file}: row {n}: these columns are missing: {missing}. Bring their headings back.",
            file=file,
            n=number,
            missing=missing,
        )
    return found


def _place_of(cells: tuple[Any, ...], headings: Collection[str]) -> int | None:
    """Return the position of the first cell with one of the headings, or None."""
    places = (
        at for at, each in enumerate(cells) if isinstance(each.value, str) and fold(each.value) in headings
    )
    return next(places, None)


@cache
def _notes() -> frozenset[str]:
    return frozenset(fold(Language(code).show(NOTE_HEADING)) for code in LANGUAGES)


def _text_beside(cells: tuple[Any, ...], place: int | None) -> FilledCell | None:
    """Return a cell that is not part of an answer, or None if it is missing or empty."""
    if place is None or place >= len(cells) or _is_empty(cells[place]):
        return None
    value = cells[place].value
    where = Message("cell {cell}", cell=cells[place].coordinate)
    return FilledCell(read_back(value) if isinstance(value, str) else value, where)


def _refuse_merged(worksheet: Any, ours: set[int], above: int, file: str) -> None:
    """Raise `UnreadableSource` if cells of known columns (`ours`) are merged below the row `above`.

    A merged value would count for its first row only, and the other rows would read as emptied.
    """
    from openpyxl.utils.cell import range_boundaries

    # In read-only mode openpyxl does not parse merged cells, so the sheet's XML is searched.
    with worksheet._get_source() as source:  # noqa: SLF001 - openpyxl has no public way to it
        found = [match[1].decode() for match in _MERGED.finditer(source.read())]
    for area in found:
        left, _, right, bottom = range_boundaries(area)
        if bottom > above and not ours.isdisjoint(range(left - 1, right)):
            raise UnreadableSource(
                "{file}: nothing was imported. The cells {area} are merged, so that the file does not say of "
                "which measure they are. Unmerge them, fill in each and import again.",
                file=file,
                area=area,
            )


@cache
def _by_heading(form: Form[_Column]) -> Mapping[str, _Column]:
    return {fold(Language(code).show(column)): column for code in LANGUAGES for column in form.columns}


def _is_empty(cell: Any) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _cell(cell: Any, file: str, measure: str, worksheet: str) -> FilledCell:
    """Return a cell of a known column; raise `UnreadableSource` for a formula or an error value.

    `worksheet` is the sheet's name to mention with the place, or "".
    """
    place = Message("cell {cell}", cell=cell.coordinate)
    if worksheet:
        place = Message("sheet “{sheet}”, cell {cell}", sheet=worksheet, cell=cell.coordinate)
    if cell.data_type == "f":
        raise refused(file, measure, place, Message("A formula stands there; paste its value instead."))
    if cell.data_type == "e":
        problem = Message("The spreadsheet shows an error there ({error}).", error=str(cell.value))
        raise refused(file, measure, place, problem)
    value = read_back(cell.value) if isinstance(cell.value, str) else cell.value
    return FilledCell(value, place, is_share="%" in (cell.number_format or ""))
