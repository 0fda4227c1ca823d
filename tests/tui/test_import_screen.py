"""The import: a preview of the rows as understood, then one commit with all of them, or none."""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from textual.widgets import DataTable

from exporters.formats import export
from exporters.report import report as made
from records import importing
from records.register import Register
from records.values.periods import Period
from tests.tui.conftest import BROAD, NARROW, PROGRESS, git, save
from tests.waiting import PATIENCE
from tui.screens.register.importing import Importing
from tui.screens.table.measures import Measures
from tui.viewing.programmes import Held
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from records.importing.table import Table
    from tests.tui.conftest import Opener, Screens

_HEAD = (
    "| № | Найменування заходу | Строк виконання | Відповідальні | Стан виконання |\n"
    "| --- | --- | --- | --- | --- |\n"
)
_FOUR = "| 4 | Захід 4 | Протягом року | Загальний відділ | Провели.<br><br>Стан виконання – 50 %. |\n"
_FIVE = "| 5 | Захід 5 | колись | Відділ освіти | Почали. |\n"
_Q4 = Period.from_code("2017-Q4")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "zvit.md"
    file.write_text(_HEAD + _FOUR + _FIVE, encoding="utf-8")
    return file


async def open_import(see: Screens, file: Path | str) -> None:
    """Open the import and read a file."""
    see.app.push_screen(Importing(see.app.desk.register.snapshot(), Held(_Q4, "2017")), see.app.said)
    await see.settle()
    see.app.screen.query_one("#file", Line).value = str(file)
    await see.press("enter")


def commits(folder: Path) -> int:
    return int(git(folder, "rev-list", "--count", "HEAD"))


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_import(folder: Path, screens: Opener, report: Path, size: tuple[int, int]) -> None:
    """Rows show their effect, and below them the selected row's doubts; F2 and Enter make one commit."""
    before = commits(folder)
    async with screens(size) as see:
        await open_import(see, report)
        shown = await see.wait("2 заходи · новий захід: 1 · нова інформація: 1 · із сумнівами: 1")
        assert "IV квартал 2017 року" in shown
        [row] = [line for line in shown.split("\n") if line.strip().startswith("5 ")]
        assert "колись" in row
        assert "Відділ осв" in row
        assert "! новий захід" in row
        assert "!" not in next(line for line in shown.split("\n") if line.strip().startswith("4 "))
        assert "Виконується, 50 % (за відсотком)" in shown
        await see.press("down")
        assert "відсотка" in see.shown().rpartition("5  Захід 5")[2]
        assert commits(folder) == before
        await see.press("f2")
        await see.wait("Зберегти імпорт · IV квартал 2017 року")
        await see.type(" Торік не внесли")
        await see.press("enter")
        await see.wait("Збережено: ")
        assert isinstance(see.app.screen, Measures)
        await see.wait("Захід 5")
    assert commits(folder) == before + 1
    assert "Торік не внесли" in git(folder, "log", "-1", "--format=%B")
    assert "Провели." in git(folder, "show", f"HEAD:{PROGRESS}")


@pytest.fixture
def titled(report: Path) -> Path:
    """Return the report under a title that names a quarter."""
    title = "# ЗВІТ\n\nпро виконання за II квартал 2017 року\n\n"
    report.write_text(title + report.read_text(encoding="utf-8"), encoding="utf-8")
    return report


async def test_other_period(folder: Path, screens: Opener, titled: Path) -> None:
    """The title's period is taken; where another is chosen, that stands first and wants a yes of its own."""
    before = commits(folder)
    async with screens(NARROW) as see:
        await open_import(see, titled)
        assert "За II квартал 2017 року" in await see.wait("2 заходи")
        await see.press("f5")
        await see.press("down", "down", "enter")
        shown = await see.wait("У назві звіту – «за II квартал 2017 року», а імпорт – за IV квартал")
        assert shown.index("У назві звіту") < shown.index("2 заходи")
        await see.press("f2")
        await see.wait("Ні: вибрати інший період (F5)")
        await see.press("enter")
        assert isinstance(see.app.screen, Importing)
        await see.press("f2", "down", "enter")
        assert "! У назві звіту" in await see.wait("Зберегти імпорт · IV квартал 2017 року")
        await see.press("enter")
        await see.wait("Збережено: ")
    assert commits(folder) == before + 1


async def test_whole(screens: Opener, tmp_path: Path) -> None:
    """Enter shows the selected row in full, F3 all remarks on the file; Esc goes back from each."""
    file = tmp_path / "zvit.md"
    text = "<br><br>".join(f"Абзац {n}." for n in range(1, 9))
    above = "# ЗВІТ\n\nпро виконання\n\nІнша міська рада\n\n"
    file.write_text(f"{above}{_HEAD}| 7 | Захід 7 | Протягом року | Архів | {text} |\n", encoding="utf-8")
    async with screens(NARROW) as see:
        await open_import(see, file)
        await see.wait("Строк: Протягом року (01.01.2017 – 31.12.2017)")
        await see.press("enter")
        assert "Відповідальні: Архів (новий)" in await see.wait("Абзац 1.")
        await see.press("escape", "f3")
        shown = await see.wait("1 новий підрозділ: Архів")
        assert "Орган у файлі – «Інша міська рада»" in shown
        assert "більшості" in shown
        await see.press("escape")
        assert isinstance(see.app.screen, Importing)


