"""A table whose cursor is a row: Home and End lead to the first and the last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from textual.widgets import DataTable

if TYPE_CHECKING:
    from textual.binding import BindingType


class Rows(DataTable[object]):
    """Textual's table as the screens have it: without air between the columns, which they give themselves."""

    BINDINGS: ClassVar[list[BindingType]] = [("home", "scroll_top"), ("end", "scroll_bottom")]

    def __init__(self, **values: Any) -> None:
        super().__init__(cursor_type="row", cell_padding=0, **values)
        # The columns fit: a second scrollbar would take a line.
        self.styles.overflow_x = "hidden"
