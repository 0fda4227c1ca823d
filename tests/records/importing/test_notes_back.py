"""The locked column of notes in a workbook that comes back: what a unit typed there is told with its cell."""

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

#: The note of the first measure, and that of the second.
FIRST, SECOND = "I5", "I6"
ANSWER = "measures/2017/1/2017-Q4.toml"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Register:
    """Give a register of two measures: the answer of one was returned with a word, the other has none."""
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
    """Give the register's workbook."""
    return export(report(register.snapshot(), Q4), ["xlsx"], tmp_path)[0].path


def told(register: Register, file: Path) -> list[str]:
    """Return what is said of the rows of a workbook and of the whole of it, in Ukrainian."""
    plan, _ = plan_report(register, read_report(file), Q4, None, update=True)
    said = [*(doubt for row in plan.account for doubt in row.doubts), *plan.notices]
    return [each.render(UKRAINIAN) for each in said]


def test_own_notes(register: Register, workbook: Path) -> None:
    """What this program itself writes there, the word of a review too, is not told."""
    assert load_workbook(workbook).worksheets[0][FIRST].value.endswith("Додайте дати")
    assert told(register, workbook) == []


def test_typed_notes(register: Register, workbook: Path) -> None:
    """Words over a note, and words below the table, are told with their cells."""
    book = load_workbook(workbook)
    sheet = book.worksheets[0]
    sheet[SECOND], sheet["I9"] = "Чекаємо на кошторис", "Склав: Бондар"
    book.save(workbook)
    first, second = told(register, workbook)
    assert "(клітинка I6): «Чекаємо на кошторис»" in first
    assert second == "«Склав: Бондар» (клітинка I9) не прочитано."


def test_without_its_commit(register: Register, workbook: Path) -> None:
    """A workbook that does not say any more what it was made from tells of words over a note all the same."""
    book = load_workbook(workbook)
    book["prozvit"].delete_rows(1, 20)
    book["prozvit"].append(["form", "1"])
    book["prozvit"].append(["period", "2017-Q4"])
    sheet = book.worksheets[0]
    sheet[FIRST], sheet[SECOND] = None, "Чекаємо на кошторис"
    book.save(workbook)
    assert "(клітинка I6): «Чекаємо на кошторис»" in told(register, workbook)[0]
