"""A register of three measures, its exported workbook, and helpers that import it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook

from exporters.formats import export
from exporters.report import report
from records.errors import UnreadableSource
from records.identity import Identity
from records.importing import plan_report, read_report
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Rules
from tests.records.importing.conftest import PROGRAMME, Q4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from records.importing import ImportPlan

#: The workbook columns that the tests fill in.
STATUS, PERCENT, COMPLETED, TEXT = "E", "F", "G", "H"

HOME = "measures/2017"
TEXTS = ("Перший абзац.\nДругий абзац.\n", "Проведено **два** навчання.\n", None)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register of three measures, the last without progress, and return its path."""
    path = tmp_path_factory.mktemp("template") / "register"
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(path, rules=rules) as register:
        edits = [Edit("units.toml", {("units", "office", "name"): "Відділ; Центр"})]
        for number, text in enumerate(TEXTS, 1):
            values = {("number",): str(number), ("title",): f"Захід {number}", ("responsible",): ["office"]}
            deadline = {("deadline", "text"): "Постійно", ("deadline", "kind"): "continuous"}
            edits.append(Edit(f"{HOME}/{number}/measure.toml", values | deadline))
            if text is not None:
                told = {("status",): "in-progress", ("percent",): 40, ("text",): text}
                edits.append(Edit(f"{HOME}/{number}/2017-Q4.toml", told))
        register.save(Change(Action.CREATE, tuple(edits), "Початок"))
    return path


@pytest.fixture
def register(template: Path, tmp_path: Path) -> Iterator[Register]:
    path = shutil.copytree(template, tmp_path / "register", symlinks=True)
    with Register.open(path) as opened:
        yield opened


@pytest.fixture(scope="session")
def still(template: Path) -> Iterator[Register]:
    """Return the register for tests that plan imports and save nothing."""
    with Register.open(template) as opened:
        yield opened


@pytest.fixture(scope="session")
def good(still: Register, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return the bytes of the register's workbook."""
    return exported(still, tmp_path_factory.mktemp("good"), "xlsx").read_bytes()


@pytest.fixture
def workbook(good: bytes, tmp_path: Path) -> Path:
    """Return the path of a fresh copy of the register's workbook."""
    file = tmp_path / "zvit-2017-Q4.xlsx"
    file.write_bytes(good)
    return file


def exported(register: Register, folder: Path, name: str) -> Path:
    """Export the register's report in a format; return the path of the file to import."""
    written = export(report(register.snapshot(), Q4), [name], folder)
    return next(each.path for each in written if each.path.name in {"zvit-2017-Q4.xlsx", "measures.csv"})


def filled(file: Path, cells: dict[str, Any], shape: Callable[[Any], None] | None = None) -> Path:
    """Write values into cells of a workbook, such as "E5", then apply `shape` to it; return its path."""
    book = load_workbook(file)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    if shape is not None:
        shape(book)
    book.save(file)
    return file


def planned(register: Register, file: Path, *, update: bool = True) -> ImportPlan:
    """Return the plan for importing a file."""
    return plan_report(register, read_report(file), Q4, None, update=update)[0]


def imported(register: Register, file: Path, *, update: bool = True) -> None:
    """Import a file."""
    plan, base = plan_report(register, read_report(file), Q4, None, update=update)
    assert plan.change is not None
    register.save(plan.change, base=base)


def changed(register: Register, number: int, **values: Any) -> None:
    """Change the progress of a measure in another officer's name."""
    edit = Edit(f"{HOME}/{number}/2017-Q4.toml", {(key,): value for key, value in values.items()})
    by = Identity("other", "Інша ОСОБА", "other@example.gov.ua")
    register.save(Change(Action.PROGRESS, (edit,), "Уточнення"), author=by)


def progress(register: Register, number: int) -> Any:
    """Return the progress of a measure, or None."""
    return register.snapshot().measure(str(number), "2017").progress.get(Q4)


def refusal(register: Register, file: Path, *, update: bool = True) -> str:
    """Return the refusal of a file, in Ukrainian."""
    with pytest.raises(UnreadableSource) as caught:
        planned(register, file, update=update)
    return caught.value.message().render(UKRAINIAN)


def values(register: Register, file: Path) -> dict[str, Any]:
    """Return the values that importing a file writes into the first file it changes."""
    change = planned(register, file).change
    assert change is not None
    return {key[0]: value for key, value in change.edits[0].values.items()}
