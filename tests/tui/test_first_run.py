"""The first screen, where there is no register, and the ways from there to one."""

from __future__ import annotations

import os
import shutil
import tomllib
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest

from records.language import Language, Message
from tests.tui.conftest import BROAD, NARROW, Screens, git
from tui.app import Prozvit
from tui.screens.first import First
from tui.screens.register.importing import Importing
from tui.screens.table.measures import Measures
from tui.widgets.fields import Line

Starter = Callable[..., AbstractAsyncContextManager[Screens]]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Starter:
    """Return an opener that starts the program in an empty folder."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    @asynccontextmanager
    async def started(
        size: tuple[int, int] = NARROW,
        why: Message | None = None,
        folder: Path | None = None,
        *,
        plain: bool = False,
    ) -> AsyncIterator[Screens]:
        app = Prozvit(None, None, Language("uk"), plain=plain, first=First(why, folder))
        async with app.run_test(size=size, notifications=True) as pilot:
            found = Screens(app, pilot)
            await found.settle()
            yield found
        if app.has_register:
            app.desk.register.close()

    return started


async def fill(see: Screens, **values: str) -> None:
    """Fill in the fields of the screen."""
    for name, value in values.items():
        see.app.screen.query_one(f"#{name}", Line).value = value
    await see.settle()


def said(see: Screens, line: str) -> str:
    """Return the message below a field, with its wrapped lines joined."""
    return str(see.app.screen.query_one(f"#{line}-said").render())


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_first_screen(start: Starter, size: tuple[int, int], *, plain: bool) -> None:
    """The first screen says what the program is and offers four ways, in signs that the terminal has."""
    async with start(size, plain=plain) as see:
        shown = see.shown()
        assert "prozvit веде реєстр заходів антикорупційної програми" in shown
        for way in ("1  Відкрити", "2  Створити новий", "3  Створити новий", "4  Переглянути зразок"):
            assert way in shown
        assert "F10 Вихід" in shown
        assert not plain or not set(shown) & set("█▁─│╭┃▌")


async def test_leave(start: Starter) -> None:
    """F10 leaves without creating anything; a surplus Esc does not leave."""
    async with start() as see:
        await see.press("escape", "escape")
        assert not see.app._exit
        await see.press("f10")
        assert see.app._exit
        assert not see.app.return_code
        assert not see.app.has_register
    assert list(Path.cwd().iterdir()) == []


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_make(start: Starter, size: tuple[int, int]) -> None:
    """A new register gets the body, the programme and the years in its title, and its table opens."""
    async with start(size) as see:
        await see.press("down", "down", "up", "enter")
        await fill(see, body="Рада [міста]", programme="Програма на 2024–2026 роки")
        assert "З 01.01.2024 до 31.12.2026" in see.shown()
        await see.press("f2")
        shown = await see.wait("Створено реєстр")
        assert "Рада [міста]" in shown
        assert isinstance(see.app.screen, Measures)
    rules = tomllib.loads((Path.cwd() / "register.toml").read_text(encoding="utf-8"))
    assert (rules["body"], rules["language"], rules["open"]) == ("Рада [міста]", "uk", True)
    [programme] = rules["programmes"]
    assert (programme["id"], programme["from"], programme["to"]) == (
        "2024-2026",
        date(2024, 1, 1),
        date(2026, 12, 31),
    )
    assert git(Path.cwd(), "status", "--porcelain") == ""


async def test_made_elsewhere(start: Starter, tmp_path: Path) -> None:
    """If the program would not find the new register by itself, it says how to open it next time."""
    async with start() as see:
        await see.press("2")
        await fill(see, body="Рада", programme="Програма на 2026 рік", folder=str(tmp_path / "інша тека"))
        await see.press("f2")
        shown = await see.wait("Наступного разу")
        assert f"prozvit --register '{tmp_path / 'інша тека'}'"[:60] in " ".join(shown.split())


async def test_enter_goes_on(start: Starter) -> None:
    """Enter moves from field to field, and marks each empty one as required."""
    async with start() as see:
        await see.press("2", "enter", "enter", "enter")
        assert see.shown().count("Заповніть цей рядок.") == 2
        assert see.app.focused is see.app.screen.query_one("#body")
        assert not any(Path.cwd().iterdir())


@pytest.mark.parametrize(
    ("body", "folder", "line", "words"),
    [
        ("Рада", "full", "folder", "не порожня"),
        ("Рада", "full/file/below", "folder", "Реєстр не створено"),
        ("Р" * 4000, "new", "body", "знаків щонайбільше: 3000"),
    ],
)
async def test_refused(start: Starter, body: str, folder: str, line: str, words: str) -> None:
    """An invalid value is explained at its field; typed values stay, even if the screen is reopened."""
    full = Path.cwd() / "full"
    full.mkdir()
    (full / "file").write_text("x")
    async with start() as see:
        await see.press("2")
        await fill(see, body=body, programme="Програма", folder=folder)
        await see.press("f2")
        assert words in said(see, line)
        assert see.app.focused is see.app.screen.query_one(f"#{line}")
        await see.press("escape", "2")
        assert [
            see.app.screen.query_one(f"#{name}", Line).value for name in ("body", "programme", "folder")
        ] == [
            body,
            "Програма",
            folder,
        ]
    assert sorted(each.name for each in Path.cwd().iterdir()) == ["full"]


async def test_open(start: Starter, folder: Path) -> None:
    """A path is checked as it is typed, and the register there opens in the same run."""
    async with start() as see:
        await see.press("1")
        await fill(see, there="x[red]")
        assert "x[red] немає" in said(see, "there")
        await see.press("enter")
        assert "x[red] немає" in said(see, "there")
        await fill(see, there=str(folder.parent))
        await see.wait("не реєстр")
        await fill(see, there=str(folder))
        await see.wait("Реєстр органу: Зразківська міська рада")
        await see.press("enter")
        shown = await see.wait("Захід 4")
        assert "Наступного разу" in shown


async def test_not_to_be_looked_into(start: Starter) -> None:
    """If the system refuses access to a path, its message is shown."""
    async with start() as see:
        await see.press("1")
        await fill(see, there="/" + "x" * 300)
        assert "не відкривається" in said(see, "there")


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
async def test_no_rights(start: Starter) -> None:
    """A folder without write permission is reported at its field."""
    closed = Path.cwd() / "closed"
    closed.mkdir(mode=0o555)
    async with start() as see:
        await see.press("2")
        await fill(see, body="Рада", programme="Програма", folder="closed/new")
        await see.press("f2")
        await see.wait("Реєстр не створено")


async def test_bring(start: Starter) -> None:
    """The third way creates a register and opens the import as its first screen."""
    async with start() as see:
        await see.press("3")
        await fill(see, body="Рада", programme="Програма на 2017 рік")
        await see.press("f2")
        await see.wait("Імпорт звіту")
        assert isinstance(see.app.screen, Importing)
        await see.press("escape")
        assert isinstance(see.app.screen, Measures)


async def test_sample_stopped(start: Starter) -> None:
    """Building the sample shows its progress; Esc stops it and leaves nothing behind."""
    async with start() as see:
        await see.press("4")
        await see.keys("enter")
        await see.wait(" %")
        await see.press("escape")
        await see.wait("Зупинено; нічого не створено.")
        await see.press("escape")
        await see.wait("З чого почати?")
    assert list(Path.cwd().iterdir()) == []


async def test_sample_there(start: Starter, folder: Path) -> None:
    """A sample built earlier opens unchanged."""
    shutil.copytree(folder, Path.cwd() / "demo-register", symlinks=True)
    async with start() as see:
        await see.press("4", "enter")
        await see.wait("Захід 4")


async def test_why(start: Starter, tmp_path: Path) -> None:
    """A named folder that is no register is reported, and its path is filled in."""
    named = tmp_path / "named"
    async with start(why=Message("{folder} is no register", folder=named), folder=named) as see:
        assert "named is no register" in see.shown()
        await see.press("1")
        assert see.app.screen.query_one("#there", Line).value == str(named)
        await see.press("escape", "2")
        assert see.app.screen.query_one("#folder", Line).value == str(named)


async def test_english(start: Starter) -> None:
    """After switching the language a person gets an English register and continues in English."""
    async with start() as see:
        await see.press("f1")
        await see.type("англійську")
        await see.press("enter")
        assert "How shall we begin?" in see.shown()
        await see.press("down", "enter")
        await fill(see, body="Council", programme="Programme of 2026")
        await see.press("f2")
        await see.wait("Register made")
    assert 'language = "en"' in (Path.cwd() / "register.toml").read_text(encoding="utf-8")
