"""A table with a row cursor; Home and End go to the first and the last row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.binding import BindingType


class Rows(DataTable[object]):
    """Textual's table without padding between the columns, which include their own gaps."""

    BINDINGS: ClassVar[list[BindingType]] = [("home", "scroll_top"), ("end", "scroll_bottom")]

    def __init__(self, **values: Any) -> None:
        super().__init__(cursor_type="row", cell_padding=0, **values)
        # The columns fit: a horizontal scrollbar would only take a line.
        self.styles.overflow_x = "hidden"


def rows_with_one_below() -> ComposeResult:
    """Lay out a table, the selected row's details below it, a message line, the keys."""
    yield Rows(id="trail")
    with VerticalScroll(id="change", can_focus=True):
        yield Static(id="change-text")
    yield Static(id="said")
    yield KeyBar()
