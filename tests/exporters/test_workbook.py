"""The report as a workbook to be filled in."""

from __future__ import annotations

import zipfile
from datetime import datetime, timezone
from io import BytesIO
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from openpyxl import load_workbook

from exporters.report import report
from exporters.workbook.xlsx import to_workbook
from records.values.model import Deadline, Review, ReviewState
from records.values.periods import Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord, Snapshot

Q4 = Period.from_code("2017-Q4")
FIRST = 5


def opened(snapshot: Snapshot) -> Any:
    """Return a report's workbook, opened by openpyxl."""
    return load_workbook(BytesIO(to_workbook(report(snapshot, Q4))))


def columns(sheet: Any) -> dict[str, str]:
    """Return the letter of each column by its heading."""
    return {cell.value: cell.column_letter for cell in sheet[FIRST - 1]}


def test_rows(sample: Snapshot) -> None:
    """Each measure has one row: programme data, and progress as number, date and text."""
    sheet = opened(sample).worksheets[0]
    at = columns(sheet)
    assert [cell.value for cell in sheet["A"][FIRST - 1 :]] == [
        *("1", "2", "3", "4", "6", "7а", "8", "10", "1.2.10")
    ]
    assert sheet[f"{at['Статус']}5"].value == "Виконано"
    assert sheet[f"{at['Відсоток']}5"].value == 100
    assert sheet[f"{at['Дата виконання']}5"].value == datetime(2017, 12, 20)  # noqa: DTZ001 - Excel's own
    assert (
        sheet[f"{at['Відповідальні за виконання']}8"].value.split("\n")[1] == "Загальний відділ міської ради"
    )
    assert sheet[f"{at['Інформація про виконання']}9"].value.startswith("**Проведено** 11")
    assert sheet[f"{at['Статус']}8"].value is None
    assert sheet[f"{at['Примітка']}8"].value == "не подано"
    assert "Джерело" not in at


def test_printed(sample: Snapshot) -> None:
    """Printed, the sheet is legible and one page wide; each page has a number and the table's headings."""
    first, *others = sample.measures
    told = structs.replace(first.measure, indicator="Кількість", funding="Без коштів")
    full = structs.replace(sample, measures=(structs.replace(first, measure=told), *others))
    book = opened(full)
    for sheet, orientation in zip(book.worksheets, ("landscape", "landscape", "portrait"), strict=False):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == (orientation, 9)
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.oddFooter.right.text == "&P / &N"
    table = book.worksheets[0]
    assert table.print_title_rows == "$4:$4"
    dimensions = [table.column_dimensions[letter] for letter in columns(table).values()]
    shown = [each.width for each in dimensions if not each.hidden]
    assert len(shown) == 12
    sheet_width = 11.69 - table.page_margins.left - table.page_margins.right
    # Excel measures column widths in digits of Calibri 11: 7 pixels each, plus 5 for margins, at 96 per inch.
    assert sheet_width / sum((width * 7 + 5) / 96 for width in shown) * 11 > 7
    hints = [row[0] for row in book.worksheets[2].iter_rows(values_only=True)]
    assert "Виконується: 0–99 %, для постійних і періодичних заходів – до 100 %" in hints


def test_locked(sample: Snapshot) -> None:
    """The programme's columns are locked; those to fill in, and a unit's own to the right, are open."""
    sheet = opened(sample).worksheets[0]
    at = columns(sheet)
    assert sheet.protection.sheet
    assert not sheet.protection.formatCells
    is_open = {name: not sheet[f"{letter}5"].protection.locked for name, letter in at.items()}
    assert [name for name, each in is_open.items() if each] == [
        *("Статус", "Відсоток", "Дата виконання", "Інформація про виконання")
    ]
    assert sheet.column_dimensions[at["prozvit"]].hidden
    beyond = sheet.column_dimensions[chr(ord(at["prozvit"]) + 1)]
    assert not beyond.protection.locked
    assert beyond.max == 16_384


