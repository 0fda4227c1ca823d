"""The documents in a returned workbook or data package: what they change, and what is refused."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from exporters.formats import export
from exporters.report import report
from records.errors import DiffersFromRegister, ProzvitError
from records.identity import Identity
from records.importing import plan_report, read_report
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import Action, Change, Edit
from records.values.model import Evidence, Rules
from tests.records.importing.conftest import PROGRAMME, Q4
from tests.records.importing.returned.conftest import planned

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


SHEET = "Документи"
PLAN = Evidence(title="План; на рік", ref="№ 5 від 01.02.2017", url="https://example.gov.ua/a?b=1")
SUMMED = Evidence(title="Звіт", sha256="ab" * 32)
NEW = {"A5": "2", "B5": "=Наказ", "C5": "№ 7", "D5": "http://example.gov.ua"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register of four measures: with two documents, none, no progress, and one document."""
    path = tmp_path_factory.mktemp("template") / "register"
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(path, rules=rules) as register:
        edits = [Edit("units.toml", {("units", "office", "name"): "Відділ"})]
        for number, documents in (("1", [PLAN, SUMMED]), ("2", []), ("3", None), ("1.10", [])):
            home = f"measures/2017/{number}"
            values = {("number",): number, ("title",): "Захід", ("responsible",): ["office"]}
            edits.append(Edit(f"{home}/measure.toml", values | {("deadline", "text"): "Постійно"}))
            if documents is not None:
                answer: dict[Any, Any] = {("status",): "in-progress", ("percent",): 40, ("text",): "Є.\n"}
                if documents:
                    answer["evidence",] = [as_table(each) for each in documents]
                edits.append(Edit(f"{home}/2017-Q4.toml", answer))
        register.save(Change(Action.CREATE, tuple(edits), "Початок"))
    return path


@pytest.fixture(scope="module")
def files(template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the register's workbook and data package."""
    folder = tmp_path_factory.mktemp("files")
    with Register.open(template) as register:
        export(report(register.snapshot(), Q4), ["xlsx", "csv"], folder)
    return folder


@pytest.fixture
def register(template: Path, tmp_path: Path) -> Iterator[Register]:
    with Register.open(shutil.copytree(template, tmp_path / "register", symlinks=True)) as opened:
        yield opened


@pytest.fixture
def workbook(files: Path, tmp_path: Path) -> Path:
    return shutil.copy(files / "zvit-2017-Q4.xlsx", tmp_path / "zvit.xlsx")


@pytest.fixture
def package(files: Path, tmp_path: Path) -> Path:
    return shutil.copytree(files / "zvit-2017-Q4", tmp_path / "package")


def as_table(document: Evidence) -> dict[str, str]:
    named = {key: getattr(document, key) for key in ("title", "ref", "url", "sha256")}
    return {key: value for key, value in named.items() if value}


def filled(file: Path, cells: dict[str, Any], shape: Callable[[Any], None] | None = None) -> Path:
    """Write values into the sheet of documents, then apply `shape` to the workbook; return its path."""
    book = load_workbook(file)
    for place, value in cells.items():
        book[SHEET][place] = value
        book[SHEET][place].data_type = "s" if isinstance(value, str) else "n"
    if shape is not None:
        shape(book)
    book.save(file)
    return file


def taken(register: Register, file: Path) -> dict[str, tuple[Evidence, ...]]:
    """Import a file; return the documents of each measure's progress."""
    plan, base = plan_report(register, read_report(file), Q4, None, update=True)
    assert plan.change is not None
    register.save(plan.change, base=base)
    return {
        each.measure.number: each.progress[Q4].evidence
        for each in register.snapshot().measures
        if Q4 in each.progress
    }


def refusal(register: Register, file: Path, *, update: bool = True) -> str:
    """Return the refusal of a file, in Ukrainian."""
    with pytest.raises(ProzvitError) as caught:
        planned(register, file, update=update)
    return caught.value.message().render(UKRAINIAN)


def changed(register: Register, number: str, documents: list[Evidence]) -> None:
    """Change the documents of a measure in another officer's name."""
    edit = Edit(f"measures/2017/{number}/2017-Q4.toml", {("evidence",): [*map(as_table, documents)]})
    by = Identity("other", "Інша ОСОБА", "other@example.gov.ua")
    register.save(Change(Action.PROGRESS, (edit,), "Уточнення"), author=by)


def test_untouched(register: Register, workbook: Path, package: Path) -> None:
    """Untouched documents change nothing, even if the register has changed since."""
    changed(register, "1", [SUMMED])
    assert planned(register, workbook).change is None
    assert planned(register, package).change is None


def test_taken(register: Register, workbook: Path) -> None:
    """A document added, changed or deleted in the workbook is imported, and others' changes are kept."""
    changed(register, "1", [PLAN, SUMMED, Evidence(ref="№ 9")])
    found = taken(register, filled(workbook, {**NEW, "C3": "№ 6"}))
    assert set(found["1"]) == {
        Evidence(title=PLAN.title, ref="№ 6", url=PLAN.url),
        SUMMED,
        Evidence(ref="№ 9"),
    }
    assert found["2"] == (Evidence(title="=Наказ", ref="№ 7", url="http://example.gov.ua"),)


def test_update(register: Register, workbook: Path) -> None:
    """Documents of existing progress are replaced only with --update, and the refusal names the cell."""
    said = refusal(register, filled(workbook, NEW), update=False)
    assert "Захід 2 (аркуш «Документи», клітинка A5): відрізняється Документи. У реєстрі: —." in said
    assert "У файлі: «=Наказ, № 7, http://example.gov.ua»." in said


def test_own_shape(register: Register, workbook: Path) -> None:
    """Sorted, coloured or commented rows, added columns, and a number stored as a number change nothing."""

    def shape(book: Any) -> None:
        sheet = book[SHEET]
        for cell in sheet[3]:
            cell.fill = PatternFill("solid", fgColor="FFFF00")
        sheet.move_range("A4:E4", rows=9)
        sheet["A3"] = 1
        sheet.insert_cols(2)
        sheet["B2"], sheet["B3"] = "Наше", "Власне"

    assert planned(register, filled(workbook, {}, shape)).change is None


def test_rows_taken_out(register: Register, workbook: Path) -> None:
    """Documents of measures whose rows a unit deleted from the first sheet do not change."""
    assert (
        planned(register, filled(workbook, {}, lambda book: book.worksheets[0].delete_rows(5))).change is None
    )


def test_sheet_taken_out(register: Register, workbook: Path) -> None:
    """Without their sheet the documents stay as they are, and a notice says so."""
    plan = planned(register, filled(workbook, {}, lambda book: book.remove(book[SHEET])))
    assert plan.change is None
    assert "аркуша «Документи» немає" in plan.notices[0].render(UKRAINIAN)


def test_checksums_taken_out(register: Register, workbook: Path) -> None:
    """A sheet without the column of checksums keeps the checksums of its documents."""
    found = taken(register, filled(workbook, {"C3": "№ 6"}, lambda book: book[SHEET].delete_cols(5)))
    assert found["1"] == (Evidence(title=PLAN.title, ref="№ 6", url=PLAN.url), SUMMED)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"A5": "9", "B5": "Наказ"}, "Захід 9, аркуш «Документи», клітинка A5: У таблиці заходів немає"),
        ({"B5": "Наказ"}, "аркуш «Документи», клітинка B5: Захід не названо"),
        ({"A5": "2"}, "Захід 2, аркуш «Документи», клітинка A5: Документа не названо"),
        ({"A5": "2", "D5": "javascript:a"}, "клітинка D5: «javascript:a» не є вебадресою"),
        ({"A5": "2", "B5": "Наказ", "E5": "12"}, "клітинка E5: «12» – не SHA-256"),
        ({"A5": "2", "B5": "а" * 3001}, "клітинка B5: У тексті 3001"),
        ({"A5": "3", "B5": "Наказ"}, "Захід 3, аркуш «Документи», клітинка A5: Там названо документ"),
    ],
)
def test_refused(register: Register, workbook: Path, cells: dict[str, Any], said: str) -> None:
    """A row without a document's name or a measure with progress is refused with the cell."""
    assert said in refusal(register, filled(workbook, cells))


