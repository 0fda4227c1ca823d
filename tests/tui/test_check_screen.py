"""The screen of findings: on the records and on the whole history, each leading to its subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import BROAD, OTHER, git, save, write

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

DONE = "перевірено"
LONG = "Проведено дві наради з керівниками підрозділів, складено план заходів на рік і розглянуто його."


@pytest.fixture(autouse=True)
def state(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use an empty state folder, and a register without doubtful records."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    edit = Edit("measures/2017/4/2017-Q3.toml", {("text",): LONG})
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, (edit,), "Докладніше"), author=OTHER)


async def test_nothing(screens: Opener) -> None:
    """For a register without findings the screen says so, and says what that proves and what it does not."""
    async with screens() as see:
        await see.press("k")
        shown = await see.wait(DONE)
        assert "0 помилок · 0 попереджень" in shown
        assert "Ні помилок, ні попереджень." in shown
        assert "F4 Що доведено" in shown
        await see.press("v")
        assert "Не доведено:" in await see.wait("Доведено:")


async def test_records(folder: Path, screens: Opener) -> None:
    """A doubtful progress is described in words; Enter opens its form, F3 its history."""
    save(folder, {"status": "in-progress", "percent": 20, "text": "Готуємо наради."})
    async with screens() as see:
        await see.press("k")
        shown = await see.wait(DONE)
        assert "№ 4 · 2017-Q4" in shown
        await see.press("f3")
        await see.wait("Інша причина")
        await see.press("escape", "enter")
        await see.wait("Відсоток")


async def test_history(folder: Path, screens: Opener) -> None:
    """A faulty hand-made commit is listed, Enter shows the commit, and errors come first."""
    (folder / "link").symlink_to("register.toml")
    write(folder, "measures/2017/4/2017-Q2.toml", 'status = "in-progress"\npercent = 5\n')
    commit = git(folder, "rev-parse", "HEAD").strip()
    async with screens(BROAD) as see:
        await see.press("k")
        shown = await see.wait(DONE)
        lines = [line for line in shown.splitlines() if line.lstrip().startswith(("×", "!"))]
        assert [line.lstrip()[0] for line in lines] == sorted(
            (line.lstrip()[0] for line in lines), reverse=True
        )
        assert "link" in lines[0]
        await see.press("enter")
        shown = await see.wait(f"коміт {commit}")
        assert "Вручну" in shown
        assert "\x1b" not in shown
        await see.press("escape", "escape")
        await see.wait("Найменування")


async def test_again(folder: Path, screens: Opener) -> None:
    """F5 checks again, including what was saved since."""
    async with screens() as see:
        await see.press("k")
        await see.wait("0 попереджень")
        save(folder, {"status": "implemented", "percent": 100, "text": ""})
        await see.press("f5")
        await see.wait("№ 4 · 2017-Q4")


async def test_unreadable(folder: Path, screens: Opener) -> None:
    """A file that is no longer a record is listed by name, and the screen keeps working."""
    write(folder, "measures/2017/6/measure.toml", "number = [")
    async with screens() as see:
        await see.press("k")
        shown = await see.wait(DONE)
        assert "measures/2017/6" in shown
        await see.press("enter", "escape")


async def test_officers(folder: Path, screens: Opener) -> None:
    """A finding on an officer leads to the list of officers."""
    write(folder, "officers.toml", '[officers.clerk]\nname = "Інспектор"\nunits = ["nobody"]\n')
    async with screens() as see:
        await see.press("k")
        assert "officers.toml" in await see.wait(DONE)
        await see.press("enter")
        assert "Посадові особи" in await see.wait("Інспектор")
