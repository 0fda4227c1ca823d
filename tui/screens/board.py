"""The board: how each unit stands in a period, and how it went over the periods before."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import DataTable, Static

from exporters.totals import total
from records.model import Status
from records.statuses import Standing
from tui.actions import BOARD
from tui.safe import cell, content, shortened
from tui.screens.page import Page
from tui.view import PLAIN_SIGNS, SIGNS
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from exporters.model import Totals
    from records.periods import Period
    from records.snapshot import MeasureRecord, Snapshot
    from tui.actions import Action

_BARS = "▁▂▃▄▅▆▇█"
_COUNT = 4
_LONGEST_TREND = 8


class Board(Page[str | None]):
    """A line a unit; dismissed with the unit whose measures are wanted, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = BOARD

    def __init__(self, snapshot: Snapshot, records: list[MeasureRecord], period: Period) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._records = records
        self._period = period
        self._units = list(dict.fromkeys(unit for record in records for unit in record.measure.responsible))

    def compose(self) -> ComposeResult:
        """Lay out the title and the table."""
        language = self.app.language
        title = language.say("By unit · {period}", period=self._period)
        yield Static(content(title, "bold"), classes="title")
        explained = "  ".join(f"{self._sign(status)} {language.show(status)}" for status in Status)
        yield Static(content(shortened(explained, self.app.size.width - 4), "dim"), classes="facts")
        yield DataTable(id="board", cursor_type="row", cell_padding=0)
        yield KeyBar()

    def on_mount(self) -> None:
        """Count."""
        self._fill()

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        await super().relabel()
        self._fill()

    def _fill(self) -> None:
        table, say = self.query_one(DataTable), self.app.language.say
        signs = [self._sign(status) for status in Status]
        counted = [say("all"), *signs, say("none"), say("late")]
        width = max(self.size.width - (_COUNT + 1) * len(counted) - 5 - _LONGEST_TREND - 5, 16)
        table.add_column(cell(say("Unit"), "bold"), width=width + 1)
        for heading in counted:
            table.add_column(cell(heading.rjust(_COUNT), "bold"), width=_COUNT + 1)
        table.add_column(cell("  %", "bold"), width=5)
        table.add_column(cell(say("Trend"), "bold"), width=_LONGEST_TREND + 2)
        for unit in self._units:
            theirs = [record for record in self._records if unit in record.measure.responsible]
            name = self._snapshot.unit_name(unit)
            named = name if len(name) <= width else self._snapshot.unit_short(unit)
            totals = total(named, theirs, self._period)
            figures = [totals.count, *totals.by_status.values(), totals.missing, totals.overdue]
            styles = ["bold", *(SIGNS[status][1] for status in Status), "yellow", "red"]
            table.add_row(
                cell(shortened(totals.name, width)),
                *[
                    cell((str(figure) if figure else "–").rjust(_COUNT), style if figure else "dim")
                    for figure, style in zip(figures, styles, strict=True)
                ],
                cell(("—" if totals.mean is None else str(totals.mean)).rjust(3)),
                cell(self._trend(theirs)),
            )
        table.focus()

    def _trend(self, records: list[MeasureRecord]) -> str:
        known = [each for each in self._snapshot.periods() if each <= self._period][-_LONGEST_TREND:]
        present = [
            total("", [each for each in records if each.standing(period) is not Standing.RETIRED], period)
            for period in known
        ]
        return "".join(self._bar(totals) for totals in present)

    def _bar(self, totals: Totals) -> str:
        if totals.mean is None:
            return " "
        if self.app.plain:
            # A tenth of a hundred a figure; ten tenths are a sharp.
            return str(totals.mean // 10) if totals.mean < 100 else "#"  # noqa: PLR2004 - percent
        return _BARS[min(totals.mean * len(_BARS) // 100, len(_BARS) - 1)]

    def _sign(self, status: Status) -> str:
        return PLAIN_SIGNS[status] if self.app.plain else SIGNS[status][0]

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Lead to the unit's measures."""
        self.dismiss(self._units[event.cursor_row])
