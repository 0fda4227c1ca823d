"""Reader of the CSV files that `exporters.datapackage` writes, also after a spreadsheet saved them again.

The table of measures holds everything that an import needs, and the table of documents beside it is read too.
The other tables of the package are for readers only.
"""

from __future__ import annotations

import csv
from io import StringIO
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.errors import Misused, UnreadableSource
from records.files.sheet import DocumentColumn, SheetColumn, armed, plain_cell
from records.importing.documents import BadDocument, read_document
from records.importing.filled import FilledCell, FilledRow, Sheet
from records.importing.table import Cell
from records.importing.wrong import refused
from records.language import Message
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from records.importing.documents import Document

_MARKDOWN, _PROGRAMME, _ID, _PERIOD, _COMMIT = "markdown", "programme", "id", "period", "commit"
#: The column with the period that a row's progress belongs to.
_REPORTED = "reported_period"
_OF_DOCUMENTS = (_PROGRAMME, _ID, "title", "ref", "url", _PERIOD, _COMMIT)
_NEEDED = (SheetColumn.NUMBER, SheetColumn.STATUS, SheetColumn.PERCENT, SheetColumn.TEXT)


def read_csv(text: str, file: str) -> Sheet:
    """Return the sheet of measures from the text of a CSV file; raise `UnreadableSource`."""
    lines = list(_records(text, file))
    if not lines:
        raise UnreadableSource("{file} is empty.", file=file)
    _, names = lines[0]
    missing = [column.value for column in _NEEDED if column.value not in names]
    if missing:
        raise UnreadableSource(
            "{file} is no table of measures that this program made: it lacks the columns {missing}. Give the "
            "measures.csv of its export, or the report as .docx or .xlsx.",
            file=file,
            missing=missing,
        )
    notices: list[Message] = []
    rows: list[FilledRow] = []
    for number, values in lines[1:]:
        if len(values) != len(names):
            raise UnreadableSource(
                "{file}, line {n}: it has {count} cells, and the headings are {headings}. Correct it in the "
                "file and import again.",
                file=file,
                n=number,
                count=len(values),
                headings=len(names),
            )
        told = {name: armed(value) for name, value in zip(names, values, strict=True)}
        row = _row(told, number, notices)
        rows.append(replace(row, reported=_period(told.get(_REPORTED, "").strip(), file, _REPORTED)))
    told_of = [dict(zip(names, values, strict=True)) for _, values in lines[1:]]
    return Sheet(
        file,
        tuple(rows),
        _one(told_of, _COMMIT, file),
        _period(_one(told_of, _PERIOD, file), file, _PERIOD),
        _one(told_of, _PROGRAMME, file),
        tuple(notices),
    )


def with_documents(sheet: Sheet, text: str, file: str) -> Sheet:
    """Return the sheet with the documents of the CSV table that accompanies it.

    Raises `UnreadableSource` for a bad row or a table of another export. A table that lacks columns is not
    read, which a notice says. One without rows cannot name its export, so it says nothing about documents.
    """
    lines = list(_records(text, file))
    names = lines[0][1] if lines else []
    if missing := [name for name in _OF_DOCUMENTS if name not in names]:
        notice = Message("{file} is not read: it lacks the columns {missing}.", file=file, missing=missing)
        return replace(sheet, notices=(*sheet.notices, notice))
    found: dict[str, list[Document]] = {}
    for number, values in lines[1:]:
        told = {name: armed(value) for name, value in zip(names, values, strict=False)}
        if (told.get(_COMMIT), told.get(_PERIOD)) != (sheet.commit, sheet.period and sheet.period.code):
            raise UnreadableSource(
                "{file}, line {n}: it is of another export than the table of measures. Import that one from "
                "a folder of its own, or put the documents of the same export beside it.",
                file=file,
                n=number,
            )
        document = _document(told, number, file)
        found.setdefault(document.measure, []).append(document)
    if not found:
        return sheet
    rows = tuple(replace(row, documents=tuple(found.pop(row.key, ()))) for row in sheet.rows)
    return replace(sheet, rows=rows, strays=tuple(each for left in found.values() for each in left))


def _document(told: dict[str, str], number: int, file: str) -> Document:
    measure = f"{told.get(_PROGRAMME)}/{told.get(_ID)}"
    place = Message("{file}, line {n}", file=file, n=number)
    try:
        return read_document(measure, place, told, has_sums=DocumentColumn.SHA256 in told)
    except BadDocument as error:
        raise refused(file, measure, Message("line {n}", n=number), error.problem) from error


def _records(text: str, file: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each non-empty record with the number of its first line."""
    heading = text.partition("\n")[0]
    reader = csv.reader(StringIO(text), delimiter=max(",;\t", key=heading.count), strict=True)
    begins = 1
    try:
        for values in reader:
            if any(value.strip() for value in values):
                yield begins, values
            begins = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableSource(
            "{file}, line {n}: the quotation marks do not match. Correct it in the file and import again.",
            file=file,
            n=begins,
        ) from error


def _row(told: Mapping[str, str], number: int, notices: list[Message]) -> FilledRow:
    cells = {
        column: FilledCell(value, _place(number, column))
        for column in SheetColumn
        if (value := told.get(column.value, "")).strip()
    }
    text, source = told.get(SheetColumn.TEXT, ""), told.get(_MARKDOWN, "")
    place = _place(number, SheetColumn.TEXT)
    if source and plain_cell(source) == text:
        cells[SheetColumn.TEXT] = FilledCell(source, place)
    elif text.strip():
        # A text that reads the same as plain text needs no Markdown source.
        shown = text if plain_cell(text) == text else Cell((text,)).text
        cells[SheetColumn.TEXT] = FilledCell(shown, place, is_plain=True)
        if source:
            notices.append(
                Message(
                    "The columns text and markdown say different things ({place}); what text says is taken.",
                    place=Message("line {n}", n=number),
                )
            )
    key = f"{told[_PROGRAMME]}/{told[_ID]}" if told.get(_PROGRAMME) and told.get(_ID) else ""
    return FilledRow(Message("line {n}", n=number), cells, key)


def _place(number: int, column: SheetColumn) -> Message:
    return Message("line {n}, column “{column}”", n=number, column=column.value)


def _one(rows: list[dict[str, str]], name: str, file: str) -> str:
    """Return the value that a column has in all rows, or "" if there is no such column."""
    values = {value for row in rows if (value := row.get(name, "").strip())}
    if len(values) > 1:
        raise UnreadableSource(
            "{file}: the column “{column}” says different things ({values}). One file holds one report.",
            file=file,
            column=name,
            values=sorted(values),
        )
    return next(iter(values), "")


def _period(code: str, file: str, column: str) -> Period | None:
    try:
        return Period.from_code(code) if code else None
    except Misused as error:
        raise UnreadableSource(
            "{file}: “{period}” in the column “{column}” is no reporting period.",
            file=file,
            period=code,
            column=column,
        ) from error
