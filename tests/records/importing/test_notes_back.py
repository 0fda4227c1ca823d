"""The locked column of notes in a returned workbook: text typed there is reported with its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook

from exporters.formats import export
from exporters.report import report
from records.importing import plan_report, read_report
from records.language import UKRAINIAN
from records.register import Register
from records.rules.reviewing import change_of
from records.values.changes import SUBMITTED, Action, Change, Edit, Word
from records.values.model import ReviewState, Rules
from tests.records.importing.conftest import PROGRAMME, Q4

if TYPE_CHECKING:
    from pathlib import Path

#: The cells of the first and the second measure's note.
FIRST, SECOND = "I5", "I6"
ANSWER = "measures/2017/1/2017-Q4.toml"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Return a register of two measures: one with progress returned for changes, one without progress."""
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    register = Register.create(tmp_path_factory.mktemp("notes") / "register", rules=rules)
    edits = [Edit("units.toml", {("units", "office", "name"): "Відділ"})]
    for number in "12":
        values = {("number",): number, ("title",): f"Захід {number}", ("responsible",): ["office"]}
        deadline = {("deadline", "text"): "Постійно", ("deadline", "kind"): "continuous"}
        edits.append(Edit(f"measures/2017/{number}/measure.toml", values | deadline))
    edits.append(Edit(ANSWER, {("status",): "in-progress", ("text",): "Є.\n"}))
    register.save(Change(Action.CREATE, tuple(edits), "Початок"))
    for word in (SUBMITTED, Word(ReviewState.RETURNED, "Додайте дати")):
        snapshot = register.snapshot()
        register.save(change_of(snapshot, Q4, [snapshot.measure("1", "2017")], word))
    return register


@pytest.fixture
def workbook(register: Register, tmp_path: Path) -> Path:
    """Return the path of the register's workbook."""
    return export(report(register.snapshot(), Q4), ["xlsx"], tmp_path)[0].path


def told(register: Register, file: Path) -> list[str]:
    """Return the doubts and notices of importing a workbook, in Ukrainian."""
    plan, _ = plan_report(register, read_report(file), Q4, None, update=True)
    said = [*(doubt for row in plan.account for doubt in row.doubts), *plan.notices]
    return [each.render(UKRAINIAN) for each in said]


def test_own_notes(register: Register, workbook: Path) -> None:
    """The program's own notes, including a review's remark, are not reported."""
    assert load_workbook(workbook).worksheets[0][FIRST].value.endswith("Додайте дати")
    assert told(register, workbook) == []


def test_typed_notes(register: Register, workbook: Path) -> None:
    """Text typed over a note or below the table is reported with its cell."""
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    sheet[SECOND], sheet["I9"] = "Чекаємо на кошторис", "Склав: Бондар"
    book.save(workbook)
    first, second = told(register, workbook)
    assert "(клітинка I6): «Чекаємо на кошторис»" in first
    assert second == "«Склав: Бондар» (клітинка I9) не прочитано."


def test_without_its_commit(register: Register, workbook: Path) -> None:
    """Text typed over a note is reported even if the workbook no longer names its commit."""
    book = load_workbook(workbook)
    book["prozvit"].delete_rows(1, 20)
    book["prozvit"].append(["form", "1"])
    book["prozvit"].append(["period", "2017-Q4"])
    sheet = book.worksheets[0]
    sheet[FIRST], sheet[SECOND] = None, "Чекаємо на кошторис"
    book.save(workbook)
    assert "(клітинка I6): «Чекаємо на кошторис»" in told(register, workbook)[0]
