"""The screens that look at the whole register: the board, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import git, save
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener


async def test_board(folder: Path, screens: Opener) -> None:
    """The board counts each unit's measures and leads to them."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens() as see:
        await see.press("f9")
        shown = await see.wait("За підрозділами")
        row = next(line for line in shown.split("\n") if "Загальний відділ" in line)
        assert row.split()[2:10] == ["2", "–", "–", "1", "–", "–", "1", "–"]
        await see.press("down", "enter")
        shown = await see.wait("показано: Юридичний відділ (1)")
        assert "Захід 10" in shown


async def test_packed(folder: Path, screens: Opener) -> None:
    """Another's save appears also after git has packed its references."""
    git(folder, "pack-refs", "--all")
    async with screens() as see:
        await see.wait("Захід 4")
        assert not see.app.desk.moved(see.app.desk.register.head())
        save(folder, {"status": "in-progress", "percent": 77})
        await see.wait("77")


async def test_export(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """The report of the period is written where one says, and its paths are shown."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради."})
    async with screens() as see:
        await see.press("f2")
        await see.wait("Звіт · IV квартал 2017 року")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "out")
        await see.press("enter")
        await see.wait("Записано")
    written = (tmp_path / "out" / "zvit-2017-Q4.md").read_text(encoding="utf-8")
    assert "Проведено наради." in written
    assert git(folder, "status", "--porcelain") == ""


async def test_export_refused(screens: Opener, tmp_path: Path) -> None:
    """A folder that can't be is named with what to do, and nothing ends."""
    (tmp_path / "file").write_text("x")
    async with screens() as see:
        await see.press("f2")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "file")
        await see.press("enter")
        await see.wait("не записано")
