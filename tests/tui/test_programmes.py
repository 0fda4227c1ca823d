"""A period that belongs to two programmes: which programme each screen shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from records.register import Register
from tests.tui.conftest import BROAD, NARROW, git, save, write
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens

_NEW = """
[[programmes]]
id = "2017-19"
title = "Програма на 2017–2019 роки"
from = 2017-10-01
to = 2019-12-31
"""
_MEASURE = """number = "4"
title = "Новий захід"
responsible = ["legal"]

[deadline]
text = "Постійно"
kind = "continuous"
"""


@pytest.fixture
def folder(folder: Path) -> Path:
    """Return a register with two programmes that both have the last quarter."""
    rules = (folder / "register.toml").read_text(encoding="utf-8")
    (folder / "measures/2017-19/4").mkdir(parents=True)
    (folder / "measures/2017-19/4/measure.toml").write_text(_MEASURE, encoding="utf-8")
    write(folder, "register.toml", rules + _NEW)
    return folder


async def choose_new(see: Screens) -> None:
    """Choose the period's new programme."""
    await see.press("f5")
    await see.type("2017-19 роки")
    shown = see.shown()
    assert "IV квартал 2017 року · 2017-19 · є інформація: 0 з 1" in shown, shown
    assert "I квартал 2018 року" not in shown
    await see.press("enter")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_table(screens: Opener, size: tuple[int, int]) -> None:
    """The table starts with the first programme and names it; F5 changes it, and the arrows keep it."""
    async with screens(size) as see:
        assert "‹ IV квартал 2017 року · 2017 ›" in see.shown()
        await choose_new(see)
        assert "‹ IV квартал 2017 року · 2017-19 ›" in see.shown()
        assert "Новий захід" in see.shown()
        await see.press("right")
        assert "‹ I квартал 2018 року ›" in see.shown()
        await see.press("left", "left")
        assert "‹ III квартал 2017 року ›" in see.shown()
        assert "Захід 10" in see.shown()
        await see.press("right")
        assert "Новий захід" in see.shown()
        await see.press("f9")
        assert "За підрозділами · IV квартал 2017 року · 2017-19" in see.shown()


def test_beginning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large register that opens in such a period the first programme's measures are read first."""
    monkeypatch.setattr("records.files.reader._READ_AT_ONCE", 0)
    rules = folder / "register.toml"
    text = rules.read_text(encoding="utf-8")
    write(folder, "register.toml", text.replace("2017-10-01", "2017-01-01").replace("2019-12", "2017-12"))
    with Register.open(folder) as register:
        first = register.beginning()
    assert {record.programme for record in first.measures} == {"2017"}


async def test_export(screens: Opener, tmp_path: Path) -> None:
    """A report is the chosen programme's, in its own folder, where existing files are looked for."""
    async with screens(BROAD) as see:
        await choose_new(see)
        await see.press("f2")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path)
        await see.press("f2")
        await see.wait("Записано")
        shown = see.shown()
        assert "Звіт · IV квартал 2017 року · 2017-19" in shown
        assert "2017-19/zvit-2017-Q4.md" in shown
        assert "записано" in shown
    text = (tmp_path / "2017-19/zvit-2017-Q4.md").read_text(encoding="utf-8")
    assert "Новий захід" in text
    assert "Захід 10" not in text


async def test_import(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """An import goes into the programme shown before, or into one chosen there with F5."""
    head = "| № | Найменування заходу | Строк виконання | Відповідальні | Стан |\n|---|---|---|---|---|\n"
    file = tmp_path / "zvit.md"
    file.write_text(f"{head}| 7 | Ще один | Постійно | Відділ кадрів | Почали. |\n", encoding="utf-8")
    async with screens() as see:
        await see.press("i")
        assert "За IV квартал 2017 року · 2017 ·" in see.shown()
        await choose_new(see)
        assert "За IV квартал 2017 року · 2017-19 ·" in see.shown()
        see.app.screen.query_one("#file", Line).value = str(file)
        await see.press("enter")
        await see.wait("Ще один")
        await see.press("f2")
        await see.wait("Зберегти імпорт · IV квартал 2017 року · 2017-19")
        await see.type(" Внесено")
        await see.press("enter")
        await see.wait("Збережено: ")
    assert "measures/2017-19/7/measure.toml" in git(folder, "show", "--stat=200", "HEAD")


async def test_period(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """A period's page names each measure's programme, and its comparison covers the chosen one."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради."})
    async with screens() as see:
        await see.press("c")
        shown = await see.wait("2017-19 · 4")
        assert "2017 · 10" in shown
        await see.press("v")
        await see.wait("Порівняння · III квартал 2017 року → IV квартал 2017 року")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path)
        await see.press("f2")
        await see.wait("Записано")
        assert (tmp_path / "2017/porivniannia-2017-Q3-2017-Q4.md").is_file()
        await see.press("escape")
        await see.wait("2017-19 · 4")
        await see.press("down", "down", "enter")
        assert "‹ IV квартал 2017 року · 2017-19 ›" in see.shown()
        await see.press("c")
        await see.wait("2017-19 · 4")
        await see.press("v")
        assert "Порівняння" not in see.shown()
