"""Cells of a workbook: they are read in any form a spreadsheet uses, or refused with their address."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from records.errors import NoBasis
from records.identity import login
from records.importing import Outcome, plan_report, read_report
from records.language import UKRAINIAN
from records.values.changes import Action, Change, Edit
from tests.records.importing.conftest import Q4
from tests.records.importing.returned.conftest import (
    COMPLETED,
    PERCENT,
    STATUS,
    TEXT,
    TEXTS,
    changed,
    exported,
    filled,
    imported,
    planned,
    progress,
    refusal,
    values,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl import Workbook

    from records.register import Register


def test_own_shape(register: Register, workbook: Path) -> None:
    """Moved, added, coloured or deleted columns and rows, and a unit's own sheets, do not matter."""

    def shape(book: Workbook) -> None:
        sheet = book.worksheets[0]
        sheet.title = "Наші заходи"
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1)
        sheet["A5"], sheet["B5"], sheet["A6"], sheet["B7"] = "Хто веде", "Сума", "Іваненко", "=SUM(A1:A2)"
        for cell in sheet[6]:
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFFF00")
        sheet["J6"], sheet["Z99"] = "Новий текст.", "підсумки"
        sheet.delete_rows(7)
        book.create_sheet("Чернетка")["A1"] = "№"

    filled(workbook, {}, shape)
    plan = planned(register, workbook)
    assert [(row.number, row.outcome) for row in plan.account] == [
        ("1", Outcome.UPDATED),
        ("3", Outcome.UNCHANGED),
    ]
    imported(register, workbook)
    assert progress(register, 1).text == "Новий текст.\n"


@pytest.mark.parametrize(
    ("value", "percent"),
    [
        ("80", 80),
        (80.0, 80),
        ("80 %", 80),
        ("80,0", 80),
        (0, 0),
        (100, 100),
        ((0.29, "0%"), 29),
        ((1, "0.0%"), 100),
    ],
)
def test_percent(still: Register, workbook: Path, value: Any, percent: int) -> None:
    """A percent is read in every form that a spreadsheet stores it in."""

    def shape(book: Workbook) -> None:
        cell = book.worksheets[0][f"{PERCENT}5"]
        cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")

    filled(workbook, {f"{STATUS}5": "In progress"}, shape)
    assert values(still, workbook)["percent"] == percent


@pytest.mark.parametrize("value", [datetime(2017, 12, 20), "20.12.2017", "2017-12-20", date(2017, 12, 20)])  # noqa: DTZ001 - Excel's own
def test_completed(still: Register, workbook: Path, value: Any) -> None:
    """A date is read from a date cell or from text."""
    filled(workbook, {f"{COMPLETED}5": value, f"{STATUS}5": "виконано", f"{PERCENT}5": 100})
    assert values(still, workbook)["completed"] == date(2017, 12, 20)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({f"{STATUS}5": "Майже"}, "Захід 1, клітинка E5: Статусу «Майже» немає. Є: Виконано; "),
        ({f"{PERCENT}6": "багато"}, "Захід 2, клітинка F6: «багато» – не ціле число"),
        ({f"{PERCENT}6": 40.5}, "клітинка F6: «40.5» – не ціле число"),
        ({f"{PERCENT}6": 101}, "клітинка F6: «101» – не ціле число"),
        ({f"{PERCENT}6": True}, "клітинка F6: «True» – не ціле число"),
        ({f"{PERCENT}5": "=40+1"}, "Захід 1, клітинка F5: Там стоїть формула"),
        ({f"{TEXT}5": "#REF!"}, "Захід 1, клітинка H5: Таблиця показує там помилку (#REF!)"),
        ({f"{COMPLETED}5": "торік"}, "клітинка G5: «торік» – не дата"),
        ({f"{COMPLETED}5": date(1905, 7, 17)}, "клітинка G5: «17.07.1905» – не дата"),
        ({f"{STATUS}5": "Виконано"}, "клітинка F5: 40 % не узгоджується зі статусом «Виконано»"),
        ({f"{STATUS}5": None}, "Захід 1, рядок 5: Статус порожній"),
        ({f"{TEXT}5": "я" * 30_001}, "клітинка H5: У тексті 30002 знаків"),
        ({"A9": "99", f"{TEXT}9": "Так."}, "Захід 99, клітинка A9: Такого заходу в реєстрі немає"),
        ({f"{TEXT}9": "Так."}, "рядок 9: У цьому рядку немає номера заходу"),
        ({"A9": "Виконавець: І. Петренко, тел. 123"}, "клітинка A9: У цьому рядку немає номера"),
        ({"A9": 1, f"{TEXT}9": "Так."}, "Захід 1, клітинка A9: Цей самий захід уже є: рядок 5"),
        ({"A5": "2"}, "Захід 2, клітинка A5: Рядок складено для заходу 1"),
        ({"I4": "Статус"}, "клітинка I4: це вже другий стовпець «Статус»"),
        ({f"{PERCENT}4": "Частка"}, "рядок 4: бракує стовпців: Відсоток"),
    ],
)
def test_refused(still: Register, workbook: Path, cells: dict[str, Any], said: str) -> None:
    """An invalid cell is named with its fault, and nothing of the file is imported."""
    filled(workbook, {f"{TEXT}7": "Добре.", f"{STATUS}7": "Виконується"} | cells)
    assert said in refusal(still, workbook)


