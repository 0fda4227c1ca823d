"""The fields of an open form, as tests type into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.widgets.fields import Editor

if TYPE_CHECKING:
    from tests.tui.conftest import Screens


def text(screens: Screens) -> Editor:
    """Return the form's text."""
    return screens.app.screen.query_one("#text", Editor)


async def fill(screens: Screens, field: str, typed: str) -> None:
    """Go to a field of the open form and type in the place of what is there."""
    found = screens.app.screen.query_one(f"#{field}")
    found.focus()
    await screens.settle()
    await screens.press("home", "shift+end", "delete")
    await screens.type(typed)
