"""The table of measures, its columns fitted to the width of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual.widgets import DataTable

from tui.filters import Column
from tui.safe import cell, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.text import Text

    from records.language import Language
    from tui.view import Shown

#: From this width on (120 columns without the air at the sides) the measure stands beside the table.
WIDE = 116
#: Blank cells after each column.
_GAP = 1
#: What the scrollbar takes.
_BAR = 2
_LONGEST_NUMBER = 8
#: As the style sheet has it for a table beside which the measure stands.
_NARROWEST = 78
#: A column that would leave the title less room than this is left out, the first of them first.
_SHORTEST_TITLE = {Column.UNITS: 24, Column.DEADLINE: 14, Column.WRITING: 14}


class MeasureTable(DataTable[Any]):
    """One line a measure: its mark, then what there is room for of its columns."""

    def __init__(self, **values: Any) -> None:
        super().__init__(cursor_type="row", zebra_stripes=False, cell_padding=0, **values)

    def fill(
        self,
        rows: Sequence[Shown],
        width: int,
        language: Language,
        order: tuple[Column, bool] = (Column.NUMBER, False),
    ) -> None:
        """Show measures on a screen of a width in cells; `order`: sorted by what, and whether falling."""
        self.clear(columns=True)
        widths = _widths(rows, width)
        self.add_column(cell(" "), width=1 + _GAP)
        for column, room in widths.items():
            self.add_column(_heading(column, room, order, language), width=room + _GAP)
        for shown in rows:
            self.add_row(cell(shown.mark, "red bold"), *_cells(shown, widths, language))


def _heading(column: Column, room: int, order: tuple[Column, bool], language: Language) -> Text:
    by, falling = order
    sign = ("↓" if falling else "↑") if column is by else ""
    name = f"{shortened(language.show(column), room - len(sign))}{sign}"
    return cell(name.rjust(room) if column is Column.PERCENT else name, "bold")


def _cells(shown: Shown, widths: Mapping[Column, int], language: Language) -> Iterator[Text]:
    measure = shown.record.measure
    state = f"{shown.sign} {language.show(shown.state)}".strip()
    word = shown.word.render(language) if shown.word is not None else ""
    texts = {
        Column.NUMBER: (measure.number, ""),
        Column.TITLE: (measure.title, ""),
        Column.DEADLINE: (measure.deadline.text, ""),
        Column.UNITS: (shown.units, "dim"),
        Column.STATE: (state, shown.style),
        Column.PERCENT: (shown.percent.rjust(3), ""),
        Column.WRITING: (word, shown.word_style),
    }
    for column, room in widths.items():
        text, style = texts[column]
        yield cell(shortened(text, room), style)


def _widths(rows: Sequence[Shown], width: int) -> dict[Column, int]:
    """Return the columns that there is room for with their widths: the title has what the others leave."""
    numbers = max([3, *(len(shown.record.measure.number) for shown in rows)])
    wide = width >= WIDE
    room = max(width * 3 // 5, _NARROWEST) - 1 if wide else width
    widths = {
        Column.NUMBER: min(numbers, _LONGEST_NUMBER),
        Column.TITLE: 0,
        Column.DEADLINE: 13,
        Column.UNITS: 12,
        Column.STATE: 13,
        Column.PERCENT: 3,
        Column.WRITING: 11,
    }
    for column, shortest in _SHORTEST_TITLE.items():
        if _left(room, widths) >= shortest:
            break
        del widths[column]
    return widths | {Column.TITLE: max(_left(room, widths), 10)}


def _left(room: int, widths: Mapping[Column, int]) -> int:
    """Return what the mark, the columns, their gaps and the scrollbar leave of a width."""
    return room - 1 - sum(widths.values()) - _GAP * (len(widths) + 1) - _BAR
