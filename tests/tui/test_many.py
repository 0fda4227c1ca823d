"""The table of a register too large to be read before the first screen is shown."""

from __future__ import annotations

import subprocess
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from threading import Event
from typing import TYPE_CHECKING

import pytest

from benchmarks import registers
from records.language import Language
from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import NARROW, OTHER, Screens
from tests.waiting import PATIENCE
from tui.app import Prozvit
from tui.background.desk import Desk
from tui.screens.forms.editing import Form
from tui.screens.periods.board import Board
from tui.widgets.table import MeasureTable

if TYPE_CHECKING:
    from pathlib import Path

    from records.files.snapshot import Snapshot

_COUNT = 1500
#: A measure of the officer's unit, far down the table, without an answer for the last quarter.
_MISSING = 1200

Opener = Callable[..., AbstractAsyncContextManager[Screens]]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register of 1,500 measures that all have answers for each quarter, except one answer."""
    folder = tmp_path_factory.mktemp("many") / "register"
    with registers.make(folder, _COUNT) as register:
        login = register.me.login
    officer = f'[officers.{login}]\nname = "Спеціаліст"\nrole = "officer"\nunits = ["unit5"]\n'
    (folder / "officers.toml").write_text(officer, encoding="utf-8")
    (folder / registers.home(_MISSING - 1) / "2025-Q4.toml").unlink()
    author = ["-c", "user.name=Х", "-c", "user.email=x@rada.example"]
    subprocess.run(["git", "-C", str(folder), "add", "--all"], check=True)
    subprocess.run(["git", "-C", str(folder), *author, "commit", "-qm", "Правка"], check=True)
    return folder


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Event:
    """Block the reading of all measures until the returned event is set."""
    opened, refreshed = Event(), Register.refreshed

    def held(register: Register, old: Snapshot) -> Snapshot:
        assert opened.wait(PATIENCE)
        return refreshed(register, old)

    monkeypatch.setattr(Register, "refreshed", held)
    return opened


@pytest.fixture
def open_many(many: Path) -> Opener:
    @asynccontextmanager
    async def opened() -> AsyncIterator[Screens]:
        with Register.open(many) as register:
            app = Prozvit(Desk(register), register.beginning(), Language("uk"), plain=False)
            async with app.run_test(size=NARROW, notifications=True) as pilot:
                found = Screens(app, pilot)
                await found.wait("Захід 6")
                yield found

    return opened


def _table(found: Screens) -> MeasureTable:
    return found.app.screen.query_one(MeasureTable)


async def test_all_are_reached(open_many: Opener) -> None:
    """End goes to the last measure, Page Up and Home back; the line below the table shows each."""
    async with open_many() as found:
        await found.settle()
        await found.press("f6", "home", "enter", "end")
        assert "1500 Захід 1500" in found.shown()
        await found.press("pageup")
        assert _table(found).cursor_row < _COUNT - 1
        await found.press("home")
        assert _table(found).cursor_row == 0
        assert "1 Захід 1:" in found.shown()


async def test_page_down_ends(open_many: Opener) -> None:
    """Page Down moves through all measures a screen at a time, and stops at the last."""
    async with open_many() as found:
        await found.settle()
        await found.press("f6", "home", "enter")
        table = _table(found)
        for _ in range(_COUNT // (table.size.height - 1) + 1):
            table.action_page(1)
        await found.settle()
        assert table.cursor_row == _COUNT - 1
        assert "1500 Захід 1500" in found.shown()


async def test_search(open_many: Opener) -> None:
    """The search finds the last measure."""
    async with open_many() as found:
        await found.settle()
        await found.press("f7")
        await found.type("захід 1500:")
        assert _table(found).row_count == 1
        assert "Захід 1500" in found.shown()


async def test_totals(open_many: Opener, gate: Event) -> None:
    """Until the register is read the screen says so and shows no counts; then the totals are right."""
    async with open_many() as found:
        shown = await found.wait("Читання реєстру…")
        assert "моїх підрозділів (…)" in shown
        assert "заходів ·" not in shown
        gate.set()
        shown = await found.wait("1500 заходів · ▸ 1499 · не подано 1")
        assert "моїх підрозділів (250)" in shown


async def test_first_missing(open_many: Opener, gate: Event) -> None:
    """The cursor moves to the first measure with a missing answer as soon as it is known."""
    async with open_many() as found:
        assert _table(found).cursor_row == 0
        gate.set()
        await found.settle()
        assert f"{_MISSING} Захід {_MISSING}" in found.shown()


async def test_cursor_that_was_moved(open_many: Opener, gate: Event) -> None:
    """A cursor that was moved by the officer stays on its measure when the other measures arrive."""
    async with open_many() as found:
        await found.keys("down", "down")
        await found.wait("18 Захід 18:")
        gate.set()
        await found.settle()
        assert _table(found).cursor_row == 2
        assert "18 Захід 18:" in found.shown()


async def test_end_before_all_are_read(open_many: Opener, gate: Event) -> None:
    """End, pressed before everything was read, still leads to the last measure."""
    async with open_many() as found:
        await found.keys("end")
        gate.set()
        await found.settle()
        assert "1500 Захід 1500" in found.shown()


async def test_form_before_all_are_read(open_many: Opener, gate: Event) -> None:
    """The form opens before everything is read, and Esc leads back to the same measure."""
    async with open_many() as found:
        await found.keys("down", "f4")
        await found.wait("Відсоток")
        assert isinstance(found.app.screen, Form)
        gate.set()
        await found.press("escape")
        await found.wait("1500 заходів")
        await found.wait("12 Захід 12:")


async def test_board_before_all_are_read(open_many: Opener, gate: Event) -> None:
    """The board, which counts all measures, opens once they are read."""
    async with open_many() as found:
        await found.keys("f9")
        assert not isinstance(found.app.screen, Board)
        gate.set()
        await found.settle()
        await found.wait("За підрозділами · IV")
        assert isinstance(found.app.screen, Board)


async def test_anothers_save(many: Path, open_many: Opener) -> None:
    """Another officer's save appears in its row, and the cursor stays."""
    async with open_many() as found:
        await found.settle()
        await found.press("home", "down", "down", "down")
        edit = Edit(f"{registers.home(5)}/2025-Q4.toml", {("percent",): 77})
        with Register.open(many) as register:
            register.save(Change(Action.PROGRESS, (edit,), "Інша причина"), author=OTHER)
        await found.wait("77")
        assert _table(found).cursor_row == 3
