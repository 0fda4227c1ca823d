"""The journal: all changes of the register, with filters that combine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import DataTable

from records.register import Register
from records.values.periods import Period
from tests.tui.conftest import BROAD, NARROW, git, save, save_often
from tui.screens.trail.history import History
from tui.screens.trail.journal import Journal
from tui.screens.windows.choosing import Reading

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener


def by_hand(folder: Path, message: str = "Правка", name: str = "Х") -> None:
    """Change the units in a commit made with stock git."""
    (folder / "units.toml").write_text('[units.office]\nname = "Відділ"\n[units.legal]\nname = "Ю"\n')
    git(folder, "-c", f"user.name={name}", "commit", "-qam", message)


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_every_change(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """The journal lists every change with its measure and signature; Enter shows one in full."""
    save(folder, {"status": "in-progress", "percent": 60})
    by_hand(folder)
    async with screens(size) as see:
        await see.press("о")
        shown = see.shown()
        assert "усі зміни · 7 змін" in shown
        assert "поза prozvit" in shown
        saved = next(line for line in shown.split("\n") if "2017-Q4" in line)
        assert saved.split()[4] == "4"
        assert "без підпису" in shown
        await see.press("enter")
        assert isinstance(see.app.screen, Reading)
        assert git(folder, "rev-parse", "HEAD").strip() in see.shown()
        await see.press("escape", "escape")
        await see.wait("Захід 4")


async def test_outside(folder: Path, screens: Opener) -> None:
    """Changes made outside prozvit can be shown alone; one choice restores the whole list."""
    save(folder, {"status": "in-progress", "percent": 60})
    by_hand(folder)
    async with screens() as see:
        await see.press("о", "f6", "end", "enter")
        assert "2017-Q4" not in await see.wait("поза prozvit · 1 зміна")
        await see.press("f6", "enter")
        assert "2017-Q4" in await see.wait("усі зміни · 7 змін")


async def test_combined(folder: Path, screens: Opener) -> None:
    """Filters combine, and the line below the title lists the active ones."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens(BROAD) as see:
        await see.press("о", "f6", "down", "enter", "down", "enter")
        await see.wait("хто: Інша особа · 1 зміна")
        await see.press("f6", *["down"] * 4, "enter", "down", "enter")
        await see.wait("хто: Інша особа · захід: 4 · 1 зміна")
        await see.press("f6", *["down"] * 3, "enter", "down", "down", "enter")
        shown = await see.wait("хто: Інша особа · період: III квартал 2017 року · захід: 4 · 0 змін")
        assert "Змін немає." in shown
        await see.press("f6", "down", "enter", "home", "enter")
        await see.wait("період: III квартал 2017 року · захід: 4 · 1 зміна")
        assert see.app.screen.wanted.period == Period(2017, "Q3")
        await see.press("f6", "down", "down", "enter", "end", "enter")
        await see.wait("підрозділ: Юридичний відділ · період")


async def test_dates(folder: Path, screens: Opener) -> None:
    """Dates limit the changes from either side; an invalid date is refused with the expected form."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens(BROAD) as see:
        await see.press("о", "f6", *["down"] * 5, "enter")
        await see.type("11 січня")
        await see.press("enter")
        await see.wait("«11 січня» – не дата. Пишіть так: 31.12.2017.")
        await see.press(*["backspace"] * 8)
        await see.type("11.01.2017")
        await see.press("enter")
        assert "60 %" in await see.wait("від: 11.01.2017 · 1 зміна")
        await see.press("f6", *["down"] * 6, "enter")
        await see.type("2017-01-12")
        await see.press("enter")
        await see.wait("від: 11.01.2017 · до: 12.01.2017 · 0 змін")


async def test_reads_on(folder: Path, screens: Opener) -> None:
    """Older changes are read as the cursor nears the end of the list; filters cover all of them."""
    save_often(folder, 450)
    async with screens() as see:
        await see.press("о")
        await see.wait("найновіші 200; далі – у кінці списку")
        await see.press("end")
        assert see.app.screen.query_one(DataTable).row_count == 400
        assert see.app.screen.query_one(DataTable).cursor_row == 199
        await see.press("f6", *["down"] * 3, "enter", "down", "down", "enter")
        assert "Старший інсп" in await see.wait("період: III квартал 2017 року · 1 зміна")


async def test_measure(folder: Path, screens: Opener) -> None:
    """F4 opens the measure's history, whose F3 leads back to a journal; other changes have no F4."""
    by_hand(folder)
    async with screens() as see:
        await see.press("о", "f4")
        await see.wait("не стосується жодного")
        await see.press("down", "ь")
        assert isinstance(see.app.screen, History)
        assert "захід 4" in see.shown()
        await see.press("f3")
        assert isinstance(see.app.screen, Journal)


async def test_newer(folder: Path, screens: Opener) -> None:
    """Another officer's save is announced, appears with F5, and leaves the cursor in place."""
    async with screens() as see:
        await see.press("о", "down")
        selected = see.app.screen.selected
        save(folder, {"status": "in-progress", "percent": 60})
        shown = await see.wait("Є новіші зміни, F5 – оновити.")
        assert "2017-Q4" not in shown
        await see.press("f5")
        assert "2017-Q4" in see.shown()
        assert see.app.screen.selected == selected


async def test_git_fails(folder: Path, screens: Opener) -> None:
    """If git fails, the error is shown, and the journal can be read again after the repair."""
    async with screens() as see:
        with Register.open(folder) as register:
            older = register.repository.commit(register.head()).parents[0]
        lost = folder / ".git" / "objects" / older[:2] / older[2:]
        kept = lost.rename(folder / "kept")
        await see.press("о")
        assert "прочитано не все" in await see.wait("git fsck")
        kept.rename(lost)
        await see.press("f5")
        await see.wait("усі зміни · 5 змін")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_hostile(folder: Path, screens: Opener, size: tuple[int, int]) -> None:
    """Markup and escape sequences in a commit's author and message are shown as visible signs."""
    by_hand(folder, "[red]\x1b[31m\u202e[/]", "[red]\x1b[31m\u202e[/] Х")
    async with screens(size) as see:
        shown = []
        for keys in (("о",), ("enter",), ("escape", "f6", "down", "enter"), ("down", "enter")):
            await see.press(*keys)
            shown.append(see.shown())
        assert "хто: [red]" in shown[-1]
        for screen in shown:
            assert "[red]" in screen
            assert not set(screen) & set("\x1b\u202e")
