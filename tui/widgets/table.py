"""The table of measures, with columns fitted to the screen's width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.safe import cell
from tui.viewing.filters import Column
from tui.viewing.shorter import deadline

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.style import Style
    from textual import events
    from textual.binding import BindingType

    from records.language import Language
    from tui.viewing.lines import Lines, Shown

#: From this width on (120 columns less the margins) the measure is shown beside the table.
WIDE = 116
#: Blank cells after each column.
_GAP = 1
#: Cells for the scrollbar.
_BAR = 2
_LONGEST_NUMBER = 8
#: The signs for ascending and descending order; the second pair works on every terminal.
_ORDER_SIGNS = ("↑↓", "^v")
#: As in the style sheet, for a table with the measure beside it.
_NARROWEST = 78
#: The least and the greatest width of a column.
_DEADLINE, _LONGEST_DEADLINE = 13, 23
_UNITS, _LONGEST_UNITS = 12, 24
#: The width of the title from which deadlines and units are widened instead.
_ENOUGH_TITLE = 24
#: A column is left out if it would leave the title less than this; the first of them goes first.
_SHORTEST_TITLE = {Column.UNITS: 24, Column.DEADLINE: 14, Column.WRITING: 14}


class MeasureTable(ScrollView, can_focus=True):
    """One line per measure: its mark, then as many columns as fit.

    Only the visible lines are built, so that ten thousand measures cost no more than twenty.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        ("up", "step(-1)"),
        ("down", "step(1)"),
        ("pageup", "page(-1)"),
        ("pagedown", "page(1)"),
        ("enter", "select"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"measure-table--header", "measure-table--cursor"}

    @dataclass
    class RowSelected(Message):
        """Posted when Enter is pressed on a row."""

        cursor_row: int

    #: The cursor's row. A watcher redraws in the same frame; a message would redraw in the next.
    cursor_row: reactive[int] = reactive(0, repaint=False)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._lines: Sequence[Shown] = ()
        self._language: Language | None = None
        self._columns: Mapping[Column, int] = {}
        self._order = (Column.NUMBER, False)
        self._plain = False

    @property
    def row_count(self) -> int:
        """The number of measures."""
        return len(self._lines)

    def fill(
        self,
        lines: Lines,
        width: int,
        language: Language,
        order: tuple[Column, bool] = (Column.NUMBER, False),
    ) -> None:
        """Show measures at a width in cells; `order` is the sort column and whether it is descending."""
        self._lines, self._language, self._order = lines, language, order
        self._plain = lines.plain
        measures = [record.measure for record in lines.records]
        longest = max((len(measure.deadline.text) for measure in measures), default=0)
        self._columns = _columns([measure.number for measure in measures], longest, width)
        self.virtual_size = Size(0, len(lines) + 1)
        self.cursor_row = self.validate_cursor_row(self.cursor_row)
        self._keep_in_sight()
        self.refresh()

    # The cursor

    def move_cursor(self, *, row: int) -> None:
        """Move the cursor to a row, or to the nearest one that exists."""
        self.cursor_row = row

    def validate_cursor_row(self, row: int) -> int:
        """Clamp the cursor to the rows that exist."""
        return max(min(row, self.row_count - 1), 0)

    def watch_cursor_row(self, before: int, now: int) -> None:
        """Redraw only the two rows concerned, and scroll if the cursor leaves the screen."""
        for row in (before, now):
            self.refresh_line(row + 1)
        self._keep_in_sight()

    def _keep_in_sight(self) -> None:
        """Scroll by half a screen if the cursor has left it: each scroll redraws the whole screen."""
        page = self._page()
        if not 0 <= self.cursor_row - round(self.scroll_y) < page:
            self.scroll_to(y=self.cursor_row - page // 2, animate=False, immediate=True)

    def _page(self) -> int:
        """Return the number of rows on the screen."""
        return max(self.size.height - 1, 1)

    def on_resize(self, _event: events.Resize) -> None:
        """Keep the cursor on the screen."""
        self._keep_in_sight()

    def action_step(self, by: int) -> None:
        """Move the cursor by rows."""
        self.move_cursor(row=self.cursor_row + by)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        self.move_cursor(row=self.cursor_row + by * self._page())

    def action_select(self) -> None:
        """Post that the cursor's row was selected."""
        if self.row_count:
            self.post_message(self.RowSelected(self.cursor_row))

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Return a line of the screen: the headings, or the row scrolled to there."""
        row = round(self.scroll_y) + y - 1
        if y == 0:
            return self._strip(self._headings(), self.get_component_rich_style("measure-table--header"))
        if row >= self.row_count:
            return self._strip([], self.rich_style)
        cells = list(self._cells(self._lines[row]))
        if row != self.cursor_row:
            return self._strip(cells, self.rich_style)
        # One style for all cells: their own colours would not be legible on the cursor's.
        style = self.get_component_rich_style("measure-table--cursor")
        return self._strip([Text(each.plain) for each in cells], style)

    def _strip(self, cells: Sequence[Text], style: Style) -> Strip:
        """Return cells side by side, each cut or padded to its column, with `style` below their styles."""
        line = Text(end="")
        for text, room in zip(cells, (1, *self._columns.values()), strict=False):
            text.truncate(room, overflow="ellipsis", pad=True)
            line.append_text(text)
            line.append(" " * _GAP)
        strip = Strip(line.render(self.app.console)).adjust_cell_length(self.size.width)
        return strip.apply_style(style).simplify()

    def _headings(self) -> list[Text]:
        assert self._language is not None
        by, falling = self._order
        headings = [Text(" ")]
        for column, room in self._columns.items():
            sign = _ORDER_SIGNS[self._plain][falling] if column is by else ""
            name = cell(self._language.show(column))
            name.truncate(room - len(sign), overflow="ellipsis")
            name.append(sign)
            if column is Column.PERCENT:
                name.pad_left(room - name.cell_len)
            headings.append(name)
        return headings

    def _cells(self, shown: Shown) -> Iterator[Text]:
        assert self._language is not None
        measure = shown.record.measure
        state = f"{shown.sign} {self._language.show(shown.state)}".strip()
        word = shown.word.render(self._language) if shown.word is not None else ""
        texts = {
            Column.NUMBER: (measure.number, ""),
            Column.TITLE: (measure.title, ""),
            Column.DEADLINE: (deadline(measure.deadline.text, self._columns.get(Column.DEADLINE, 0)), ""),
            Column.UNITS: (shown.units, "dim"),
            Column.STATE: (state, shown.style),
            Column.PERCENT: (shown.percent.rjust(3), ""),
            Column.WRITING: (word, shown.word_style),
        }
        # A blank without a style merges with the next cell, which saves bytes.
        yield cell(shown.mark, "red bold" if shown.mark else "")
        for column in self._columns:
            text, style = texts[column]
            yield cell(text, style if text else "")


def _columns(numbers: Sequence[str], longest: int, width: int) -> dict[Column, int]:
    """Return the columns that fit, with their widths; the title gets what the others leave.

    `longest` is the length of the longest deadline: spare room goes to deadlines first, then to units.
    """
    wide = width >= WIDE
    room = max(width * 2 // 3, _NARROWEST) - 1 if wide else width
    widths = {
        Column.NUMBER: min(max([4, *map(len, numbers)]), _LONGEST_NUMBER),
        Column.TITLE: 0,
        Column.DEADLINE: _DEADLINE,
        Column.UNITS: _UNITS,
        Column.STATE: 13,
        Column.PERCENT: 3,
        Column.WRITING: 11,
    }
    for column, shortest in _SHORTEST_TITLE.items():
        if _left(room, widths) >= shortest:
            break
        del widths[column]
    for column, most in ((Column.DEADLINE, min(longest, _LONGEST_DEADLINE)), (Column.UNITS, _LONGEST_UNITS)):
        if column in widths:
            spare = _left(room, widths) - _ENOUGH_TITLE
            widths[column] += max(min(spare, most - widths[column]), 0)
    return widths | {Column.TITLE: max(_left(room, widths), 10)}


def _left(room: int, widths: Mapping[Column, int]) -> int:
    """Return what the mark, the columns, their gaps and the scrollbar leave of a width."""
    return room - 1 - sum(widths.values()) - _GAP * (len(widths) + 1) - _BAR
