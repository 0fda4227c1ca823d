"""A sheet that this program made, filled in and sent back: what it changes, and what is refused."""

from __future__ import annotations

import contextlib
import csv
import random
import shutil
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from exporters.formats import export
from exporters.report import report
from records.errors import (
    DiffersFromRegister,
    NotAllowed,
    ProzvitError,
    StaleSource,
    UnreadableSource,
)
from records.identity import Identity
from records.importing import Outcome, plan_report, read_report
from records.importing.standing import with_closing
from records.language import UKRAINIAN
from records.register import Register
from records.values.changes import Action, Change, Edit, Word
from records.values.model import ReviewState, Rules
from records.values.periods import Period
from tests.records.conftest import git
from tests.records.importing.conftest import PROGRAMME, Q4

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from records.importing import ImportPlan

#: The columns of the workbook that the tests fill in.
STATUS, PERCENT, COMPLETED, TEXT = "E", "F", "G", "H"
HOME = "measures/2017"
TEXTS = ("Перший абзац.\nДругий абзац.\n", "Проведено **два** навчання.\n", None)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a register of three measures, the last without progress."""
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


@pytest.fixture(scope="module")
def still(template: Path) -> Iterator[Register]:
    """Give the register to plans that nobody saves."""
    with Register.open(template) as opened:
        yield opened


@pytest.fixture(scope="module")
def good(still: Register, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Give the bytes of the register's workbook."""
    return exported(still, tmp_path_factory.mktemp("good"), "xlsx").read_bytes()


@pytest.fixture
def workbook(good: bytes, tmp_path: Path) -> Path:
    """Give the workbook of the register as it is."""
    file = tmp_path / "zvit-2017-Q4.xlsx"
    file.write_bytes(good)
    return file


def exported(register: Register, folder: Path, name: str) -> Path:
    """Write the report of the register in a format; return the file that comes back."""
    written = export(report(register.snapshot(), Q4), [name], folder)
    return next(each.path for each in written if each.path.name in {"zvit-2017-Q4.xlsx", "measures.csv"})


def filled(file: Path, cells: dict[str, Any], shape: Callable[[Any], None] | None = None) -> Path:
    """Fill cells of a workbook, as "E5", and change its shape."""
    book = load_workbook(file)
    for place, value in cells.items():
        book.worksheets[0][place] = value
    if shape is not None:
        shape(book)
    book.save(file)
    return file


def planned(register: Register, file: Path, *, update: bool = True) -> ImportPlan:
    """Return what importing a file does."""
    return plan_report(register, read_report(file), Q4, None, update=update)[0]


def imported(register: Register, file: Path, *, update: bool = True) -> None:
    """Import a file."""
    plan, base = plan_report(register, read_report(file), Q4, None, update=update)
    assert plan.change is not None
    register.save(plan.change, base=base)


def changed(register: Register, number: int, **values: Any) -> None:
    """Change the progress of a measure, as somebody else would meanwhile."""
    edit = Edit(f"{HOME}/{number}/2017-Q4.toml", {(key,): value for key, value in values.items()})
    by = Identity("other", "Інша ОСОБА", "other@example.gov.ua")
    register.save(Change(Action.PROGRESS, (edit,), "Уточнення"), author=by)


def progress(register: Register, number: int) -> Any:
    """Return what a measure reports."""
    return register.snapshot().measure(str(number), "2017").progress.get(Q4)


def refusal(register: Register, file: Path, *, update: bool = True) -> str:
    """Return why a file is refused, in Ukrainian."""
    with pytest.raises(UnreadableSource) as caught:
        planned(register, file, update=update)
    return caught.value.message().render(UKRAINIAN)


def values(register: Register, file: Path) -> dict[str, Any]:
    """Return what importing a file changes of the first progress that it changes."""
    change = planned(register, file).change
    assert change is not None
    return {key[0]: value for key, value in change.edits[0].values.items()}


