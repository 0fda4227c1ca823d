"""The report as a workbook (XLSX) that units fill in and send back.

The programme’s cells are locked; those that units fill in are open and validated. A hidden sheet names the
register, commit and period that the workbook was made from, by which an import compares it. Every text is
stored as text, even if it starts with "=".
"""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

from exporters.packing import packed, unpacked
from exporters.workbook import documents
from exporters.workbook.form import (
    HEADING,
    HEADING_ROW,
    LOCKED,
    OPEN,
    Style,
    add_styles,
    height,
    lay_out,
    write_hints,
    write_origin,
)
from exporters.workbook.markup import cell, row, with_rows
from records.files import sheet
from records.files.sheet import FILLED, PROGRAMME, SheetColumn, programme_cell, text_cell, written_out
from records.telling.wording import sheet_note

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exporters.model import Report
    from exporters.workbook.markup import Value
    from records.files.snapshot import MeasureRecord

_MEASURES, _DOCUMENTS = "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
_CORE = "docProps/core.xml"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
_ALWAYS = {SheetColumn.TITLE, SheetColumn.DEADLINE, SheetColumn.RESPONSIBLE}


def to_workbook(report: Report) -> bytes:
    """Return the report as an XLSX file."""
    from openpyxl import Workbook

    book = Workbook()
    measures = book.active
    measures.title = report.language.say("Measures")
    columns, of_documents = _columns(report), documents.columns_of(report)
    styles = add_styles(book)
    lay_out(measures, columns, len(report.records), report.language)
    numbers = f"'{measures.title}'!$A${HEADING_ROW + 1}:$A${HEADING_ROW + max(len(report.records), 1)}"
    added = documents.add_documents(book, report, of_documents, numbers)
    write_hints(book, report)
    write_origin(book, report, added.title)
    at = report.source.at.replace(tzinfo=None, microsecond=0)
    book.properties.creator = written_out(report.body)
    book.properties.title = written_out(report.full_title)
    book.properties.created = at
    stream = BytesIO()
    book.save(stream)
    parts = unpacked(stream.getvalue())
    # Saving sets the modification time from the clock.
    parts[_CORE] = _MODIFIED.sub(rf"\g<1>{at.isoformat()}Z\g<2>".encode(), parts[_CORE])
    parts[_MEASURES] = with_rows(parts[_MEASURES], _Rows(report, columns, styles).xml())
    parts[_DOCUMENTS] = with_rows(parts[_DOCUMENTS], documents.rows(report, of_documents, styles))
    return packed(parts)


def _columns(report: Report) -> list[SheetColumn]:
    """Return the columns of a report’s sheet; the less usual ones only if the register fills them."""
    units = report.register.units
    used = (
        column
        for column in PROGRAMME
        if column in _ALWAYS or any(programme_cell(column, each, units) for each in report.records)
    )
    return [SheetColumn.NUMBER, *used, *FILLED]


class _Rows:
    """The rows of the sheet of measures."""

    def __init__(self, report: Report, columns: Sequence[SheetColumn], styles: Mapping[Style, int]) -> None:
        from openpyxl.utils import get_column_letter

        self._report = report
        self._columns = columns
        self._styles = styles
        # To the right of the columns: the note and the hidden key.
        self._letters = [get_column_letter(place) for place in range(1, len(columns) + 3)]
        self._locked = [OPEN.get(column, LOCKED) for column in columns] + [LOCKED] * 2

    def xml(self) -> Iterator[str]:
        """Yield the rows as XML."""
        report, say, show = self._report, self._report.language.say, self._report.language.show
        above = [
            report.full_title,
            "; ".join(filter(None, [report.body, report.programme_said, *report.filters])),
            say("Fill in the white cells and send the file back."),
        ]
        headings = [*map(show, self._columns), show(sheet.NOTE_HEADING), sheet.KEY_HEADING]
        for at, text in enumerate(above, 1):
            yield row(at, [cell(f"A{at}", text)])
        yield self._row(HEADING_ROW, headings, [HEADING] * len(headings))
        for place, record in enumerate(report.records, HEADING_ROW + 1):
            yield self._row(place, list(self._values(record)), self._locked)

    def _values(self, record: MeasureRecord) -> Iterator[Value]:
        progress = record.progress.get(self._report.period)
        filled: dict[SheetColumn, Value] = {}
        if progress is not None:
            filled = {
                SheetColumn.STATUS: self._report.language.show(progress.status),
                SheetColumn.PERCENT: progress.percent,
                SheetColumn.COMPLETED: progress.completed,
                SheetColumn.TEXT: text_cell(progress),
            }
        for column in self._columns:
            is_open = column in FILLED
            yield (
                filled.get(column) if is_open else programme_cell(column, record, self._report.register.units)
            )
        yield sheet_note(record, self._report.period, self._report.language)
        yield record.key

    def _row(self, place: int, values: Sequence[Value], styles: Sequence[Style]) -> str:
        cells = (
            cell(f"{letter}{place}", value, self._styles[style])
            for letter, value, style in zip(self._letters, values, styles, strict=False)
        )
        return row(place, cells, height(values, self._columns))