async def test_not_confirmed(folder: Path, screens: Opener, report: Path) -> None:
    """Esc in the confirmation and in the import goes back without recording anything."""
    before = commits(folder)
    async with screens() as see:
        await open_import(see, report)
        await see.press("f2", "escape")
        await see.wait("2 заходи")
        await see.press("escape")
        assert isinstance(see.app.screen, Measures)
    assert commits(folder) == before


async def test_nothing_read(screens: Opener) -> None:
    """F2 without a file says what to do first."""
    async with screens() as see:
        await open_import(see, "")
        assert "Нічого не зберігається, доки" in see.shown()
        await see.press("f2")
        await see.wait("Спершу вкажіть файл")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "не вдалося прочитати"),
        ("", "порожній"),
        (_HEAD + "|  | Захід без номера | колись | Відділ | Текст. |\n", "немає номера"),
    ],
)
async def test_not_understood(screens: Opener, tmp_path: Path, text: str | None, words: str) -> None:
    """An unreadable file is reported with file, row and remedy."""
    file = tmp_path / "поганий.md"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    async with screens() as see:
        await open_import(see, file)
        told = str(see.app.screen.query_one("#outcome").render())
        assert "поганий.md" in told
        assert words in told
        assert see.app.screen.query_one(DataTable).row_count == 0


async def test_differs(folder: Path, screens: Opener, report: Path) -> None:
    """Progress that differs from the register is refused, and F6 replaces it."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Інше."})
    async with screens() as see:
        await open_import(see, report)
        shown = await see.wait("F6 замінить")
        assert "--update" not in shown
        await see.press("f6")
        await see.wait("змінена інформація: 1")
        await see.press("f2", "enter")
        await see.wait("Збережено: ")
    assert "Провели." in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_meanwhile(folder: Path, screens: Opener, report: Path) -> None:
    """A change recorded by another officer after the file was read is not overwritten."""
    async with screens() as see:
        await open_import(see, report)
        await see.wait("2 заходи")
        save(folder, {"status": "in-progress", "percent": 60, "text": "Чуже."})
        await see.press("f2", "enter")
        await see.wait("тим часом змін")
    assert "Чуже." in git(folder, "show", f"HEAD:{PROGRESS}")


async def test_period(folder: Path, screens: Opener, report: Path) -> None:
    """Choosing another period reads the file again for that period."""
    async with screens() as see:
        await open_import(see, report)
        await see.press("f5", "home", "enter")
        await see.wait("За I квартал 2017 року")
        await see.wait("2 заходи")
        await see.press("f2", "enter")
        await see.wait("Збережено: ")
    assert "Провели." in git(folder, "show", "HEAD:measures/2017/4/2017-Q1.toml")


async def test_another_file(screens: Opener, report: Path) -> None:
    """After another file is entered, rows of the first can no longer be recorded."""
    async with screens() as see:
        await open_import(see, report)
        await see.wait("2 заходи")
        see.app.screen.query_one("#file", Line).value = "інший.md"
        await see.press("f2")
        await see.wait("Спершу вкажіть файл")


async def test_another_file_meanwhile(screens: Opener, report: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of a file still being read when another is entered can't be recorded either."""
    may_end = threading.Event()
    read = importing.read_report

    def slowly(file: Path) -> Table:
        assert may_end.wait(20)
        return read(file)

    monkeypatch.setattr(importing, "read_report", slowly)
    async with screens() as see:
        await open_import(see, "")
        line = see.app.screen.query_one("#file", Line)
        line.value = str(report)
        await see._pilot.pause()
        await see.keys("enter")
        await see.wait("Читання")
        line.value = "інший.md"
        await see._pilot.pause()
        may_end.set()
        await see.press("f2")
        await see.wait("Спершу вкажіть файл")


async def test_another_size(screens: Opener, report: Path, tmp_path: Path) -> None:
    """Resizing the terminal keeps the selected row, and the error of a bad file."""
    async with screens() as see:
        await open_import(see, report)
        await see.press("down")
        await see._pilot.resize_terminal(*BROAD)
        await see.settle()
        assert see.app.screen.query_one(DataTable).cursor_row == 1
        see.app.screen.query_one("#file", Line).value = str(tmp_path / "немає.md")
        see.app.screen.query_one("#file", Line).focus()
        await see.press("enter")
        assert "немає такого файлу" in str(see.app.screen.query_one("#outcome").render())
        await see._pilot.resize_terminal(*NARROW)
        await see.settle()
        assert "немає такого файлу" in str(see.app.screen.query_one("#outcome").render())