@pytest.mark.parametrize("name", ["xlsx", "csv"])
@pytest.mark.parametrize("update", [False, True])
def test_untouched(register: Register, tmp_path: Path, name: str, *, update: bool) -> None:
    """A sheet that nobody touched changes nothing, also where the register has moved on."""
    file = exported(register, tmp_path, name)
    assert planned(register, file, update=update).change is None
    changed(register, 1, percent=60)
    plan = planned(register, file, update=update)
    assert plan.change is None
    assert {row.outcome for row in plan.account} == {Outcome.UNCHANGED}


def test_taken(register: Register, workbook: Path) -> None:
    """What the workbook alone has otherwise is taken, with what others changed beside it."""
    filled(workbook, {f"{PERCENT}5": 70, f"{TEXT}5": "Перший абзац.\nДругий, доповнений.", f"{PERCENT}6": 41})
    changed(register, 1, text="Перший, уточнений.\nДругий абзац.\n")
    changed(register, 2, text="Проведено **три** навчання.\n")
    imported(register, workbook)
    one, two = progress(register, 1), progress(register, 2)
    assert (one.percent, one.text) == (70, "Перший, уточнений.\nДругий, доповнений.\n")
    assert (two.percent, two.text) == (41, "Проведено **три** навчання.\n")


def test_clash(register: Register, workbook: Path) -> None:
    """What both changed otherwise refuses the file: each cell, the three values, who and when."""
    filled(workbook, {f"{PERCENT}5": 70, f"{TEXT}6": "Інше.", f"{PERCENT}6": 90})
    changed(register, 1, percent=60)
    changed(register, 2, text="Ще інше.\n")
    said = refusal(register, workbook)
    assert f"Захід 1, клітинка {PERCENT}5 (Відсоток): було 40;" in said
    assert "(Інша ОСОБА) на 60; у файлі – 70." in said
    assert f"Захід 2, клітинка {TEXT}6" in said
    assert git(register, "show", "-s", "--format=%ad", "--date=format:%d.%m.%Y").strip() in said
    assert progress(register, 2).percent == 40


def test_answered_meanwhile(register: Register, workbook: Path) -> None:
    """An answer that somebody gave since is not overwritten; the same one is nothing new."""
    filled(workbook, {f"{STATUS}7": "Виконується", f"{PERCENT}7": 10, f"{TEXT}7": "Наше."})
    changed(register, 3, status="in-progress", percent=10, text="Наше.\n")
    assert planned(register, workbook).change is None
    changed(register, 3, text="Їхнє.\n")
    assert "у файлі – Наше." in refusal(register, workbook)


def test_answer(register: Register, workbook: Path) -> None:
    """A first answer needs no --update; what is there is replaced with it only."""
    filled(workbook, {f"{STATUS}7": "Виконується", f"{TEXT}7": "- =1+1\n- друге", f"{COMPLETED}7": None})
    imported(register, workbook, update=False)
    assert (progress(register, 3).text, progress(register, 3).percent) == ("- =1+1\n- друге\n", None)
    filled(workbook, {f"{PERCENT}5": 41})
    with pytest.raises(DiffersFromRegister) as caught:
        planned(register, workbook, update=False)
    assert f"клітинка {PERCENT}5" in caught.value.message().render(UKRAINIAN)


def test_own_shape(register: Register, workbook: Path) -> None:
    """Columns and rows moved, added, coloured or taken away, and sheets of a unit's own, are passed over."""

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
    """A percent is read however a spreadsheet keeps it."""

    def shape(book: Workbook) -> None:
        cell = book.worksheets[0][f"{PERCENT}5"]
        cell.value, cell.number_format = value if isinstance(value, tuple) else (value, "General")

    filled(workbook, {f"{STATUS}5": "In progress"}, shape)
    assert values(still, workbook)["percent"] == percent


@pytest.mark.parametrize("value", [datetime(2017, 12, 20), "20.12.2017", "2017-12-20", date(2017, 12, 20)])  # noqa: DTZ001 - Excel's own
def test_completed(still: Register, workbook: Path, value: Any) -> None:
    """A day is read from a date or from the words of one."""
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
    """A cell that can't be is named with what is wrong, and nothing of the file is taken."""
    filled(workbook, {f"{TEXT}7": "Добре.", f"{STATUS}7": "Виконується"} | cells)
    assert said in refusal(still, workbook)


