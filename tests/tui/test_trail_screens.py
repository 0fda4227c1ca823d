"""The screens that look at the whole register: the board, the report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.tui.conftest import git, save

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
