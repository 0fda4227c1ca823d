"""The sheets of a workbook that this program knows by their headings, and what stands below these.

Columns are found wherever they stand; others are a unit's own. A formula in one of ours is refused: what it
shows may be of another day.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from msgspec import Struct

from records.errors import UnreadableSource
from records.files.sheet import KEY_HEADING, NOTE_HEADING, DocumentColumn, SheetColumn, read_back
from records.importing.filled import FilledCell, refused
from records.language import LANGUAGES, Language, Message
from records.texts.typography import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

#: More rows than this no report has; columns beyond these are a unit's own.
_MOST_ROWS, _MOST_COLUMNS = 100_000, 200
#: The headings stand in one of the first rows.
_MOST_ABOVE = 50
#: So many of the headings tell a sheet of ours from a unit's own.
_FEWEST = 3
_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})["']""")

_Column = TypeVar("_Column", SheetColumn, DocumentColumn)


class Form(Struct, Generic[_Column], frozen=True):
    """What a sheet is known by: its columns, those that must be there, the one with a measure's number.

    Where cells of one that is `beside` the measures stand is told with its name.
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
    """A row below the headings: its number in the sheet, our cells that hold something, its hidden name.

    `note` is what stands in the locked column beside them, None for nothing.
    """

    number: int
    cells: Mapping[_Column, FilledCell]
    key: str
    note: FilledCell | None = None


class Headed(Struct, Generic[_Column], frozen=True):
    """A sheet of ours: its columns, and its rows in which anything of ours stands."""

    columns: frozenset[_Column]
    lines: tuple[Line[_Column], ...]


def rows_of(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a worksheet; the size that a file claims is not believed."""
    worksheet.reset_dimensions()
    yield from worksheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)


def headed(worksheet: Any, form: Form[_Column], file: str) -> Headed[_Column] | None:
    """Return what stands below a worksheet's headings, None where it has not those of the form.

    Raise `UnreadableSource` where they are there in part or twice, where a cell can't be read, or where
    cells are merged below them.
    """
    columns: Mapping[_Column, int] | None = None
    hidden = noted = None
    name = worksheet.title if form.beside else ""
    lines: list[Line[_Column]] = []
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
        filled = {
            column: _cell(cell, file, str(measure or ""), name)
            for column, cell in there.items()
            if not _is_empty(cell)
        }
        key, note = _text_beside(cells, hidden), _text_beside(cells, noted)
        if filled or key or note:
            lines.append(Line(number, filled, "" if key is None else key.text, note))
    return None if columns is None else Headed(frozenset(columns), tuple(lines))


def _headings(
    cells: tuple[Any, ...], number: int, form: Form[_Column], file: str
) -> dict[_Column, int] | None:
    """Return where each column stands by a row's headings, None for a row that is none."""
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
    """Return where the first of some headings stands in a row, None where none does."""
    places = (
        at for at, each in enumerate(cells) if isinstance(each.value, str) and fold(each.value) in headings
    )
    return next(places, None)


@cache
def _notes() -> frozenset[str]:
    return frozenset(fold(Language(code).show(NOTE_HEADING)) for code in LANGUAGES)


def _text_beside(cells: tuple[Any, ...], place: int | None) -> FilledCell | None:
    """Return the text of a cell that no answer is made of, None for none."""
    if place is None or place >= len(cells) or _is_empty(cells[place]):
        return None
    value = cells[place].value
    where = Message("cell {cell}", cell=cells[place].coordinate)
    return FilledCell(read_back(value) if isinstance(value, str) else value, where)


def _refuse_merged(worksheet: Any, ours: set[int], above: int, file: str) -> None:
    """Raise `UnreadableSource` where cells are merged in columns of ours below a row.

    What stands in them is of one row only, and the others would read as emptied.
    """
    from openpyxl.utils.cell import range_boundaries

    # A sheet that is read row by row tells of merged cells only in its file.
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
    """Return what one of our cells holds; raise `UnreadableSource` for a formula or an error.

    `worksheet` is named with the place unless it is "".
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