def test_merged(still: Register, workbook: Path) -> None:
    """Cells merged in a column of ours refuse the file with their range; a unit's own may be merged."""
    filled(workbook, {}, lambda book: book.worksheets[0].merge_cells("L5:L7"))
    assert planned(still, workbook).change is None
    filled(workbook, {}, lambda book: book.worksheets[0].merge_cells(f"{TEXT}5:{TEXT}7"))
    assert f"Клітинки {TEXT}5:{TEXT}7 об’єднано" in refusal(still, workbook)


def test_comments(still: Register, workbook: Path) -> None:
    """What a unit wrote in comments is not read, and that is said with their cells."""

    def shape(book: Workbook) -> None:
        book.worksheets[0][f"{TEXT}6"].comment = Comment("Уточніть", "Відділ")

    filled(workbook, {}, shape)
    (notice,) = planned(still, workbook).notices
    assert f"коментарі до клітинок не прочитано: {TEXT}6" in notice.render(UKRAINIAN)


def test_programme_stays(register: Register, workbook: Path) -> None:
    """What the workbook says otherwise of the programme is refused, with --update told and left alone."""
    filled(workbook, {"B5": "Інша назва", f"{PERCENT}5": 50})
    assert "Захід 1 (клітинка B5): відрізняється Найменування заходу" in refusal(
        register, workbook, update=False
    )
    plan = planned(register, workbook)
    assert "клітинка B5" in plan.account[0].doubts[0].render(UKRAINIAN)
    imported(register, workbook)
    assert register.snapshot().measure("1", "2017").measure.title == "Захід 1"


def test_emptied(register: Register, workbook: Path) -> None:
    """An answer whose cells were all emptied stays, an emptied text goes, and both are said."""
    filled(workbook, {f"{each}5": None for each in (STATUS, PERCENT, TEXT)} | {f"{TEXT}6": None})
    one, two, _ = planned(register, workbook).account
    assert "Клітинки порожні (рядок 5)" in one.doubts[0].render(UKRAINIAN)
    assert "буде вилучено: Інформація про виконання: Проведено" in two.doubts[0].render(UKRAINIAN)
    imported(register, workbook)
    assert progress(register, 1).text == TEXTS[0]
    assert progress(register, 2).text == ""


@pytest.mark.parametrize("number", ["1.", 1, 1.0, None])
def test_number(still: Register, workbook: Path, number: Any) -> None:
    """A number is known however a spreadsheet keeps it, and where its cell was emptied."""
    filled(workbook, {"A5": number, f"{PERCENT}5": 55})
    assert values(still, workbook) == {"percent": 55}


def test_renumbered(register: Register, workbook: Path) -> None:
    """A measure is known by its name in the history, also where it bears another number now."""
    filled(workbook, {f"{PERCENT}5": 55})
    register.save(Change(Action.PROGRAMME, (Edit(f"{HOME}/1/measure.toml", {("number",): "1.1"}),), "Новий"))
    imported(register, workbook)
    assert progress(register, "1.1").percent == 55


def test_left_out(register: Register, workbook: Path) -> None:
    """An answer of a retired measure is told of, and so is a period that is closed by now."""
    filled(workbook, {f"{PERCENT}5": 55})
    retired = Edit(f"{HOME}/1/measure.toml", {("retired",): "2017-Q4"})
    register.save(Change(Action.RETIRE, (retired,), "Виключено"))
    plan = planned(register, workbook)
    assert "захід не звітується" in plan.account[0].doubts[0].render(UKRAINIAN)
    closed = replace(register.snapshot(), closed=frozenset({Q4}))
    (notice,) = with_closing(plan, closed, Q4).notices
    assert "IV квартал 2017 року закрито" in notice.render(UKRAINIAN)
    assert with_closing(plan, register.snapshot(), Q4) is plan


def test_other_period(still: Register, workbook: Path) -> None:
    """A sheet of one period is not imported for another."""
    with pytest.raises(UnreadableSource) as caught:
        plan_report(still, read_report(workbook), Period(2017, "Q3"), None)
    assert "IV квартал 2017 року" in caught.value.message().render(UKRAINIAN)


