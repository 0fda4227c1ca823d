"""Writing the report of a period from the screen."""

from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace
from textual.widgets import OptionList

from exporters import formats
from records.register import Register
from records.values.periods import Period
from records.writing.drafts import Draft, Drafts
from tests.tui.conftest import BROAD, NARROW, git, save
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from exporters.model import Report
    from tests.tui.conftest import Opener, Screens


async def open_export(see: Screens, folder: Path) -> None:
    """Open the export window and enter a folder."""
    await see.press("f2")
    see.app.screen.query_one("#folder", Line).value = str(folder)
    await see.settle()


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_export(
    folder: Path, screens: Opener, tmp_path: Path, size: tuple[int, int], *, plain: bool
) -> None:
    """The report is written to the chosen folder; the window shows its paths and its commit."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради."})
    out = tmp_path / "out"
    async with screens(size, plain=plain) as see:
        await open_export(see, out)
        assert "Звіт · IV квартал 2017 року" in see.shown()
        await see.press("enter")
        shown = await see.wait("Записано")
        assert f"Складено з коміту {git(folder, 'rev-parse', 'HEAD')[:10]}." in shown
        assert "буде замінено" not in shown
    assert sorted(each.name for each in out.iterdir()) == ["zvit-2017-Q4.html", "zvit-2017-Q4.md"]
    assert "Проведено наради." in (out / "zvit-2017-Q4.md").read_text(encoding="utf-8")
    assert git(folder, "status", "--porcelain") == ""


async def test_formats(screens: Opener, tmp_path: Path) -> None:
    """Space selects and deselects a format; with none selected nothing is written."""
    async with screens() as see:
        await open_export(see, tmp_path / "out")
        await see.press("space", "down", "space", "enter")
        await see.wait("Виберіть формат")
        assert not (tmp_path / "out").exists()
        await see.press("space", "f2")
        await see.wait("Записано")
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["zvit-2017-Q4.html"]


async def test_trail(screens: Opener, tmp_path: Path) -> None:
    """The period's audit trail is written like any other format."""
    async with screens() as see:
        await open_export(see, tmp_path / "out")
        await see.press("space", "down", "space", "end", "space", "f2")
        await see.wait("Записано")
    assert [each.name for each in (tmp_path / "out").iterdir()] == ["zvit-2017-Q4.audit.html"]


async def test_folder(screens: Opener, tmp_path: Path) -> None:
    """A format of several files is a folder, which is named along with its files."""
    async with screens() as see:
        await open_export(see, tmp_path / "out")
        [line] = [line for line in see.shown().split("\n") if "] csv" in line]
        assert "zvit-2017-Q4/" in line
        marked = see.app.screen.query_one("#formats", OptionList)
        place = list(formats.FORMATS).index("csv")
        await see.press("space", "down", "space", *["down"] * (place - 1), "space", "f2")
        await see.wait("Записано")
        assert str(marked.get_option_at_index(place).prompt).endswith("записано")
    written = sorted(each.name for each in (tmp_path / "out" / "zvit-2017-Q4").iterdir())
    tables = [f"{name}.csv" for name in ("evidence", "measures", "programmes", "responsible", "units")]
    assert written == ["datapackage.json", *tables]


async def test_replaced(screens: Opener, tmp_path: Path) -> None:
    """Files that the selected formats would replace are named before the export, and no others."""
    (tmp_path / "zvit-2017-Q4.md").write_text("старе")
    async with screens() as see:
        await open_export(see, tmp_path)
        [line] = [line for line in see.shown().split("\n") if "буде замінено" in line]
        assert "zvit-2017-Q4.md" in line
        await see.press("space")
        assert "буде замінено" not in see.shown()
        await see.press("enter")
        await see.wait("Записано")
    assert (tmp_path / "zvit-2017-Q4.md").read_text() == "старе"


async def test_lacking(folder: Path, screens: Opener) -> None:
    """The window lists what the report will lack: missing answers and the period's drafts."""
    with Register.open(folder) as register:
        now = datetime.now(register.snapshot().timezone)
        draft = Draft("2017", "4", Period.from_code("2017-Q4"), register.head(), {"text": "x"}, now)
        Drafts(register).keep(draft)
        Drafts(register).keep(replace(draft, period=Period.from_code("2017-Q2")))
    async with screens() as see:
        await see.press("escape", "f2")
        shown = await see.wait("3 заходи без інформації")
        assert "незбережених чернеток: 1" in shown


async def test_nothing_lacking(folder: Path, screens: Opener) -> None:
    """If the report lacks nothing, no such list is shown."""
    for number in ("4", "6", "10"):
        values = {"status": "in-progress", "percent": 60, "text": "Провели."}
        file = folder / f"measures/2017/{number}/2017-Q4.toml"
        file.write_text("".join(f"{key} = {value!r}\n" for key, value in values.items()), encoding="utf-8")
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", "Вручну")
    async with screens() as see:
        await see.press("f2")
        assert "без інформації" not in see.shown()


@pytest.mark.parametrize("place", ["file", "file/below"])
async def test_refused(screens: Opener, tmp_path: Path, place: str) -> None:
    """An unusable folder is refused with the remedy, and another can be entered."""
    (tmp_path / "file").write_text("x")
    async with screens() as see:
        await open_export(see, tmp_path / place)
        await see.press("enter")
        await see.wait("не записано")
        see.app.screen.query_one("#folder", Line).value = ""
        await see.press("f2")
        await see.wait("Вкажіть теку.")
        await open_export(see, tmp_path / "out")


async def test_stopped(screens: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Esc during an export stops it before the next format, and nothing is written."""
    begun, may_end = threading.Event(), threading.Event()

    def slowly(_report: Report) -> bytes:
        begun.set()
        assert may_end.wait(20)
        return b""

    slow = formats.Format(slowly, "md")
    monkeypatch.setattr(formats, "FORMATS", {**formats.FORMATS, "md": slow})
    async with screens() as see:
        await open_export(see, tmp_path / "out")
        await see.keys("enter")
        await see.wait("0/2 md")
        await see.keys("escape")
        may_end.set()
        await see.wait("Зупинено; нічого не записано.")
        await see.press("escape")
        await see.wait("Захід 4")
    assert begun.is_set()
    assert not (tmp_path / "out").exists()


async def test_comparison(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """The comparison of a period with the one before is written from the period's page."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради."})
    out = tmp_path / "out"
    async with screens() as see:
        await see.press("c", "v")
        assert "Порівняння · III квартал 2017 року → IV квартал 2017 року" in see.shown()
        see.app.screen.query_one("#folder", Line).value = str(out)
        await see.press("enter")
        await see.wait("Складено з коміту")
    assert sorted(each.suffix for each in out.iterdir()) == [".html", ".md"]
    assert "наради" in (out / "porivniannia-2017-Q3-2017-Q4.md").read_text(encoding="utf-8")