def test_merged(still: Register, workbook: Path) -> None:
    """Merged cells in our columns are refused with their range; a unit's own may be merged."""
    filled(workbook, {}, lambda book: book.worksheets[0].merge_cells("L5:L7"))
    assert planned(still, workbook).change is None
    filled(workbook, {}, lambda book: book.worksheets[0].merge_cells(f"{TEXT}5:{TEXT}7"))
    assert f"Клітинки {TEXT}5:{TEXT}7 об’єднано" in refusal(still, workbook)


def test_comments(still: Register, workbook: Path) -> None:
    """Comments are not read, and a notice names their cells."""

    def shape(book: Workbook) -> None:
        book.worksheets[0][f"{TEXT}6"].comment = Comment("Уточніть", "Відділ")

    filled(workbook, {}, shape)
    (notice,) = planned(still, workbook).notices
    assert f"коментарі до клітинок не прочитано: {TEXT}6" in notice.render(UKRAINIAN)


def test_emptied(register: Register, workbook: Path) -> None:
    """Progress with all cells emptied stays, an emptied text is removed, and both are reported."""
    filled(workbook, {f"{each}5": None for each in (STATUS, PERCENT, TEXT)} | {f"{TEXT}6": None})
    one, two, _ = planned(register, workbook).account
    assert "Клітинки порожні (рядок 5)" in one.doubts[0].render(UKRAINIAN)
    assert "буде вилучено: Інформація про виконання: Проведено" in two.doubts[0].render(UKRAINIAN)
    imported(register, workbook)
    assert progress(register, 1).text == TEXTS[0]
    assert progress(register, 2).text == ""


@pytest.mark.parametrize("number", ["1.", 1, 1.0, None])
def test_number(still: Register, workbook: Path, number: Any) -> None:
    """A measure's number is read in every form of cell, and found even if the cell was emptied."""
    filled(workbook, {"A5": number, f"{PERCENT}5": 55})
    assert values(still, workbook) == {"percent": 55}


def test_all_wrong_cells(still: Register, workbook: Path) -> None:
    """All cells that can't be taken are named at once, also several of a row."""
    said = refusal(still, filled(workbook, {"F5": "багато", "G5": "колись", "F6": 170}))
    assert all(f"клітинка {cell}" in said for cell in ("F5", "G5", "F6"))
    assert "Місць із помилками: 3." in said


def test_bullets(register: Register, workbook: Path) -> None:
    """Bullets become items of a list, and it is said; those that the register has itself are no change."""
    plan = planned(register, filled(workbook, {"H5": "Зроблено:\n• перше\n•\tдруге"}))
    assert plan.change is not None
    assert plan.change.edits[0].values["text",] == "Зроблено:\n- перше\n- друге\n"
    assert any("«•» у тексті 1 заходу" in each.render(UKRAINIAN) for each in plan.notices)
    changed(register, 1, text="• так і було\n")
    assert planned(register, exported(register, workbook.parent, "xlsx")).change is None


def test_period_once(register: Register, tmp_path: Path) -> None:
    """Above the measures the period stands once, whether the title names it or not."""
    for wording in ("none", "quarter"):
        edit = Edit("register.toml", {("report", "period_wording"): wording})
        register.save(Change(Action.REGISTER, (edit,), "Назва"))
        above = load_workbook(exported(register, tmp_path, "xlsx")).worksheets[0]["A1"].value
        assert above.count("IV квартал 2017 року") == 1


def test_basis(register: Register, workbook: Path) -> None:
    """The authorised officer takes a unit's workbook in on its letter alone, as any answer of a unit."""
    me = login()
    officers = {("officers", me, "name"): "Я", ("officers", me, "role"): "authorised"}
    officers |= {
        ("officers", "admin", "name"): "Адміністратор",
        ("officers", "admin", "role"): "administrator",
    }
    edits = (Edit("officers.toml", officers), Edit("register.toml", {("open",): False}))
    register.save(Change(Action.REGISTER, edits, "Не для всіх"))
    plan, base = plan_report(register, read_report(filled(workbook, {"F5": 50})), Q4, None, update=True)
    assert plan.change is not None
    with pytest.raises(NoBasis):
        register.save(plan.change, base=base)
    assert register.save(replace(plan.change, basis="лист № 5"), base=base).commit is not None
