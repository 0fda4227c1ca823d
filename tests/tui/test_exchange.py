"""How far what is saved has got to the other clones, as the table of measures says it."""

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
    """Let nothing be exchanged but what the test exchanges."""
    monkeypatch.setenv("PROZVIT_SYNC", "off")


def exchange(folder: Path) -> str:
    """Exchange as the background does; return what went wrong, or ""."""
    try:
        with Register.open(folder) as register:
            sync(register)
    except ProzvitError as error:
        return str(error)
    return ""


async def test_saved_and_sent(screens: Opener, hub: Path, folder: Path) -> None:
    """What is recorded on the screen is sent without a key, and the screen says when it is."""
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
    """Without a network the number of changes that wait stands above the table until they are sent."""
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
    """Where the hub refuses, the screen says what to do and why; sent again by its key, it says the end."""
    hook = hub / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'Підпису немає' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    async with screens() as found:
        save(folder, {"percent": 60, "status": "in-progress"})
        assert exchange(folder)
        shown = await found.wait("не прийнято: покажіть це адміністраторові; надіслати ще")
        assert "не прийнято: 1" in shown
        assert "раз – e (у). Віддалене сховище не приймає змін: Підпису немає" in shown
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
    """What an exchange leaves open is said above the table, and marked on its row."""
    other = Path(shutil.copytree(folder, tmp_path / "other", symlinks=True))
    save(other, {"percent": 60, "status": "in-progress"})
    assert not exchange(other)
    async with screens() as found:
        save(folder, {"percent": 70, "status": "in-progress"})
        assert not exchange(folder)
        assert "≠" in await found.wait("є розбіжності")


@pytest.mark.usefixtures("alone", "hub")
async def test_long_filter(screens: Opener) -> None:
    """However long the words are that are searched for, how many fit and how far the changes got is seen."""
    async with screens() as found:
        await found.wait("передано")
        await found.press("f7")
        await found.type("заходи щодо запобігання корупції під час здійснення закупівель за бюджетні кошти")
        line = (await found.wait("показано: ")).splitlines()[2]
    assert "строк подання минув 15.01.2018 · показано: зі словами «захо" in line
    assert line.rstrip().endswith("… (0)  передано")