def test_formula(register: Register, workbook: Path) -> None:
    """A formula among the documents is refused."""

    def shape(book: Any) -> None:
        book[SHEET]["D3"] = '=HYPERLINK("http://x.ua")'

    assert "аркуш «Документи», клітинка D3: Там стоїть формула" in refusal(
        register, filled(workbook, {}, shape)
    )


def test_package(register: Register, package: Path) -> None:
    """The package's table of documents is imported together with its measures."""
    file = package / "evidence.csv"
    file.write_text(file.read_text().replace("№ 5 від", "№ 6 від"))
    (document, _) = taken(register, package / "measures.csv")["1"]
    assert document.ref == "№ 6 від 01.02.2017"


def test_package_alone(register: Register, package: Path) -> None:
    """If the table of documents is missing or has no rows, the documents stay and nothing is reported."""
    file = package / "evidence.csv"
    file.write_text(file.read_text().partition("\n")[0])
    assert planned(register, package).change is None
    file.unlink()
    assert planned(register, package).change is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2017-Q4", "2017-Q3", "evidence.csv, рядок 2: це з іншого експорту"),
        ("https://", "ftp://", "evidence.csv: нічого не імпортовано. Захід 2017/1, рядок 2: «ftp://"),
        ("2017,1,", "2017,9,", "Захід 2017/9, evidence.csv, рядок 2: У таблиці заходів немає"),
    ],
)
def test_package_refused(register: Register, package: Path, old: str, new: str, said: str) -> None:
    """Documents from another export, or invalid ones, are refused with the line."""
    file = package / "evidence.csv"
    file.write_text(file.read_text().replace(old, new))
    assert said in refusal(register, package)


def test_page(register: Register, files: Path, tmp_path: Path) -> None:
    """A document changed in an exported web page is a difference, which --update imports."""
    del files
    export(report(register.snapshot(), Q4), ["html"], tmp_path)
    file = tmp_path / "zvit-2017-Q4.html"
    file.write_text(file.read_text().replace('"zvit-ref">№\u00a05', '"zvit-ref">№\u00a06'))
    with pytest.raises(DiffersFromRegister) as caught:
        planned(register, file, update=False)
    said = caught.value.message().render(UKRAINIAN)
    assert "У реєстрі: «План; на рік, № 5 від 01.02.2017, https" in said
    assert "У файлі: «План; на рік, № 6 від" in said
    assert {each.ref for each in taken(register, file)["1"]} == {"№ 6 від 01.02.2017", ""}
