"""The board: totals by unit, and the way from there to the unit's measures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from records.files.snapshot import Snapshot
from records.register import Register
from records.rules.reviewing import change_of
from records.values.changes import Action, Change, Edit, Word
from records.values.model import ReviewState
from records.values.periods import Period
from tests.tui.conftest import BROAD, CLERK, OTHER, Q4, git, save
from tui.tasks.reporting import make

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tui.conftest import Opener


def row(shown: str, unit: str) -> list[str]:
    """Return the figures on a unit's line."""
    line = next(line for line in shown.split("\n") if unit in line)
    return line.split(unit)[1].split()


async def test_board(folder: Path, screens: Opener) -> None:
    """The board counts each unit's measures and leads to them; the totals line leads to all measures."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens() as see:
        await see.press("f9")
        shown = await see.wait("За підрозділами")
        assert row(shown, "Загальний відділ")[:10] == ["2", "–", "–", "1", "–", "–", "1", "–", "–", "60"]
        assert row(shown, "Усі підрозділи")[:7] == ["3", "–", "–", "1", "–", "–", "2"]
        await see.press("down", "enter")
        shown = await see.wait("показано: Юридичний відділ (1)")
        assert "Захід 10" in shown
        await see.press("f9", "end", "enter")
        await see.wait("показано: усі заходи (3)")


async def test_one_mean(folder: Path, screens: Opener) -> None:
    """Table, board and report show the same mean, which includes measures implemented in earlier quarters."""
    save(folder, {"status": "implemented", "percent": 100}, "measures/2017/10/2017-Q3.toml")
    save(folder, {"status": "in-progress", "percent": 75})
    with Register.open(folder) as register:
        for state in (ReviewState.SUBMITTED, ReviewState.ACCEPTED):
            snapshot = register.snapshot()
            done = snapshot.measure("10", "2017")
            change = change_of(snapshot, Period(2017, "Q3"), [done], Word(state))
            register.save(change, author=OTHER)
        assert make(register, register.snapshot(), Q4, ["html"]).totals.mean == 88
    async with screens() as see:
        assert "виконано раніше 1" in see.shown()
        assert "88 %" in see.shown()
        await see.press("f9")
        assert "88" in row(await see.wait("За підрозділами"), "Усі підрозділи")


async def test_near_and_late(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A date within thirty days counts as soon, a past date as late, relative to the current day."""
    edits = tuple(
        Edit(f"measures/2017/{number}/measure.toml", {("deadline", "until"): day})
        for number, day in (("4", date(2017, 12, 31)), ("6", date(2017, 11, 30)))
    )
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRAMME, edits, "Строки"), author=CLERK)
    monkeypatch.setattr(Snapshot, "today", lambda _: date(2017, 12, 1))
    async with screens() as see:
        await see.press("f9")
        shown = await see.wait("За підрозділами")
        assert row(shown, "Загальний відділ")[7:9] == ["1", "1"]


async def test_bars(folder: Path, screens: Opener) -> None:
    """A wide board draws each unit's percent as a bar; with --ascii it uses plain characters."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens(BROAD) as see:
        await see.press("f9")
        assert "████████████░░░░░░░░" in await see.wait("За підрозділами")
    async with screens(BROAD, plain=True) as see:
        await see.press("f9")
        assert "############--------" in await see.wait("За підрозділами")


async def test_no_units(folder: Path, screens: Opener) -> None:
    """If no measure names a unit, the board explains that it counts by units."""
    git(folder, "rm", "-qr", "measures")
    git(folder, "commit", "-qm", "Порожньо")
    async with screens() as see:
        await see.press("f9", "enter")
        await see.wait("Жоден захід ще не має підрозділу")
        await see.press("escape")
        await see.wait("У програмі ще немає заходів")
