"""A workbook that this program made (`exporters.workbook`), as a unit sends it back.

Columns are found by their headings, wherever they stand; a unit's own columns, formats and sheets are
passed over, and so are macros and links, which nothing here runs or follows. A formula in one of our cells
is refused: what it shows may be of another day.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from contextlib import closing
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from records.disk.zipped import check_size, refused_as
from records.errors import Misused, UnreadableSource
from records.files import sheet
from records.files.sheet import SheetColumn, read_back
from records.importing.filled import FilledCell, FilledRow, Sheet, refused
from records.language import LANGUAGES, Language, Message
from records.texts.typography import fold
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: More rows than this no report has; columns beyond these are a unit's own.
_MOST_ROWS, _MOST_COLUMNS = 100_000, 200
#: The headings stand in one of the first rows.
_MOST_ABOVE = 50
_NEEDED = (
    SheetColumn.NUMBER,
    SheetColumn.STATUS,
    SheetColumn.PERCENT,
    SheetColumn.COMPLETED,
    SheetColumn.TEXT,
)
#: So many of the headings tell the sheet of measures from a unit's own.
_FEWEST = 3
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")


def read_workbook(data: bytes, file: str) -> Sheet:
    """Return the sheet of measures of a workbook; raise `UnreadableSource`."""
    refusal = UnreadableSource(
        "{file} is no workbook (.xlsx), or it is damaged. Open it in Excel or LibreOffice and save it again "
        "as .xlsx.",
        file=file,
    )
    with refused_as(refusal):
        return _read(data, file)


def _read(data: bytes, file: str) -> Sheet:
    from openpyxl import load_workbook

    check_size(data, file)
    with zipfile.ZipFile(BytesIO(data)) as archive:
        if any(b"<!DOCTYPE" in archive.read(name) for name in archive.namelist() if name.endswith(".xml")):
            # Excel writes no entities of its own: what they would stand for is not read.
            raise ValueError(file)
    with warnings.catch_warnings():
        # What openpyxl leaves out of a unit's own formatting is of no concern.
        warnings.simplefilter("ignore")
        with closing(load_workbook(BytesIO(data), read_only=True, keep_links=False)) as book:
            origin = _origin(book, file)
            period = _period(origin.get(sheet.PERIOD, ""), file)
            tables = [found for each in book.worksheets if (found := _table(each, file)) is not None]
    if len(tables) != 1:
        raise UnreadableSource(
            "{file}: {count} sheets have the headings of the measures, and one should. Export the workbook "
            "anew, or bring the headings back.",
            file=file,
            count=len(tables),
        )
    commit = origin.get(sheet.COMMIT, "")
    return Sheet(
        file,
        tuple(tables[0]),
        commit if _COMMIT.fullmatch(commit) else "",
        period,
        origin.get(sheet.PROGRAMME_ID, ""),
    )


def _origin(book: Any, file: str) -> dict[str, str]:
    """Return what a workbook's hidden sheet says that it was made from."""
    known: dict[str, str] = {}
    if sheet.ORIGIN in book.sheetnames:
        for row in _rows(book[sheet.ORIGIN]):
            texts = [read_back(str(each.value)) for each in row if each.value is not None]
            if len(texts) > 1:
                known.setdefault(texts[0], texts[1])
    if sheet.FORM not in known:
        raise UnreadableSource(
            "{file} is no workbook of this program: export one (--format xlsx), fill it in and import that.",
            file=file,
        )
    if known[sheet.FORM] != sheet.FORM_VERSION:
        raise UnreadableSource(
            "{file} was made by a later version of this program. Import it with that one.", file=file
        )
    return known


def _period(code: str, file: str) -> Period:
    try:
        return Period.from_code(code)
    except Misused as error:
        raise UnreadableSource(
            "{file}: the hidden sheet does not say which period it is of. Export the workbook anew.",
            file=file,
        ) from error


def _rows(worksheet: Any) -> Iterator[tuple[Any, ...]]:
    # The size that a file claims is not believed.
    worksheet.reset_dimensions()
    yield from worksheet.iter_rows(max_row=_MOST_ROWS, max_col=_MOST_COLUMNS)


def _table(worksheet: Any, file: str) -> list[FilledRow] | None:
    """Return the rows below a sheet's headings, None where it has none."""
    if worksheet.title == sheet.ORIGIN:
        return None
    columns: Mapping[SheetColumn, int] | None = None
    hidden: int | None = None
    rows: list[FilledRow] = []
    for number, cells in enumerate(_rows(worksheet), 1):
        if columns is None:
            if number > _MOST_ABOVE:
                return None
            columns = _headings(cells, number, file)
            hidden = next((at for at, each in enumerate(cells) if each.value == sheet.KEY_HEADING), None)
        else:
            rows += _row(cells, number, columns, hidden, file)
    return rows if columns is not None else None


def _headings(cells: tuple[Any, ...], number: int, file: str) -> dict[SheetColumn, int] | None:
    """Return where each column stands by a row's headings, None for a row that is none."""
    found: dict[SheetColumn, int] = {}
    twice = None
    for place, cell in enumerate(cells):
        column = _by_heading().get(fold(cell.value)) if isinstance(cell.value, str) else None
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
    missing = [column.message() for column in _NEEDED if column not in found]
    if missing:
        raise UnreadableSource(
            "{file}: row {n}: these columns are missing: {missing}. Bring their headings back.",
            file=file,
            n=number,
            missing=missing,
        )
    return found


@cache
def _by_heading() -> Mapping[str, SheetColumn]:
    return {fold(Language(code).show(column)): column for code in LANGUAGES for column in SheetColumn}


def _row(
    cells: tuple[Any, ...], number: int, columns: Mapping[SheetColumn, int], hidden: int | None, file: str
) -> list[FilledRow]:
    """Return a row with its cells; none where nothing stands in our columns."""
    there = {column: cells[place] for column, place in columns.items() if place < len(cells)}
    filled = {column: _cell(cell, file, there) for column, cell in there.items() if not _is_empty(cell)}
    key = cells[hidden].value if hidden is not None and hidden < len(cells) else None
    if not filled and not key:
        return []
    return [FilledRow(Message("row {n}", n=number), filled, read_back(key) if isinstance(key, str) else "")]


def _is_empty(cell: Any) -> bool:
    return cell.value is None or (isinstance(cell.value, str) and not cell.value.strip())


def _cell(cell: Any, file: str, row: Mapping[SheetColumn, Any]) -> FilledCell:
    """Return what one of our cells holds; raise `UnreadableSource` for a formula or an error."""
    place = Message("cell {cell}", cell=cell.coordinate)
    if cell.data_type in {"f", "e"}:
        number = row[SheetColumn.NUMBER].value if SheetColumn.NUMBER in row else ""
        if cell.data_type == "f":
            problem = Message("A formula stands there; paste its value instead.")
        else:
            problem = Message("The spreadsheet shows an error there ({error}).", error=str(cell.value))
        raise refused(file, str(number or ""), place, problem)
    value = read_back(cell.value) if isinstance(cell.value, str) else cell.value
    return FilledCell(value, place, is_share="%" in (cell.number_format or ""))
