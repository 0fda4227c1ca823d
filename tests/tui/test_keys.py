"""The keys: each does one thing on a screen, and the officers' page tells every one."""

from __future__ import annotations

from pathlib import Path

import pytest

from records.language import UKRAINIAN
from tui import actions
from tui.actions import Action, bindings, shown_key

OFFICERS = Path(__file__).parents[2] / "docs" / "officers.md"
SCREENS = {
    "measures": actions.MEASURES,
    "form": actions.EDIT,
    "history": actions.HISTORY,
    "journal": actions.JOURNAL,
    "board": actions.BOARD,
}


@pytest.mark.parametrize("screen", SCREENS)
def test_told(screen: str) -> None:
    """Each key of a screen stands in the officers' page with what it does."""
    page = OFFICERS.read_text(encoding="utf-8").split("\n")
    for action in SCREENS[screen]:
        assert f"| {shown_key(action)} | {UKRAINIAN.translate(action.help)} |" in page


@pytest.mark.parametrize("screen", SCREENS)
def test_apart(screen: str) -> None:
    """No key of a screen does two things, and each letter works in both layouts."""
    keys = [key for binding in bindings(SCREENS[screen]) for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
    letters = {key for key in keys if len(key) == 1}
    assert len(letters) == 2 * len([action for action in SCREENS[screen] if len(action.key) == 1])


@pytest.mark.parametrize(
    ("key", "shown"), [("f4", "F4"), ("escape", "Esc"), ("j", "j, о"), ("enter", "Enter")]
)
def test_shown(key: str, shown: str) -> None:
    """A key is named as it stands on the keyboard, a letter in both layouts."""
    assert shown_key(Action("x", key, "", "")) == shown
