"""Leaving a screen while background reading for it is still running."""

from __future__ import annotations

import asyncio
import gc
import threading
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from records.register import Register
from records.writing.saving import Preview
from tests.waiting import PATIENCE
from tui.background.desk import Desk
from tui.screens.forms import writing
from tui.screens.forms.editing import Form
from tui.screens.table.measures import Measures
from tui.screens.windows.saving import SaveDialog
from tui.undertaking import undertake

if TYPE_CHECKING:
    from pathlib import Path

    from textual.screen import Screen

    from records.files.snapshot import Snapshot
    from tests.tui.conftest import Opener


async def test_left_while_reading(screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leaving a window does not crash the program when the window's background reading ends late."""
    async with screens() as see:
        await see.press("f4")
        await see.type("Наради проведено.")
        begun = asyncio.Event()

        async def read_too_late(*_arguments: Any) -> Preview:
            dialog = see.app.screen
            begun.set()
            while dialog.children:  # noqa: ASYNC110 - nothing tells when a screen is taken apart
                await asyncio.sleep(0)
            return Preview((), "")

        monkeypatch.setattr(see.app.desk, "preview", read_too_late)
        await see.app.screen.run_action("save")
        await begun.wait()
        assert isinstance(see.app.screen, SaveDialog)
        see.app.screen.action_back()
        await see.wait("Відсоток")
        await see.press("escape")
    assert see.app.unforeseen is None


async def test_left_while_watching(screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form that was left stops watching for others' changes, whose message would find no field."""
    monkeypatch.setattr(writing, "_WATCH", 0.001)
    async with screens() as see:
        await see.press("f4")
        form = see.app.screen
        assert isinstance(form, Form)
        monkeypatch.setattr(see.app.desk, "moved", lambda _seen: True)
        snapshot = await see.app.desk.snapshot()

        async def read_too_late() -> Snapshot:
            while form.children:  # noqa: ASYNC110 - nothing tells when a screen is taken apart
                await asyncio.sleep(0)
            return snapshot

        async def take_apart_late(screen: Screen[Any]) -> Screen[Any]:
            await asyncio.sleep(0.05)
            return await take_apart(screen)

        take_apart = see.app._replace_screen
        monkeypatch.setattr(see.app.desk, "snapshot", read_too_late)
        monkeypatch.setattr(see.app, "_replace_screen", take_apart_late)
        await see.press("escape")
    assert see.app.unforeseen is None


@pytest.mark.parametrize("begun", ["before", "while"])
async def test_program_left_while_reading(
    screens: Opener, monkeypatch: pytest.MonkeyPatch, begun: str
) -> None:
    """Leaving the program during a background reading for the table ends without a failure."""
    async with screens() as see:
        table, close = see.app.screen, see.app._close_all
        assert isinstance(table, Measures)

        async def read_too_late() -> None:
            while table.children:  # noqa: ASYNC110 - nothing tells when a screen is taken apart
                await asyncio.sleep(0)

        async def begin() -> None:
            undertake(table, table._say_standing)
            await asyncio.sleep(0)

        async def begin_and_close() -> None:
            await begin()
            await close()

        monkeypatch.setattr(see.app.desk, "read_only", read_too_late)
        if begun == "before":
            await begin()
        else:
            monkeypatch.setattr(see.app, "_close_all", begin_and_close)
    assert see.app.unforeseen is None


async def test_left_at_once(screens: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    """Background work for a form that closes before it starts never starts, and leaves no warning."""
    async with screens() as see:
        await see.press("f4")
        form = see.app.screen
        assert isinstance(form, Form)
        monkeypatch.setattr(see.app.desk, "moved", lambda _seen: True)
        # Collect garbage of earlier tests now, so that its warnings don't count here.
        gc.collect()
        with warnings.catch_warnings(record=True) as complaints:
            warnings.simplefilter("always")
            form._watch()
            form.action_back()
            await see.settle()
            gc.collect()
    assert complaints == []


async def test_one_at_a_time(folder: Path) -> None:
    """The desk runs one task on the register at a time, even after a waiting caller was cancelled."""
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def slow() -> None:
        begun.set()
        go_on.wait(PATIENCE)
        order.append("first")

    with Register.open(folder) as register:
        desk = Desk(register)
        first = asyncio.ensure_future(desk.away(slow))
        await asyncio.to_thread(begun.wait, PATIENCE)
        first.cancel()
        second = asyncio.ensure_future(desk.away(lambda: order.append("second")))
        await asyncio.sleep(0.05)
        assert order == []
        go_on.set()
        await second
    assert order == ["first", "second"]
