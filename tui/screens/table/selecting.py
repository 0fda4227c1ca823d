"""The choice of the measures shown: period, filter, search words and order."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.screens.table.telling import Telling
from tui.undertaking import undertake
from tui.viewing.filters import Column, Filter
from tui.viewing.programmes import choices
from tui.widgets.table import MeasureTable

if TYPE_CHECKING:
    from textual.widgets import Input

    from records.files.snapshot import MeasureRecord
    from records.values.periods import Period
    from tui.viewing.lines import Lines
    from tui.viewing.programmes import Held
    from tui.viewing.view import View


class Selecting(Telling):
    """A page with a table of measures, and the actions that choose what it shows."""

    #: The rows in the table.
    _shown: Lines
    _filter: Filter
    #: The programme last chosen, for periods that several programmes have; None if none was chosen.
    programme: str | None = None
    _sort: Column
    _falling: bool

    def _show(self) -> None:
        """Show the measures that pass the filter, keeping the same measure selected."""
        raise NotImplementedError

    def action_period(self) -> None:
        """Choose the period, and the programme if several have that period."""
        from tui.screens.windows.choosing import Choosing

        things = choices(self.snapshot, self.app.language)
        current = next((at for at, (held, _) in enumerate(things) if held == self.view.held), 0)
        self.app.push_screen(Choosing(self.app.language.say("Period"), things, current), self.take_held)

    def action_step(self, by: int) -> None:
        """Show the previous (-1) or next (1) period."""
        periods = self.snapshot.periods()
        place = periods.index(self.period) + by if self.period in periods else -1
        if 0 <= place < len(periods):
            self._take_period(periods[place])

    def _take_period(self, period: Period) -> None:
        self.period = period
        self.fill()

    def take_held(self, held: Held | None) -> None:
        """Show a period of a programme; None: what was shown before."""
        if held is not None:
            self.programme = held.programme
            self._take_period(held.period)

    def action_filter(self) -> None:
        """Choose which measures are shown."""
        from tui.screens.windows.choosing import Choosing

        language = self.app.language
        things = self.view.filters(self._filter, language)
        self.app.push_screen(Choosing(language.say("Show"), things), self.take_filter)

    def take_filter(self, chosen: Filter | None) -> None:
        """Apply a filter; None keeps the present one."""
        if chosen is not None:
            self._filter = chosen
            self._show()

    def select(self, record: MeasureRecord | None) -> None:
        """Select a measure; if the filter hides it, show all measures."""
        if record is None:
            return
        if record.programme != self.view.programme:
            self.programme = record.programme
            self.fill()
        if record.key not in {each.key for each in self._shown.records}:
            self.take_filter(Filter())
        places = {each.key: place for place, each in enumerate(self._shown.records)}
        self.query_one(MeasureTable).move_cursor(row=places.get(record.key, 0))

    async def action_search(self) -> None:
        """Open the search, which narrows the table while typing."""
        from tui.widgets.fields import Line

        if not self.query("#search"):
            await self.mount(Line(id="search"), before="#middle")
        self.query_one("#search").focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the table to the search words."""
        self._filter = replace(self._filter, words=event.value)
        undertake(self, self._narrow, group="search")

    async def _narrow(self) -> None:
        await self._prepare(self.view)
        self._show()

    async def _prepare(self, view: View) -> None:
        """Build the texts to search in a worker thread, if there are search words."""
        if self._filter.words:
            await asyncio.to_thread(lambda: view.haystacks)

    def on_input_submitted(self) -> None:
        """Return to the narrowed table."""
        self.query_one(MeasureTable).focus()

    async def action_end_search(self) -> None:
        """End the search; without one, reset the filter."""
        search = self.query("#search")
        if not search:
            self.take_filter(self.view.usual())
            return
        await search.remove()
        self._filter = replace(self._filter, words="")
        self._show()
        self.query_one(MeasureTable).focus()

    def action_sort(self) -> None:
        """Choose the column to sort by; choosing the present one reverses the order."""
        from tui.screens.windows.choosing import Choosing

        language = self.app.language
        things = [(column, language.show(column)) for column in Column]
        title = language.say("Sort by; the same again turns the order round")
        self.app.push_screen(Choosing(title, things, list(Column).index(self._sort)), self._take_order)

    def _take_order(self, column: Column | None) -> None:
        if column is not None:
            self._falling = column is self._sort and not self._falling
            self._sort = column
            self._show()