def test_elsewhere(register: Register, workbook: Path, tmp_path: Path) -> None:
    """In a register without its commit a sheet adds measures, and replaces nothing that differs."""
    rules = Rules(schema=1, body="Рада", programmes=(PROGRAMME,))
    with Register.create(tmp_path / "new", rules=rules) as new:
        imported(new, workbook, update=False)
        assert [each.measure.title for each in new.snapshot().measures] == ["Захід 1", "Захід 2", "Захід 3"]
        assert progress(new, 2) == progress(register, 2)
        assert [each.name for each in new.units().values()] == ["Відділ; Центр"]
        assert planned(new, workbook).change is None
        changed(new, 1, percent=60)
        with pytest.raises(StaleSource) as caught:
            planned(new, workbook)
        assert register.head()[:10] in caught.value.message().render(UKRAINIAN)


def test_foreign(still: Register, tmp_path: Path) -> None:
    """A workbook of somebody else's making is refused, with what to do."""
    book = Workbook()
    book.active.append(["№", "Статус", "Відсоток", "Дата виконання", "Інформація про виконання"])
    book.save(tmp_path / "інша.xlsx")
    assert "не книга цієї програми" in refusal(still, tmp_path / "інша.xlsx")


def test_csv(register: Register, tmp_path: Path) -> None:
    """CSV is read as a spreadsheet saves it again: another delimiter, a byte-order mark, other columns."""
    file = exported(register, tmp_path, "csv")
    rows = [line.split(",") for line in file.read_text(encoding="utf-8").splitlines()]
    places = [
        rows[0].index(name) for name in ("commit", "text", "status", "number", "percent", "id", "programme")
    ]
    told = [["наше", *(row[place] for place in places)] for row in ([*rows[:1]])]
    commit = register.head()
    told.append(["", commit, "'- так", "in-progress", "3", "10", "3", "2017"])
    told.append(["", commit, "Проведено два навчання.", "in-progress", "2", "41", "2", "2017"])
    file.write_text("\n".join(";".join(row) for row in told), encoding="utf-8-sig")
    imported(register, file)
    assert (progress(register, 3).text, progress(register, 3).percent) == ("- так\n", 10)
    # Plain text takes no emphasis away.
    assert (progress(register, 2).text, progress(register, 2).percent) == (TEXTS[1], 41)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("number,", "номер,", "бракує стовпців number"),
        ("in-progress,40", 'in-"progress",40', "рядок 2, стовпець «status»: Статусу"),
        (",reported,", ",reported", "рядок 2: клітинок"),
        (",2017,1,2017-Q4,", ",2017,1,2017-Q3,", "у стовпці «period» різні значення"),
        (",2017-Q4,", ",колись,", "колись» у стовпці «reported_period» – не звітний період"),
    ],
)
def test_csv_refused(still: Register, tmp_path: Path, old: str, new: str, said: str) -> None:
    """A table that can't be is refused with the line."""
    file = exported(still, tmp_path, "csv")
    file.write_text(file.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    assert said in refusal(still, file)


@pytest.fixture
def done(register: Register) -> Register:
    """Give a register with a measure that was accepted as implemented the quarter before."""
    path = f"{HOME}/3/2017-Q3.toml"
    told = {("status",): "implemented", ("percent",): 100, ("text",): "Ухвалено **порядок**.\n"}
    document = {("evidence",): [{"title": "Порядок", "url": "https://example.gov.ua/p"}]}
    deadline = {("deadline", "kind"): "within-year", ("deadline", "text"): "Протягом року"}
    edits = (Edit(f"{HOME}/3/measure.toml", deadline), Edit(path, told | document))
    register.save(Change(Action.PROGRAMME, edits, "Строк"))
    register.save(Change(Action.ACCEPT, (Edit(path, {}),), "Прийнято", word=Word(ReviewState.ACCEPTED)))
    return register


def test_done_earlier(done: Register, tmp_path: Path) -> None:
    """An earlier result that a table shows is no answer until somebody changes it; nor is it elsewhere."""
    file = exported(done, tmp_path / "out", "csv")
    rows = csv.DictReader(file.read_text(encoding="utf-8").splitlines())
    [row] = [each for each in rows if each["number"] == "3"]
    assert (row["text"], row["reported_period"]) == ("Ухвалено порядок.", "2017-Q3")
    assert "https://example.gov.ua/p" in (file.parent / "evidence.csv").read_text(encoding="utf-8")
    assert planned(done, file, update=False).change is None
    changed = file.read_text(encoding="utf-8").replace("Ухвалено порядок", "Порядок чинний", 1)
    file.write_text(changed, encoding="utf-8")
    [account] = [each for each in planned(done, file).account if each.outcome is Outcome.ANSWERED]
    assert account.number == "3"
    assert "за III квартал 2017 року" in UKRAINIAN.show(account.doubts[-1])
    with Register.create(tmp_path / "new", rules=done.snapshot().rules) as other:
        plan = planned(other, file)
    paths = [edit.path for edit in plan.change.edits] if plan.change else []
    assert f"{HOME}/3/measure.toml" in paths
    assert f"{HOME}/3/2017-Q4.toml" not in paths


def officer(login: str, role: str, unit: str) -> dict[tuple[str, ...], Any]:
    """Return the entry of an officer."""
    told = {"name": "Ім’я", "email": f"{login}@example.gov.ua", "role": role, "units": [unit]}
    return {("officers", login, key): value for key, value in told.items()}


def test_rights(register: Register, workbook: Path) -> None:
    """An officer brings back the answers of their own unit, and of no other."""
    me, rules = register.me.login, Identity("admin1", "Ім’я", "a@example.gov.ua")
    for path, told in (
        ("units.toml", {("units", "other", "name"): "Інший"}),
        ("officers.toml", officer("admin1", "administrator", "other") | officer(me, "officer", "office")),
        ("register.toml", {("open",): False}),
    ):
        register.save(Change(Action.REGISTER, (Edit(path, told),), "Права"), author=rules)
    filled(workbook, {f"{PERCENT}5": 55})
    with Register.open(register.path) as mine:
        assert planned(mine, workbook).change is not None
        away = Edit("officers.toml", {("officers", me, "units"): ["other"]})
        mine.save(Change(Action.REGISTER, (away,), "Інший підрозділ"), author=rules)
        with pytest.raises(NotAllowed):
            planned(mine, workbook)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2**32))
