"""The workbook’s sheet of documents: one document per row, after the number of its measure.

Units add theirs below the existing rows; everything except the headings is unlocked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from exporters.workbook.form import DOCUMENT, HEADING, lock, open_beyond, set_up_page
from exporters.workbook.markup import cell, row
from records.files.sheet import DocumentColumn
from records.sanitise import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from openpyxl import Workbook

    from exporters.model import Report
    from exporters.workbook.form import Style
    from records.files.snapshot import MeasureRecord
    from records.values.model import Evidence

#: The row of the headings; the documents follow it.
HEADING_ROW = 2
_WIDTHS = {
    DocumentColumn.NUMBER: 8,
    DocumentColumn.TITLE: 44,
    DocumentColumn.REF: 30,
    DocumentColumn.URL: 44,
    DocumentColumn.SHA256: 24,
}
_PLAIN = 0
#: The number of rows in which measure numbers are validated.
_SPARE = 1000


def columns_of(report: Report) -> list[DocumentColumn]:
    """Return the columns of a report’s sheet; checksums only if there are any."""
    has_sums = any(each.sha256 for record in report.records for each in _documents(record, report))
    return [each for each in DocumentColumn if each is not DocumentColumn.SHA256 or has_sums]


def add_documents(book: Workbook, report: Report, columns: Sequence[DocumentColumn], measures: str) -> Any:
    """Add the sheet without its rows, and return it; `measures` is the cell range of measure numbers."""
    from openpyxl.styles import Alignment, Protection
    from openpyxl.utils import get_column_letter

    say = report.language.say
    worksheet = book.create_sheet(say("Documents"))
    for place, column in enumerate(columns, 1):
        dimension = worksheet.column_dimensions[get_column_letter(place)]
        dimension.width = _WIDTHS[column]
        # Rows not yet written take their format from the column.
        dimension.number_format = DOCUMENT.format
        dimension.alignment = Alignment(vertical="top", wrap_text=True)
        dimension.protection = Protection(locked=False)
    open_beyond(worksheet, len(columns) + 1)
    worksheet.freeze_panes = f"B{HEADING_ROW + 1}"
    worksheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    set_up_page(worksheet, "landscape")
    lock(worksheet)
    worksheet.protection.insertRows = worksheet.protection.deleteRows = False
    _check(worksheet, say("The number of a measure, as on the first sheet."), measures)
    return worksheet


def _check(worksheet: Any, words: str, measures: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    check = DataValidation(type="list", formula1=measures, allow_blank=True, error=words, prompt=words)
    check.showErrorMessage = check.showInputMessage = True
    check.add(f"A{HEADING_ROW + 1}:A{HEADING_ROW + _SPARE}")
    worksheet.add_data_validation(check)


def rows(report: Report, columns: Sequence[DocumentColumn], styles: Mapping[Style, int]) -> Iterator[str]:
    """Yield the sheet’s rows as XML."""
    say, show = report.language.say, report.language.show
    hint = say("A row each: the number of the measure, then the document. Write yours below.")
    # Without a style of its own, it would take the column’s and wrap after every word.
    yield row(1, [cell("A1", hint, _PLAIN)])
    yield _row(HEADING_ROW, list(map(show, columns)), styles[HEADING])
    told = (
        [record.measure.number, *(getattr(each, column.value) for column in columns[1:])]
        for record in report.records
        for each in _documents(record, report)
    )
    for place, texts in enumerate(told, HEADING_ROW + 1):
        yield _row(place, list(map(visible, texts)), styles[DOCUMENT])


def _row(place: int, texts: Sequence[str], style: int) -> str:
    return row(
        place, (cell(f"{letter}{place}", text, style) for letter, text in zip("ABCDE", texts, strict=False))
    )


def _documents(record: MeasureRecord, report: Report) -> tuple[Evidence, ...]:
    progress = record.progress.get(report.period)
    return progress.evidence if progress is not None else ()
