"""Everything in a workbook except its rows: styles, locked cells, validation and instructions.

This uses openpyxl, imported inside functions because only a workbook needs it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from exporters.provenance import provenance
from records.files import sheet
from records.files.sheet import SheetColumn, written_out
from records.values.model import LONGEST_TEXT, Deadline, DeadlineKind, Status
from records.values.statuses import percent_range

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl import Workbook
    from openpyxl.styles import NamedStyle

    from exporters.model import Report
    from records.language import Language

#: The row of the headings; the measures follow it.
HEADING_ROW = 4
#: As narrow as is readable: the whole row is printed across one page.
_WIDTHS = {
    SheetColumn.NUMBER: 6,
    SheetColumn.SECTION: 14,
    SheetColumn.TITLE: 30,
    SheetColumn.DEADLINE: 14,
    SheetColumn.RESPONSIBLE: 20,
    SheetColumn.INDICATOR: 16,
    SheetColumn.FUNDING: 14,
    SheetColumn.STATUS: 13,
    SheetColumn.PERCENT: 10,
    SheetColumn.COMPLETED: 12,
    SheetColumn.TEXT: 56,
}
_NOTE_WIDTH = 16
_HINT_WIDTH = 75
#: In points: the height of a line, and the greatest row height that Excel allows.
_LINE, _HIGHEST = 15, 409
_LAST_COLUMN = 16_384
#: The code of the paper size A4 (ECMA-376 part 1, 18.3.1.63).
_A4 = 9
#: Page margins in inches: 10 mm at the sides and the top, 15 mm at the bottom, where the page number is.
_SIDE, _FOOT, _NUMBER_AT = 0.39, 0.59, 0.28
_LONGEST_TITLE = 32
#: 01.01.1970 and 31.12.2099 as Excel’s day numbers.
_DAYS = ("25569", "73050")


class Style(Struct, frozen=True):
    """A cell style: whether its cells can be filled in, and Excel’s number format."""

    name: str
    open: bool = False
    format: str = "@"
    heading: bool = False
    framed: bool = True


LOCKED = Style("prozvit programme")
HEADING = Style("prozvit heading", heading=True)
HINT = Style("prozvit hint", framed=False)
DOCUMENT = Style("prozvit document", open=True)
OPEN = {
    SheetColumn.STATUS: Style("prozvit status", open=True),
    SheetColumn.PERCENT: Style("prozvit percent", open=True, format="0"),
    SheetColumn.COMPLETED: Style("prozvit day", open=True, format="dd\\.mm\\.yyyy"),
    SheetColumn.TEXT: Style("prozvit text", open=True),
}


def height(texts: Sequence[object], columns: Sequence[SheetColumn]) -> int:
    """Return the height of a row in points, because not every program computes it."""
    named = zip(texts, columns, strict=False)
    lines = max((_lines(text, _WIDTHS[column]) for text, column in named if isinstance(text, str)), default=1)
    return min(lines * _LINE, _HIGHEST)


def _lines(text: str, width: int) -> int:
    """Return the number of lines that a text takes in a column, allowing for space lost to word wrap."""
    return sum(1 + len(line) * 5 // (width * 4) for line in text.split("\n"))


def add_styles(book: Workbook) -> dict[Style, int]:
    """Add the styles to a workbook; return the index by which cells refer to each."""
    numbers = {}
    for style in (LOCKED, HEADING, HINT, DOCUMENT, *OPEN.values()):
        book.add_named_style(_named(style))
        numbers[style] = _cell(book.active, None, style).style_id
    return numbers


def lay_out(worksheet: Any, columns: Sequence[SheetColumn], rows: int, language: Language) -> None:
    """Lay out the sheet of measures: `columns`, then the note, then the hidden key."""
    from openpyxl.utils import get_column_letter

    letters = [get_column_letter(place) for place in range(1, len(columns) + 4)]
    for column, letter in zip(columns, letters, strict=False):
        worksheet.column_dimensions[letter].width = _WIDTHS[column]
    noted, hidden, _ = letters[len(columns) :]
    worksheet.column_dimensions[noted].width = _NOTE_WIDTH
    worksheet.column_dimensions[hidden].hidden = True
    open_beyond(worksheet, len(letters))
    worksheet.freeze_panes = f"B{HEADING_ROW + 1}"
    worksheet.print_title_rows = f"{HEADING_ROW}:{HEADING_ROW}"
    set_up_page(worksheet, "landscape")
    lock(worksheet)
    _check(worksheet, dict(zip(columns, letters, strict=False)), rows, language)


def set_up_page(worksheet: Any, orientation: str) -> None:
    """Set a sheet to print on A4, one page wide and any number of pages long, with page numbers."""
    worksheet.page_setup.orientation = orientation
    worksheet.page_setup.paperSize = _A4
    worksheet.sheet_properties.pageSetUpPr.fitToPage = True
    worksheet.page_setup.fitToWidth = 1
    worksheet.page_setup.fitToHeight = 0
    margins = worksheet.page_margins
    margins.left = margins.right = margins.top = _SIDE
    margins.bottom, margins.footer = _FOOT, _NUMBER_AT
    # Page number and page count in the format’s notation (ECMA-376 part 1, 18.3.1.39).
    worksheet.oddFooter.right.text = "&P / &N"


def open_beyond(worksheet: Any, first: int) -> None:
    """Unlock all columns from `first` on, to the right of ours, for a unit’s own use."""
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    dimension = worksheet.column_dimensions[get_column_letter(first)]
    dimension.min, dimension.max = first, _LAST_COLUMN
    dimension.protection = Protection(locked=False)


def lock(worksheet: Any) -> None:
    """Lock the programme’s cells, without a password; formatting and sorting remain allowed."""
    protection = worksheet.protection
    protection.sheet = True
    protection.formatCells = protection.formatColumns = protection.formatRows = False
    protection.insertColumns = protection.sort = protection.autoFilter = False


def _check(worksheet: Any, letters: dict[SheetColumn, str], rows: int, language: Language) -> None:
    """Add validation rules for the cells to be filled in."""
    from openpyxl.worksheet.datavalidation import DataValidation

    say = language.say
    statuses = ",".join(map(language.show, Status))
    checks = {
        SheetColumn.STATUS: (say("Choose a status from the list."), ("list", None, f'"{statuses}"', None)),
        SheetColumn.PERCENT: (
            say("A whole number from 0 to 100, without the sign %."),
            ("whole", "between", "0", "100"),
        ),
        SheetColumn.COMPLETED: (say("A date, as 31.12.2017."), ("date", "between", *_DAYS)),
        SheetColumn.TEXT: (
            say("At most {longest} characters.", longest=LONGEST_TEXT),
            ("textLength", "lessThanOrEqual", str(LONGEST_TEXT), None),
        ),
    }
    for column, (words, (kind, operator, first, second)) in checks.items():
        check = DataValidation(
            type=kind, operator=operator, formula1=first, formula2=second, allow_blank=True, error=words
        )
        check.showErrorMessage = check.showInputMessage = True
        check.prompt = words
        check.errorTitle = check.promptTitle = language.show(column)[:_LONGEST_TITLE]
        check.add(f"{letters[column]}{HEADING_ROW + 1}:{letters[column]}{HEADING_ROW + max(rows, 1)}")
        worksheet.add_data_validation(check)


def write_hints(book: Workbook, report: Report) -> None:
    """Add the sheet with instructions for filling in the workbook, and with its origin."""
    say, show = report.language.say, report.language.show
    worksheet = book.create_sheet(say("How to fill it in"))
    worksheet.column_dimensions["A"].width = _HINT_WIDTH
    set_up_page(worksheet, "portrait")
    lines = [
        say("1. Fill in the white cells of your measures: status, percent, day of completion, text."),
        say("2. Each line of the text is a paragraph (Alt+Enter begins one); “- ” begins an item of a list."),
        say("3. Leave out “State of implementation – N %”: the report adds it from the percent."),
        say("4. Rows that are not yours stay as they are. You may sort and colour rows, and add columns."),
        say("5. Write no formulas: only what they show would be seen. Paste values."),
        say("6. Documents behind an answer stand on the sheet “Documents”, a row each."),
        say("7. Save as .xlsx and send the file back. Do not change the hidden column and the hidden sheet."),
        "",
        *(f"{show(status)}: {_percents(status, report.language)}" for status in Status),
        "",
        *provenance(report, "xlsx"),
    ]
    for place, line in enumerate(lines, 1):
        worksheet.append([_cell(worksheet, line, HINT)])
        worksheet.row_dimensions[place].height = _lines(line, _HINT_WIDTH) * _LINE


def write_origin(book: Workbook, report: Report, documents: str) -> None:
    """Add the hidden sheet from which an import learns what the workbook was made from.

    `documents` is the name of the sheet of documents.
    """
    worksheet = book.create_sheet(sheet.ORIGIN)
    worksheet.sheet_state = "veryHidden"
    for line in (
        (sheet.FORM, sheet.FORM_VERSION),
        (sheet.BODY, report.body),
        (sheet.COMMIT, report.source.commit),
        (sheet.PERIOD, report.period.code),
        (sheet.PROGRAMME_ID, report.programme.id),
        (sheet.DOCUMENTS, documents),
    ):
        worksheet.append([_cell(worksheet, each, HINT) for each in line])


def _percents(status: Status, language: Language) -> str:
    """Return the percents allowed with a status; a measure without an end may have others."""
    allowed = percent_range(status, Deadline())
    first, last = allowed.start, allowed.stop - 1
    usual = f"{first} %" if first == last else f"{first}–{last} %"
    highest = percent_range(status, Deadline(kind=DeadlineKind.CONTINUOUS)).stop - 1
    if highest == last:
        return usual
    return language.say(
        "{usual}, of continuous and recurring measures up to {highest} %", usual=usual, highest=highest
    )


def _cell(worksheet: Any, text: str | None, style: Style) -> Any:
    """Return a cell that holds a text as text, even if it looks like a formula, number or error."""
    from openpyxl.cell import WriteOnlyCell

    made = WriteOnlyCell(worksheet, text and written_out(text))
    if text:
        made.data_type = "s"
    made.style = style.name
    return made


def _named(style: Style) -> NamedStyle:
    from openpyxl.styles import (
        Alignment,
        Border,
        Font,
        NamedStyle,
        PatternFill,
        Protection,
        Side,
    )

    edge = Side(style="thin", color="999999") if style.framed else Side()
    is_white = style.open or not style.framed
    colour = "D9E2EC" if style.heading else "F2F2F2"
    return NamedStyle(
        name=style.name,
        font=Font(name="Calibri", size=11, bold=style.heading),
        fill=PatternFill() if is_white else PatternFill("solid", fgColor=colour),
        border=Border(left=edge, right=edge, top=edge, bottom=edge),
        # A right-aligned date would run into the text in the next column.
        alignment=Alignment(
            horizontal="general" if style.format == "@" else "center", vertical="top", wrap_text=True
        ),
        protection=Protection(locked=not style.open),
        number_format=style.format,
    )
