"""Hand edits are found at start, and recorded, set aside or left, as the officer chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.register import Register
from records.writing.leftovers import leftovers
from tests.tui.conftest import BROAD, NARROW, PROGRESS, git, let_officers_rule, save, write
from tui.screens.table.measures import Measures
from tui.screens.windows.hand_edits import HandEditsOffer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener


@pytest.fixture
def edited(folder: Path) -> Path:
    """Return a register with files changed, added and removed by hand."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено нараду [bold]x."})
    file = folder / PROGRESS
    file.write_text(file.read_text(encoding="utf-8").replace("60", "70"), encoding="utf-8")
    (folder / "measures/2017/4/2017-Q3.toml").unlink()
    (folder / "нотатки.txt").write_text("x")
    return folder


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_recorded(edited: Path, screens: Opener, size: tuple[int, int]) -> None:
    """The first screen lists the hand edits; Enter and a reason record them as one change."""
    async with screens(size, period=None) as found:
        shown = await found.wait("нотатки.txt")
        assert isinstance(found.app.screen, HandEditsOffer)
        assert all(each in shown for each in (PROGRESS, "60 → 70", "файл вилучено", "нотатки.txt"))
        await found.press("enter")
        await found.type("Виправлено за листом")
        await found.press("f2")
        assert "Збережено" in await found.wait("Збережено: ")
    assert git(edited, "status", "--porcelain", "-z") == "?? нотатки.txt\0"
    assert "Виправлено за листом" in git(edited, "log", "-1", "--format=%b")


async def test_set_aside(edited: Path, screens: Opener) -> None:
    """Set aside, the edits are kept elsewhere, and files and table show the recorded state."""
    async with screens(period=None) as found:
        await found.wait("Змінено вручну")
        await found.press("down", "enter")
        await found.wait("prozvit recover --restore")
        assert isinstance(found.app.screen, Measures)
    assert git(edited, "status", "--porcelain", "-z") == "?? нотатки.txt\0"
    [kept] = leftovers(Register(edited).private)
    assert kept.paths == (PROGRESS,)


async def test_left(edited: Path, screens: Opener) -> None:
    """Edits left alone are not mentioned again in this visit unless asked for."""
    async with screens(period=None) as found:
        await found.wait("Змінено вручну")
        await found.press("escape")
        await found.press("f5", "enter", "f9", "escape")
        assert isinstance(found.app.screen, Measures)
        await found.app.screen.run_action("hand_edits")
        await found.settle()
        assert isinstance(found.app.screen, HandEditsOffer)
    assert PROGRESS in git(edited, "status", "--porcelain")


async def test_none(screens: Opener) -> None:
    """Without hand edits no window opens, and asking for it says that there are none."""
    async with screens(period=None) as found:
        assert isinstance(found.app.screen, Measures)
        await found.app.screen.run_action("hand_edits")
        await found.wait("Змінених вручну файлів немає.")


async def test_broken(folder: Path, screens: Opener) -> None:
    """A hand edit that is invalid TOML is shown with its error, and can't be recorded."""
    (folder / "measures/2017/4/measure.toml").write_text("number = ", encoding="utf-8")
    async with screens(period=None) as found:
        await found.wait("Змінено вручну")
        await found.press("enter")
        await found.type("Причина")
        await found.press("f2")
        await found.wait("measures/2017/4/measure.toml, рядок 1")


async def test_not_asked(edited: Path, screens: Opener) -> None:
    """An officer who can't write is not asked about hand edits."""
    git(edited, "stash")
    let_officers_rule(edited, "auditor")
    write(edited, PROGRESS, 'status = "in-progress"\npercent = 10\ntext = "x"\n')
    (edited / PROGRESS).write_text("x")
    async with screens(period=None) as found:
        assert isinstance(found.app.screen, Measures)
