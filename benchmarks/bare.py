"""A bare Textual program that shows a table from a prepared file: the floor for prozvit's first screen.

Run as `python -m benchmarks.bare FILE`. Each line of the file is a row; its cells are separated by tabs.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")

from rich.text import Text
from textual.app import App, ComposeResult
from textual.widgets import DataTable

_HEADINGS = {" ": 2, "№": 6, "Захід": 24, "Строк": 14, "Стан": 14, "%": 4, "Подання": 12}


class Bare(App[None]):
    """The program with its one table."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Compose the table."""
        yield DataTable(cursor_type="row", cell_padding=0)

    def on_mount(self) -> None:
        """Fill the table from the file."""
        table = self.query_one(DataTable)
        for heading, width in _HEADINGS.items():
            table.add_column(heading, width=width)
        for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
            table.add_row(*[Text(each, no_wrap=True) for each in line.split("\t")])
        table.focus()


if __name__ == "__main__":
    Bare().run(mouse=False)