def test_checked(sample: Snapshot) -> None:
    """The status is from a list, the percent an integer, the date a date, and the text limited in length."""
    sheet = opened(sample).worksheets[0]
    at = columns(sheet)
    checks = {check.type: check for check in sheet.data_validations.dataValidation}
    assert checks["list"].formula1 == '"Виконано,Виконано частково,Виконується,Не виконано,Не розпочато"'
    assert (checks["whole"].formula1, checks["whole"].formula2) == ("0", "100")
    assert checks["textLength"].formula1 == "30000"
    letters = [at[name] for name in ("Статус", "Відсоток", "Дата виконання", "Інформація про виконання")]
    assert [str(check.sqref) for check in checks.values()] == [f"{each}5:{each}13" for each in letters]
    assert all(check.showErrorMessage and check.allow_blank for check in checks.values())


@pytest.mark.parametrize(
    "text", ["=1+1", "+380", "-5", "@a", "#N/A", "007", "1.10", "TRUE", " а ", "_x0041_", "<&>\"'"]
)
def test_text(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], text: str
) -> None:
    """A text is never stored as a formula, number or error, in any column."""
    from records.files.sheet import read_back

    record = make_record("1", f"{text}\n", title=text, section=text, deadline=Deadline(text=text))
    sheet = opened(make_snapshot([record])).worksheets[0]
    at = columns(sheet)
    for name in ("Розділ", "Найменування заходу", "Строк виконання", "Інформація про виконання"):
        cell = sheet[f"{at[name]}5"]
        assert (cell.data_type, read_back(cell.value)) == ("s", text)


def test_origin(sample: Snapshot) -> None:
    """A hidden sheet records the workbook's origin, and the hints explain how it is checked."""
    book = opened(sample)
    assert {row[0]: row[1] for row in book["prozvit"].values} == {
        "form": "1",
        "body": sample.rules.body,
        "commit": sample.commit,
        "period": "2017-Q4",
        "programme": "2017",
        "documents": "Документи",
    }
    assert book["prozvit"].sheet_state == "veryHidden"
    hints = "\n".join(str(row[0] or "") for row in book["Як заповнити"].values)
    assert "Виконано частково: 1–99 %" in hints
    assert f"--at {sample.commit} --format xlsx" in hints


def test_note(
    make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord], sample: Snapshot
) -> None:
    """The note shows the authorised officer's remark on what to mend."""
    review = Review(
        state=ReviewState.RETURNED, by="authorised1", at=sample.provenance.at, note="Скільки осіб?"
    )
    sheet = opened(make_snapshot([make_record(review=review)])).worksheets[0]
    assert sheet[f"{columns(sheet)['Примітка']}5"].value == "повернуто: Скільки осіб?"


def test_size(make_snapshot: Callable[..., Snapshot], make_record: Callable[..., MeasureRecord]) -> None:
    """A Cyrillic letter takes its two bytes of UTF-8 in the file, not a longer escape."""
    short, long = (
        len(to_workbook(report(make_snapshot([make_record(text="ї" * n + "\n")]), Q4))) for n in (1000, 9000)
    )
    assert long - short < 2.1 * 8000


def test_parts(sample: Snapshot) -> None:
    """No part contains a time of creation or a link to an outside resource."""
    with zipfile.ZipFile(BytesIO(to_workbook(report(sample, Q4)))) as archive:
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2018-01-15T10:30:00Z" in archive.read("docProps/core.xml")
        assert not any(b"External" in archive.read(name) for name in archive.namelist())


def test_other_day(sample: Snapshot, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook made on another day is the same file."""

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Later:
            return cls(2031, 5, 4, 3, 2, 1, tzinfo=tz)

    expected = to_workbook(report(sample, Q4))
    monkeypatch.setattr("openpyxl.writer.excel.datetime", SimpleNamespace(datetime=Later, timezone=timezone))
    assert expected == to_workbook(report(sample, Q4))
