"""The report as a workbook (XLSX) that units fill in and send back.

What the programme says is locked, what units write is open and checked as they type. A hidden sheet says
which register, commit and period it was made from: the import compares by it. Every text is a text, also
one that begins with "=".

The rows are written as XML (ECMA-376 part 1, 18.3.1): openpyxl would write each Cyrillic letter as a
reference, which takes three times the room, and makes an object of each cell.
"""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from exporters.packing import packed, unpacked
from exporters.workbook_form import (
    HEADING,
    LOCKED,
    OPEN,
    Style,
    add_styles,
    height,
    lay_out,
    write_hints,
    write_origin,
)
from records.files import sheet
from records.files.sheet import FILLED, PROGRAMME, SheetColumn, programme_cell, text_cell, written_out
from records.sanitise import visible
from records.telling.wording import note
from records.values.statuses import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from exporters.model import Report
    from records.files.snapshot import MeasureRecord

_SHEET, _CORE = "xl/worksheets/sheet1.xml", "docProps/core.xml"
_NO_ROWS = re.compile(rb"<sheetData ?/>|<sheetData></sheetData>")
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(<)")
#: Excel's day 0, with the day of 29.02.1900 that it believes in.
_DAY_ZERO = date(1899, 12, 30)
_ALWAYS = {SheetColumn.TITLE, SheetColumn.DEADLINE, SheetColumn.RESPONSIBLE}

Value = str | int | date | None


def to_workbook(report: Report) -> bytes:
    """Return the report as an XLSX file."""
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = report.language.say("Measures")
    columns = _columns(report)
    rows = _Rows(report, columns, add_styles(book))
    lay_out(book.active, columns, len(report.records), report.language)
    write_hints(book, report)
    write_origin(book, report)
    at = report.source.at.replace(tzinfo=None, microsecond=0)
    book.properties.creator = written_out(report.body)
    book.properties.title = written_out(f"{report.heading} {report.title}")
    book.properties.created = at
    stream = BytesIO()
    book.save(stream)
    parts = unpacked(stream.getvalue())
    # Saving writes the time of the clock.
    parts[_CORE] = _MODIFIED.sub(rf"\g<1>{at.isoformat()}Z\g<2>".encode(), parts[_CORE])
    before, after = _NO_ROWS.split(parts[_SHEET])
    parts[_SHEET] = b"".join([before, b"<sheetData>", rows.xml().encode(), b"</sheetData>", after])
    return packed(parts)


def _columns(report: Report) -> list[SheetColumn]:
    """Return the columns of a report's sheet; of those that few registers fill, the ones that it fills."""
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
        # Right of the columns, the note and the hidden name.
        self._letters = [get_column_letter(place) for place in range(1, len(columns) + 3)]
        self._locked = [OPEN.get(column, LOCKED) for column in columns] + [LOCKED] * 2

    def xml(self) -> str:
        """Return them as XML."""
        report, say, show = self._report, self._report.language.say, self._report.language.show
        above = [
            f"{report.heading} {report.title}: {show(report.period)}",
            "; ".join([report.body, *report.filters]),
            say("Fill in the white cells and send the file back."),
        ]
        headings = [*map(show, self._columns), say("Note"), sheet.KEY_HEADING]
        rows = [f'<row r="{at}">{self._cell(f"A{at}", text, None)}</row>' for at, text in enumerate(above, 1)]
        rows.append(self._row(len(rows) + 1, headings, [HEADING] * len(headings)))
        for place, record in enumerate(report.records, len(rows) + 1):
            rows.append(self._row(place, list(self._values(record)), self._locked))
        return "".join(rows)

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
        yield self._note(record)
        yield record.key

    def _note(self, record: MeasureRecord) -> str:
        """Return how far the answer is, for who fills in the row."""
        period, language = self._report.period, self._report.language
        progress = record.progress.get(period)
        if progress is not None and progress.review is not None and period not in record.lapsed:
            said = language.show(progress.review.state)
            return f"{said}: {visible(progress.review.note)}" if progress.review.note else said
        if record.standing(period) is Standing.MISSING:
            return language.show(Standing.MISSING)
        words = note(record, period, self._report.source.at.date())
        return words.render(language) if words is not None else ""

    def _row(self, place: int, values: Sequence[Value], styles: Sequence[Style]) -> str:
        cells = (
            self._cell(f"{letter}{place}", value, style)
            for letter, value, style in zip(self._letters, values, styles, strict=False)
        )
        return f'<row r="{place}" ht="{height(values, self._columns)}">{"".join(cells)}</row>'

    def _cell(self, name: str, value: Value, style: Style | None) -> str:
        known = f'<c r="{name}"' if style is None else f'<c r="{name}" s="{self._styles[style]}"'
        match value:
            case None | "":
                return f"{known}/>"
            case str():
                text = escape(written_out(value))
                return f'{known} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            case date():
                return f"{known}><v>{(value - _DAY_ZERO).days}</v></c>"
            case _:
                return f"{known}><v>{value}</v></c>"
