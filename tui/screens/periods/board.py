"""The board: the progress of each unit in a period, and its trend over earlier periods."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from exporters.totals import LONGEST_TREND, total
from records.texts.typography import alphabetical
from records.values.model import Status
from records.values.statuses import SOON_DAYS
from tui.actions import BOARD
from tui.safe import cell, content, shortened
from tui.screens.page import Page
from tui.signs import PLAIN_SIGNS, SIGNS, bar
from tui.viewing.programmes import named
from tui.widgets.keybar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.text import Text
    from textual.app import ComposeResult

    from exporters.totals import Totals
    from records.files.snapshot import MeasureRecord, Snapshot
    from tui.actions import Action
    from tui.viewing.programmes import Held

_BARS = "▁▂▃▄▅▆▇█"
#: The minimum width of a column of counts; others are as wide as their headings.
_COUNT = 3
_SHORTEST_NAME = 16
#: A bar shorter than this would not be readable.
_SHORTEST_BAR, _LONGEST_BAR = 6, 20
_PERCENT = 5


class Board(Page[str | None]):
    """A table with one row per unit; dismissed with the unit to show measures of, "" for all, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = BOARD

    def __init__(self, snapshot: Snapshot, records: list[MeasureRecord], held: Held) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._records = records
        self._held = held
        self._period = period = held.period
        units = {unit for record in records for unit in record.measure.responsible}
        self._units = sorted(units, key=lambda unit: alphabetical(snapshot.unit_name(unit)))
        self._today = snapshot.today()
        self._periods = [each for each in snapshot.periods() if each <= period][-LONGEST_TREND:]
        self._present = {each: snapshot.present(each, held.programme) for each in self._periods}

    def compose(self) -> ComposeResult:
        """Lay out the title, the legend and the table."""
        language = self.app.language
        title = language.say("By unit · {period}", period=named(self._snapshot, self._held, language))
        yield Static(content(title, "bold"), classes="title")
        names = {status: language.show(status) for status in Status} | {Status.PARTLY: language.say("Partly")}
        explained = "  ".join(f"{self._sign(status)} {name}" for status, name in names.items())
        soon = language.say("soon: due within {n} days", n=SOON_DAYS)
        legend = f"{explained}  {soon}"
        if len(legend) > self.app.size.width - 4:
            # The help explains it as well.
            legend = explained
        yield Static(content(legend, "dim"), classes="facts")
        yield Rows(id="board")
        yield Static(id="empty")
        yield KeyBar()

    def on_mount(self) -> None:
        """Count the measures of each unit by status."""
        self._fill()

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._fill()

    def notes(self) -> Iterable[str]:
        """Yield the explanations of the short headings."""
        yield self.app.language.say("soon: due within {n} days", n=SOON_DAYS)
        yield self.app.language.say(
            "The percent is the mean of what the report tells, of measures done earlier too; what is missing "
            "does not count."
        )

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._fill()

    def _fill(self) -> None:
        table, say = self.query_one(Rows), self.app.language.say
        row = table.cursor_row
        table.clear(columns=True)
        signs = [self._sign(status) for status in Status]
        headings = [say("all"), *signs, say("none"), say("soon"), say("late")]
        rooms = [max(_COUNT, len(heading)) + 1 for heading in headings]
        trend = max(len(self._periods), len(say("Trend")))
        left = self.size.width - sum(rooms) - _PERCENT - trend - 4
        beside = min(left - 2 * _SHORTEST_NAME, _LONGEST_BAR)
        if beside < _SHORTEST_BAR:
            beside = 0
        name = max(left - beside, _SHORTEST_NAME)
        table.add_column(cell(say("Unit"), "bold"), width=name + 1)
        for heading, room in zip(headings, rooms, strict=True):
            table.add_column(cell(heading.rjust(room - 1), "bold"), width=room)
        table.add_column(cell("  %", "bold"), width=_PERCENT)
        if beside:
            table.add_column(cell(""), width=beside + 1)
        table.add_column(cell(say("Trend"), "bold"), width=trend + 1)
        for unit in self._units:
            theirs = [record for record in self._records if unit in record.measure.responsible]
            full = self._snapshot.unit_name(unit)
            named = full if len(full) <= name else self._snapshot.unit_short(unit)
            table.add_row(*self._row(shortened(named, name), theirs, rooms, beside))
        said = ""
        if not self._units:
            said = say("No measure names a unit yet: the board counts by them.")
        else:
            table.add_row(*self._row(say("All units"), self._records, rooms, beside))
            if any(len(record.measure.responsible) > 1 for record in self._records):
                said = say(
                    "A measure of several units counts with each of them here, in reports with the first "
                    "alone."
                )
        self.query_one("#empty", Static).update(content(said, "dim" if self._units else ""))
        table.move_cursor(row=row, animate=False)
        table.focus()

    def _row(self, name: str, records: list[MeasureRecord], rooms: list[int], beside: int) -> Iterator[Text]:
        totals = total(name, records, self._period)
        soon = sum(record.due_soon(self._period, self._today) for record in records)
        late = sum(record.overdue(self._period, self._today) for record in records)
        figures = [totals.count, *totals.by_status.values(), totals.missing, soon, late]
        styles = ["bold", *(SIGNS[status][1] for status in Status), "yellow", "yellow", "red"]
        yield cell(totals.name)
        for figure, style, room in zip(figures, styles, rooms, strict=True):
            shown = str(figure) if figure else "–"
            yield cell(shown.rjust(room - 1), style if figure else "dim")
        yield cell(("—" if totals.mean is None else str(totals.mean)).rjust(3))
        if beside:
            yield cell("" if totals.mean is None else bar(totals.mean, beside, plain=self.app.plain), "blue")
        yield cell(self._trend(records))

    def _trend(self, records: Iterable[MeasureRecord]) -> str:
        keys = {record.key for record in records}
        return "".join(
            self._bar(total("", [each for each in present if each.key in keys], period))
            for period, present in self._present.items()
        )

    def _bar(self, totals: Totals) -> str:
        if totals.mean is None:
            return " "
        if self.app.plain:
            # A digit stands for ten percent; "#" is a full hundred.
            return str(totals.mean // 10) if totals.mean < 100 else "#"  # noqa: PLR2004 - percent
        return _BARS[min(totals.mean * len(_BARS) // 100, len(_BARS) - 1)]

    def _sign(self, status: Status) -> str:
        return PLAIN_SIGNS[status] if self.app.plain else SIGNS[status][0]

    def on_data_table_row_selected(self, event: Rows.RowSelected) -> None:
        """Leave for the measures of the row's unit, or for all measures."""
        self.dismiss(self._units[event.cursor_row] if event.cursor_row < len(self._units) else "")
