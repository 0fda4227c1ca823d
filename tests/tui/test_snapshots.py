"""Each screen, at both sizes and in both languages, matches its reviewed snapshot."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from records.files.snapshot import Snapshot
from records.register import Register
from records.values.changes import SUBMITTED, Action, Change, Edit
from tests.tui.conftest import BROAD, CLERK, NARROW, PROGRESS
from tests.tui.snapshots import hold

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener

_AT = datetime(2018, 1, 4, 10, 30, tzinfo=ZoneInfo("Europe/Kyiv"))
#: The keys that open each screen from the table.
SCREENS = {
    "measures": (),
    "help": ("f1",),
    "filter": ("f6",),
    "form": ("f4",),
    "programme": ("p",),
    "save": ("f4", "f2"),
    "history": ("f3",),
    "journal": ("j",),
    "board": ("f9",),
    "review": ("f8",),
    "returning": ("f8", "f4"),
    "check": ("k",),
    "units": ("u",),
    "rules": ("u", "f6", "f6"),
    "unit": ("u", "enter"),
    "officer": ("u", "right", "a"),
    "export": ("f2",),
    "period": ("c",),
    "closing": ("c", "f2"),
    "import": ("i",),
    "authors": ("f3", "a"),
    "compare": ("f3", "v", "down", "v"),
}


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize("size", [NARROW, BROAD], ids=["narrow", "broad"])
@pytest.mark.parametrize("screen", SCREENS)
async def test_looks(
    folder: Path,
    screens: Opener,
    monkeypatch: pytest.MonkeyPatch,
    screen: str,
    size: tuple[int, int],
    language: str,
) -> None:
    """The screen's text, layout and styles match the snapshot."""
    monkeypatch.setattr(Snapshot, "today", lambda _: date(2018, 1, 5))
    monkeypatch.setattr("records.identity.login", lambda: "clerk")
    monkeypatch.chdir("/")
    text = "Проведено *дві* наради:\n- у відділі освіти;\n- у відділі культури."
    edit = Edit(PROGRESS, {("status",): "partly", ("percent",): 77, ("text",): text})
    with Register.open(folder) as register:
        register.save(Change(Action.PROGRESS, (edit,), "Подано", word=SUBMITTED), author=CLERK, at=_AT)
    async with screens(size, language=language) as see:
        await see.press(*SCREENS[screen])
        hold(see.app, f"{screen}-{size[0]}-{language}")