def test_damaged(tmp_path_factory: pytest.TempPathFactory, good: bytes, seed: int) -> None:
    """A damaged workbook is read or refused, and never more than that."""
    chance = random.Random(seed)
    data = bytearray(good)
    for _ in range(chance.randint(1, 30)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    file = tmp_path_factory.mktemp("damaged") / "zvit.xlsx"
    file.write_bytes(bytes(data[: chance.choice([len(data), chance.randrange(len(data))])]))
    with contextlib.suppress(ProzvitError):
        read_report(file)


def test_bomb(good: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook that unpacks to too much, or brings entities, is not read."""
    from exporters.packing import packed, unpacked

    file = tmp_path / "zvit.xlsx"
    parts = unpacked(good)
    name = "xl/worksheets/sheet1.xml"
    file.write_bytes(packed(parts | {name: b"<!DOCTYPE x>" + parts[name]}))
    with pytest.raises(UnreadableSource, match="damaged"):
        read_report(file)
    far = parts[name].replace(b'<row r="5"', b'<row r="999999999999"')
    file.write_bytes(packed(parts | {name: far}))
    assert len(read_report(file).rows) < 3
    file.write_bytes(good)
    monkeypatch.setattr("records.disk.zipped.MOST_TAGS", 10)
    with pytest.raises(UnreadableSource, match="unpacks to more"):
        read_report(file)


def test_macros(good: bytes, tmp_path: Path, still: Register) -> None:
    """Macros are carried by the file and reach nothing."""
    from exporters.packing import packed, unpacked

    file = tmp_path / "zvit.xlsm"
    file.write_bytes(packed(unpacked(good) | {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}))
    assert planned(still, file).change is None
