"""The table of measures, its columns fitted to the width of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import DataTable

from tui.safe import cell, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from records.language import Language
    from tui.view import Shown

#: From this width on (120 columns without the air at the sides) the measure stands beside the table.
WIDE = 116
#: Blank cells after each column.
_GAP = 1
#: What the scrollbar takes.
_BAR = 2
_LONGEST_NUMBER = 8


class MeasureTable(DataTable[Any]):
    """One line a measure: mark, number, title, deadline, status, percent, how far the writing is."""

    def __init__(self, **values: Any) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False, cell_padding=0, **values)

    def fill(self, rows: Sequence[Shown], width: int, language: Language) -> None:
        """Show measures on a screen of a width in cells."""
        self.clear(columns=True)
        say = language.say
        widths = _widths(rows, width)
        headings = (" ", say("No."), say("Measure"), say("Due"), say("State"), "  %", say("Writing"))
        for heading, room in zip(headings, widths, strict=True):
            self.add_column(cell(heading, "bold"), width=room + _GAP)
        for shown in rows:
            measure = shown.record.measure
            state = f"{shown.sign} {language.show(shown.state)}".strip()
            word = shown.word.render(language) if shown.word is not None else ""
            self.add_row(
                cell(shown.mark, "red bold"),
                cell(shortened(measure.number, widths[1])),
                cell(shortened(measure.title, widths[2])),
                cell(shortened(measure.deadline.text, widths[3])),
                cell(shortened(state, widths[4]), shown.style),
                cell(shown.percent.rjust(3)),
                cell(shortened(word, widths[6]), shown.word_style),
            )


def _widths(rows: Sequence[Shown], width: int) -> tuple[int, ...]:
    """Return the columns' widths: the title has what the others leave."""
    numbers = max([3, *(len(shown.record.measure.number) for shown in rows)])
    wide = width >= WIDE
    room = width * 11 // 20 - 1 if wide else width
    fixed = (1, min(numbers, _LONGEST_NUMBER), 0, 18 if wide else 13, 13, 3, 11)
    return (*fixed[:2], max(room - sum(fixed) - _GAP * len(fixed) - _BAR, 10), *fixed[3:])
