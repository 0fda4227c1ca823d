"""The table of measures shows how far saved changes have been sent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from records.errors import ProzvitError
from records.exchange.syncing import sync
from records.register import Register
from tests.tui.conftest import Opener, git, save


@pytest.fixture
def hub(folder: Path, tmp_path: Path) -> Path:
    made = tmp_path / "hub.git"
    git(tmp_path, "clone", "-q", "--bare", str(folder), str(made))
    with Register.open(folder) as register:
        register.set_remote(str(made))
    assert not exchange(folder)
    return made


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Switch the automatic exchange off, so that only the test exchanges."""
    monkeypatch.setenv("PROZVIT_SYNC", "off")


def exchange(folder: Path) -> str:
    """Exchange as the background process does; return the error's text, or ""."""
    try:
        with Register.open(folder) as register:
            sync(register)
    except ProzvitError as error:
        return str(error)
    return ""


async def test_saved_and_sent(screens: Opener, hub: Path, folder: Path) -> None:
    """A saved change is sent automatically, and the screen says when it has been sent."""
    async with screens() as found:
        await found.press("f4")
        await found.type("Проведено нараду.")
        await found.press("f2")
        await found.type("Подано")
        await found.press("enter")
        line = await found.wait("Збережено й подано: ")
        assert "передано: 1" in line or "передається" in line or "· передано" in line
        await found.wait(" · передано ")
    assert git(hub, "rev-parse", "main") == git(folder, "rev-parse", "main")


@pytest.mark.usefixtures("alone")
async def test_waits(screens: Opener, hub: Path, folder: Path) -> None:
    """Without a network the number of unsent changes is shown above the table until they are sent."""
    async with screens() as found:
        await found.wait("передано")
        away = shutil.move(hub, hub.with_name("away"))
        save(folder, {"percent": 60, "status": "in-progress"})
        save(folder, {"percent": 70})
        await found.wait("ще не передано: 2")
        assert exchange(folder)
        assert "чекає на мережу: 2" in await found.wait("Немає зв’язку з ")
        shutil.move(away, hub)
        assert not exchange(folder)
        shown = await found.wait_without("Немає зв’язку")
        assert "чекає" not in shown
        assert " передано " in shown


@pytest.mark.usefixtures("alone")
async def test_refused(screens: Opener, hub: Path, folder: Path) -> None:
    """If the hub refuses, the screen shows reason and remedy; a key sends again and the outcome is shown."""
    hook = hub / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Підпису немає' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    async with screens() as found:
        save(folder, {"percent": 60, "status": "in-progress"})
        assert exchange(folder)
        shown = await found.wait("не прийнято: покажіть це адміністраторові; надіслати ще")
        assert "не прийнято: 1" in shown
        # The line grows to two with the next layout.
        await found.wait("раз – e (у). Віддалене сховище не приймає змін: Підпису немає")
        await found.keys("у")
        await found.wait("Обмін змінами")
        assert exchange(folder)
        await found.wait("не прийнято: покажіть")
        await found.keys("e")
        await found.wait("Обмін змінами")
        hook.unlink()
        assert not exchange(folder)
        shown = await found.wait(" передано ")
        assert "Обмін змінами" not in shown
        assert "прийнято" not in shown


@pytest.mark.usefixtures("alone", "hub")
async def test_conflict(screens: Opener, folder: Path, tmp_path: Path) -> None:
    """A conflict from an exchange is announced above the table and marked on its row."""
    other = Path(shutil.copytree(folder, tmp_path / "other", symlinks=True))
    save(other, {"percent": 60, "status": "in-progress"})
    assert not exchange(other)
    async with screens() as found:
        save(folder, {"percent": 70, "status": "in-progress"})
        assert not exchange(folder)
        assert "≠" in await found.wait("є розбіжності")


@pytest.mark.usefixtures("alone", "hub")
async def test_long_filter(screens: Opener) -> None:
    """A long search text leaves room for the number of matches and the state of the exchange."""
    async with screens() as found:
        await found.wait("передано")
        await found.press("f7")
        await found.type("заходи щодо запобігання корупції під час здійснення закупівель за бюджетні кошти")
        line = (await found.wait("показано: ")).splitlines()[2]
    assert "строк подання минув 15.01.2018 · показано: зі словами «захо" in line
    assert line.rstrip().endswith("… (0)  передано")
