"""The windows over a screen: their keys are in sight, once, and only theirs."""

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
    """Long lists and what was said last leave a window's keys on its last line, with no gap before them."""
    async with screens(size) as see:
        await see.press("f6")
        *_, before, keys, edge = _window(see)
        assert (before, "Esc Назад" in keys, edge[0]) == ("", True, "╰")
        assert see.shown().count("Esc Назад") == 1
        await see.press("escape", "f2")
        see.app.screen.query_one("#folder", Line).value = str(tmp_path / "out")
        await see.press("space", "down", "space", "end", "space", "enter")
        await see.wait("Збережено:")
        *_, before, keys, edge = _window(see)
        assert (before, "Esc Назад" in keys, edge[0]) == ("", True, "╰")


async def test_only_theirs(screens: Opener) -> None:
    """Under a window no keys of the screen stand, which do nothing meanwhile; they come back with it."""
    async with screens() as see:
        assert "F1 Довідка" in see.shown()
        await see.press("f5")
        assert "F1 Довідка" not in see.shown()
        await see.press("escape")
        assert "F1 Довідка" in see.shown()


def _window(see: Screens) -> list[str]:
    """Return what stands in the window, line by line, and its lower edge."""
    place = see.app.screen.query_one(".window").region
    lines = see.shown().split("\n")[place.y : place.bottom]
    return [line[place.x : place.right].strip("│ ") for line in lines]
