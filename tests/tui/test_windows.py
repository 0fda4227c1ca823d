"""Windows over a screen show their own keys, once, and hide the screen's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tui.conftest import BROAD, NARROW
from tui.widgets.fields import Line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.tui.conftest import Opener, Screens


@pytest.mark.parametrize("size", [NARROW, BROAD])
async def test_keys(screens: Opener, tmp_path: Path, size: tuple[int, int]) -> None:
    """A window's keys stay on its last line, without a gap above, below a long list or a message."""
    async with screens(size) as see:
        await see.press("f6")
        *_, before, keys, edge = _window(see)
        assert (before, "Esc Назад" in keys, edge[0]) == ("", True, "╰")
        assert see.shown().count("Esc Назад") == 1
        await see.press("escape", "f2")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "out")
        await see.press("space", "down", "space", "end", "space", "enter")
        await see.wait("Записано:")
        *_, before, keys, edge = _window(see)
        assert (before, "Esc Назад" in keys, edge[0]) == ("", True, "╰")


async def test_only_theirs(screens: Opener) -> None:
    """Under a window the screen's keys, which do nothing meanwhile, are hidden; they return with it."""
    async with screens() as see:
        assert "F1 Довідка" in see.shown()
        await see.press("f5")
        assert "F1 Довідка" not in see.shown()
        await see.press("escape")
        assert "F1 Довідка" in see.shown()


def _window(see: Screens) -> list[str]:
    """Return the lines of the window, including its lower edge."""
    place = see.app.screen.query_one(".window").region
    lines = see.shown().split("\n")[place.y : place.bottom]
    return [line[place.x : place.right].strip("│ ") for line in lines]