async def test_again(folder: Path, screens: Opener, report: Path) -> None:
    """Importing the same file again shows nothing new and makes no commit."""
    async with screens() as see:
        await open_import(see, report)
        await see.press("f2", "enter")
        await see.wait("Збережено: ")
        before = commits(folder)
        await open_import(see, report)
        await see.wait("без змін: 2")
        await see.press("f2")
        await see.wait("Нічого нового у файлі немає.")
    assert commits(folder) == before


async def test_read_only(folder: Path, screens: Opener, report: Path) -> None:
    """A read-only register shows the reason and the preview, and has no key to record."""
    git(folder, "switch", "-q", "-c", "other")
    async with screens() as see:
        await open_import(see, report)
        shown = await see.wait("2 заходи")
        assert "git switch main" in shown
        assert "F2" not in shown
        await see.press("f2")
        assert isinstance(see.app.screen, Importing)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_hostile(screens: Opener, tmp_path: Path, size: tuple[int, int]) -> None:
    """Markup, escape sequences and bidirectional controls in a file are shown as visible signs."""
    row = "| 7 | [red]\x1b]0;owned\x07 [/] \u202eЗахід | \x9b31m колись | [b]Відділ | \x1b[2J Стан. |\n"
    file = tmp_path / "[red].md"
    file.write_text(_HEAD + row, encoding="utf-8")
    async with screens(size) as see:
        await open_import(see, file)
        shown = [await see.wait("1 захід")]
        assert "[red]" in shown[0]
        await see.press("f2")
        shown.append(see.shown())
        for screen in shown:
            assert not set(screen) & set("\x1b\x07\x9b\u202e")


async def test_language(screens: Opener, report: Path) -> None:
    """Switching the language redraws the preview and keeps the file's name."""
    async with screens() as see:
        await open_import(see, report)
        await see.press("f1")
        await see.type("англійську")
        await see.press("enter")
        await see.wait("2 measures · new measure: 1")
        assert see.app.screen.query_one("#file", Line).value == str(report)


def workbook(folder: Path, tmp_path: Path) -> Path:
    """Return a register's exported workbook with the percent of measure 4 changed."""
    with Register.open(folder) as register:
        [written] = export(made(register.snapshot(), _Q4), ["xlsx"], tmp_path)
    book = load_workbook(written.path)
    sheet = book.worksheets[0]
    [row] = [cell.row for cell in sheet["A"] if cell.value == "4"]
    [column] = [cell.column for cell in sheet[4] if cell.value == "Відсоток"]
    sheet.cell(row, column).value = 70
    book.save(written.path)
    return written.path


async def test_workbook(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """A workbook is merged with later saves; a conflict is reported with its cell."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Провели."})
    file = workbook(folder, tmp_path)
    save(folder, {"text": "Провели дві наради."})
    async with screens() as see:
        await open_import(see, file)
        await see.wait("F6 замінить")
        await see.press("f6")
        await see.wait("змінена інформація: 1")
        await see.press("f2")
        await see.wait("Зберегти імпорт")
        await see.press("enter")
        await see.wait("Збережено: ")
        assert "Провели дві наради." in (folder / PROGRESS).read_text(encoding="utf-8")
        save(folder, {"percent": 65})
        await open_import(see, file)
        await see.press("f6")
        shown = await see.wait("клітинка")
    assert "було 60" in " ".join(shown.split())


async def test_nobody_waits(
    folder: Path, screens: Opener, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While a long report is read, other work of the desk goes on, even a save."""
    read, ended = importing.read_report, threading.Event()

    def slow(file: Path) -> object:
        assert ended.wait(PATIENCE)
        return read(file)

    monkeypatch.setattr(importing, "read_report", slow)
    async with screens() as see:
        see.app.push_screen(Importing(see.app.desk.register.snapshot(), Held(_Q4, "2017")), see.app.said)
        await see.settle()
        see.app.screen.query_one("#file", Line).value = str(report)
        await see.keys("enter")
        await see.wait("Читання")
        save(folder, {"status": "in-progress", "percent": 60})
        async with asyncio.timeout(PATIENCE / 2):
            assert (await see.app.desk.snapshot()).commit == git(folder, "rev-parse", "HEAD").strip()
        ended.set()
        await see.wait("60 %")


async def test_many_rows(screens: Opener, tmp_path: Path) -> None:
    """All rows of a long report are shown in the end, though they are added in batches."""
    file = tmp_path / "long.md"
    row = _FIVE.replace("| 5 | Захід 5", "| {n} | Захід {n}")
    file.write_text(_HEAD + "".join(row.format(n=n) for n in range(100, 705)), encoding="utf-8")
    async with screens() as see:
        await open_import(see, file)
        await see.wait("605 заходів")
        await see.settle()
        await see.press("end")
        await see.wait("704  Захід 704")


async def test_leads_to_its_period(screens: Opener, report: Path) -> None:
    """After an import the table shows the report's period, whatever period it showed before."""
    async with screens(period=Period.from_code("2017-Q3")) as see:
        await open_import(see, report)
        await see.press("f2", "enter")
        assert "‹ IV квартал 2017 року ›" in await see.wait("Захід 5")
