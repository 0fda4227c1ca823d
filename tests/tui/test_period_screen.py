"""Closing, viewing and reopening a period from the screen."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from records.closings.closing import attachment, closing, completing
from records.closings.tagging import edition, set_tag
from records.files.snapshot import Snapshot
from records.register import Register
from records.values.model import Approval, Publication
from records.values.periods import Period
from tests.tui.conftest import BROAD, CLERK, NARROW, git, let_officers_rule, save
from tests.tui.snapshots import hold
from tui.screens.periods.period import PeriodPage
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens

PERIOD = Period.from_code("2017-Q4")
_AT = datetime(2018, 1, 15, 10, 30, tzinfo=ZoneInfo("Europe/Kyiv"))


def close(folder: Path, *, tagged: bool = True) -> None:
    """Close the period as another officer, with an export of which only the checksum exists."""
    with Register.open(folder) as register:
        register.save(closing(register, PERIOD, "Двоє не відповіли"), author=CLERK, at=_AT)
        if tagged:
            set_tag(register, PERIOD, {"zvit-2017-Q4.html": "5" * 64})


async def close_here(see: Screens, out: Path, reason: str) -> str:
    """Close the period in the window; return the screen afterwards."""
    await see.press("f2")
    see.app.screen.query_one("#folder", Line).value = str(out)
    await see.type(reason)
    await see.press("f2")
    return await see.wait("Мітка report/")


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_closed(folder: Path, screens: Opener, tmp_path: Path, size: tuple[int, int]) -> None:
    """The page lists missing answers; closing requires a reason, writes the report and names its tag."""
    save(folder, {"status": "in-progress", "percent": 60, "text": "Проведено наради."})
    out = tmp_path / "out"
    async with screens(size) as see:
        await see.press("c")
        shown = await see.wait("не подано 2 · не прийнято 1")
        assert "Загальний відділ" in shown
        await see.press("f2", "enter")
        await see.wait("Поясніть угорі")
        await see.press("escape")
        shown = await close_here(see, out, "Двоє не відповіли")
        assert "Записано:" in shown
        assert "Формати" not in shown
        assert "F2 Закрити" not in shown
        await see.press("f2", "escape")
        await see.wait("Період закрито.")
        await see.press("escape")
        await see.wait("період закрито")
    assert sorted(each.name for each in out.iterdir()) == ["zvit-2017-Q4.html", "zvit-2017-Q4.md"]
    assert git(folder, "tag").split() == ["report/2017-Q4"]
    assert git(folder, "rev-parse", "report/2017-Q4^{commit}") == git(folder, "rev-parse", "main")
    assert git(folder, "status", "--porcelain") == ""


async def test_before_its_end(
    folder: Path, screens: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A future period can't be closed; a current one can after the officer confirms by typing “так”."""
    monkeypatch.setattr(Snapshot, "today", lambda _: date(2017, 9, 30))
    async with screens() as see:
        await see.press("c", "f2")
        await see.wait("ще не почався: він починається 01.10.2017")
        monkeypatch.setattr(Snapshot, "today", lambda _: date(2017, 12, 31))
        await see.press("f2")
        await see.wait("! період триває до 31.12.2017")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "out")
        await see.type("Рада так вирішила")
        await see.press("f2")
        await see.wait("ще триває, до 31.12.2017")
        await see.press("enter")
        await see.wait("Напишіть «так» або")
        assert git(folder, "tag") == ""
        await see.type("так")
        await see.press("enter")
        await see.wait("Мітка report/2017-Q4")


async def test_leads_to_a_measure(screens: Opener) -> None:
    """Enter on a line selects its measure in the table, even if a filter hid it."""
    async with screens() as see:
        await see.press("f7")
        await see.type("Захід 4")
        await see.press("enter", "c")
        await see.wait("не подано 3")
        await see.press("end", "enter")
        table = see.app.screen
        assert table.selected.measure.number == "10"


async def test_reopened(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """A closed period is reopened with a reason, and closed again as the next edition."""
    close(folder)
    async with screens() as see:
        await see.press("c")
        await see.wait("Двоє не відповіли")
        await see.press("r", "enter")
        await see.wait("Поясніть причину")
        await see.type("Помилка у звіті")
        await see.press("enter")
        await see.wait("не подано 3")
        await close_here(see, tmp_path / "out", "Двоє не відповіли")
    assert git(folder, "tag").split() == ["report/2017-Q4", "report/2017-Q4-2"]


async def test_facts(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """Publication and files are recorded from the screen; an unreadable value is explained in the window."""
    close(folder)
    signed = tmp_path / "zvit.p7s"
    signed.write_bytes(b"signature")
    async with screens() as see:
        await see.press("c")
        await see.wait("Двоє не відповіли")
        await see.press("p")
        see.app.screen.query_one("#url", Line).value = "https://rada.example/zvit"
        see.app.screen.query_one("#on", Line).value = "учора"
        await see.press("f2")
        await see.wait("не дата")
        see.app.screen.query_one("#on", Line).value = "18.01.2018"
        await see.press("f2")
        await see.wait("https://rada.example/zvit")
        await see.press("a")
        await see.type(str(tmp_path / "none"))
        await see.press("enter")
        await see.wait("не вдається прочитати")
        see.app.screen.query_one("#file", Line).value = str(signed)
        await see.press("enter")
        await see.wait("zvit.p7s")
    record = git(folder, "show", f"main:periods/{PERIOD.code}.toml")
    assert 'name = "zvit.p7s"' in record
    assert "date = 2018-01-18" in record


async def test_left_without_its_tag(folder: Path, screens: Opener, tmp_path: Path) -> None:
    """A closing interrupted before its tag is shown as incomplete, and F2 finishes it."""
    close(folder, tagged=False)
    async with screens() as see:
        await see.press("c")
        await see.wait("F2 завершує закриття")
        await see.press("f2")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "out")
        await see.press("f2")
        await see.wait("Мітка report/2017-Q4")
    with Register.open(folder) as register:
        present = edition(register, PERIOD)
        assert sorted(present.sums) == ["zvit-2017-Q4.html", "zvit-2017-Q4.md"]


async def test_who_may_not(folder: Path, screens: Opener) -> None:
    """An officer without the right to close sees the period's page and can neither close nor reopen it."""
    let_officers_rule(folder, "officer", "office")
    async with screens() as see:
        await see.press("escape", "c")
        shown = await see.wait("не подано 3")
        assert "Закрити" not in shown
        await see.press("f2", "r", "a")
        assert isinstance(see.app.screen, PeriodPage)


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["narrow", "broad"])
async def test_looks(
    folder: Path, screens: Opener, tmp_path: Path, size: tuple[int, int], language: str
) -> None:
    """The page of a closed period shows all recorded facts and matches its snapshot."""
    close(folder)
    (tmp_path / "zvit-2017-Q4.html.p7s").write_bytes(b"signature")
    with Register.open(folder) as register:
        change = completing(
            register.snapshot(),
            PERIOD,
            approval=Approval(document="Рішення виконавчого комітету", number="7", on=_AT.date()),
            publication=Publication(url="https://rada.example/zvit-2017", on=_AT.date()),
            attach=[attachment(tmp_path / "zvit-2017-Q4.html.p7s")],
        )
        register.save(change, author=CLERK, at=_AT)
    async with screens(size, language=language) as see:
        await see.press("c")
        await see.wait("zvit-2017-Q4.html.p7s")
        hold(see.app, f"closed-{size[0]}-{language}")
