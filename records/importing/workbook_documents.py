"""The sheet of documents in a returned workbook, whose rows are matched to measures by number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.errors import UnreadableSource
from records.files.sheet import DocumentColumn, SheetColumn
from records.importing.documents import BadDocument, read_document
from records.importing.filled import is_number
from records.importing.wrong import Wrongs, refused
from records.language import Message
from records.values.numbers import clean_number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.importing.documents import Document
    from records.importing.filled import FilledCell, Sheet
    from records.importing.headed import Headed, Line


def with_documents(measures: Sheet, found: Sequence[Headed[DocumentColumn]], title: str) -> Sheet:
    """Return the sheet of measures with its documents; raise `UnreadableSource` naming the cell.

    `title` is the name of the documents sheet that was exported with it, or "" if there was none.
    """
    if len(found) > 1:
        raise UnreadableSource(
            "{file}: {count} sheets have the headings of the documents, and one should. Give yours others.",
            file=measures.file,
            count=len(found),
        )
    if not found:
        return _without(measures, title)
    (table,) = found
    numbers = [clean_number(row.text(SheetColumn.NUMBER)) for row in measures.rows]
    has_sums = DocumentColumn.SHA256 in table.columns
    documents: dict[str, list[Document]] = {number: [] for number in numbers}
    strays: list[Document] = []
    wrong = Wrongs(measures.file)
    for line in table.lines:
        with wrong.noted():
            if line.cells:
                number = _number(measures.file, line, numbers)
                document = _document(measures.file, line, number, has_sums=has_sums)
                documents.get(number, strays).append(document)
    wrong.refuse()
    rows = (
        replace(row, documents=tuple(documents[number]))
        for row, number in zip(measures.rows, numbers, strict=True)
    )
    return replace(measures, rows=tuple(rows), strays=tuple(strays))


def _without(measures: Sheet, title: str) -> Sheet:
    if not title:
        return measures
    notice = Message(
        "{file}: the sheet “{title}” is missing; the documents stay as they are.",
        file=measures.file,
        title=title,
    )
    return replace(measures, notices=(*measures.notices, notice))


def _number(file: str, line: Line[DocumentColumn], numbers: Sequence[str]) -> str:
    """Return the number of the measure that a row names; a spreadsheet may have turned 1.10 into 1.1."""
    cell = line.cells.get(DocumentColumn.NUMBER)
    if cell is None:
        first = next(iter(line.cells.values()))
        raise refused(file, "", first.place, Message("It names no measure: write its number."))
    typed = clean_number(cell.text)
    alike = [number for number in numbers if is_number(cell, {number})]
    if typed in numbers or not alike:
        return typed
    if len(alike) > 1:
        problem = Message("It may be any of the measures {numbers}; write the number as text.", numbers=alike)
        raise refused(file, typed, cell.place, problem)
    return alike[0]


def _document(file: str, line: Line[DocumentColumn], number: str, *, has_sums: bool) -> Document:
    cells: dict[str, FilledCell] = {column.value: cell for column, cell in line.cells.items()}
    place = line.cells[DocumentColumn.NUMBER].place
    try:
        return read_document(
            number, place, {key: cell.text for key, cell in cells.items()}, has_sums=has_sums
        )
    except BadDocument as error:
        where = cells[error.key].place if error.key in cells else place
        raise refused(file, number, where, error.problem) from error
