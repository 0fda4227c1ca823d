"""Find and fill the fields of an open form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.fields import Editor

if TYPE_CHECKING:
    from tests.tui.conftest import Screens


def text(screens: Screens) -> Editor:
    """Return the text field of the open form."""
    return screens.app.screen.query_one("#text", Editor)


async def fill(screens: Screens, field: str, typed: str) -> None:
    """Replace the content of a field in the open form."""
    found = screens.app.screen.query_one(f"#{field}")
    found.focus()
    await screens.settle()
    await screens.press("home", "shift+end", "delete")
    await screens.type(typed)
