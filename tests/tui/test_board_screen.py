"""The board: how the units stand, and the way from there to their measures."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from records.files.snapshot import Snapshot
from records.register import Register
from records.values.changes import Action, Change, Edit
from tests.tui.conftest import BROAD, CLERK, git, save

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.tui.conftest import Opener


def row(shown: str, unit: str) -> list[str]:
    """Return the figures of a unit's line."""
    line = next(line for line in shown.split("\n") if unit in line)
    return line.split(unit)[1].split()


async def test_board(folder: Path, screens: Opener) -> None:
    """The board counts each unit's measures and leads to them; the line of all units leads to all."""
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


async def test_near_and_late(folder: Path, screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A date within thirty days is soon, one that has passed is late, by the day it is."""
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
    """A wide board draws each unit's percent as a bar, with --ascii in signs that every terminal has."""
    save(folder, {"status": "in-progress", "percent": 60})
    async with screens(BROAD) as see:
        await see.press("f9")
        assert "████████████░░░░░░░░" in await see.wait("За підрозділами")
    async with screens(BROAD, plain=True) as see:
        await see.press("f9")
        assert "############--------" in await see.wait("За підрозділами")


async def test_no_units(folder: Path, screens: Opener) -> None:
    """Where no measure names a unit the board says what it counts by."""
    git(folder, "rm", "-qr", "measures")
    git(folder, "commit", "-qm", "Порожньо")
    async with screens() as see:
        await see.press("f9", "enter")
        await see.wait("Жоден захід ще не має підрозділу")
        await see.press("escape")
        await see.wait("У програмі ще немає заходів")
