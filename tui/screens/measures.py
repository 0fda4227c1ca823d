"""The measures of a period: the screen that the program opens with."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import DataTable, Input, Static

from records.errors import ProzvitError
from records.layout import Place
from tui.actions import MEASURES
from tui.filters import Choice, Column, Filter
from tui.safe import content, join, shortened
from tui.screens.board import Board
from tui.screens.choosing import Choosing, Reading
from tui.screens.details import measure_details, one_line
from tui.screens.drafts import Discarding, draft_line
from tui.screens.exporting import Exporting
from tui.screens.history import History
from tui.screens.journal import Journal
from tui.screens.page import Page
from tui.view import View, bar
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar
from tui.widgets.table import WIDE, MeasureTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from records.drafts import Draft
    from records.periods import Period
    from records.snapshot import MeasureRecord, Snapshot
    from tui.actions import Action
    from tui.view import Shown

_WATCH = 2.0


class Measures(Page[None]):
    """The table of measures, its totals above, the selected measure below or beside."""

    ACTIONS: ClassVar[tuple[Action, ...]] = MEASURES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", priority=True),
        Binding("right", "step(1)", priority=True),
        Binding("home", "edge(True)", priority=True),
        Binding("end", "edge(False)", priority=True),
        ("escape", "end_search"),
    ]

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._period: Period = snapshot.open_period()
        self._filter = Filter()
        self._sort, self._falling = Column.NUMBER, False
        self._shown: list[Shown] = []
        self._view = self._look()
        self._filter = self._usual_filter()

    def compose(self) -> ComposeResult:
        """Lay out the head, the table, the selected measure and the keys."""
        yield Static(id="head")
        yield Static(id="totals")
        yield Static(id="filter")
        yield Line(id="search", classes="hidden")
        with Horizontal(id="middle"):
            yield MeasureTable(id="table")
            with VerticalScroll(id="side"):
                yield Static(id="details")
        yield Static(id="below")
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the table and keep it true to the register."""
        self._fill()
        table = self.query_one(DataTable)
        table.move_cursor(row=self._view.first_missing([shown.record for shown in self._shown]))
        table.focus()
        self.set_interval(_WATCH, self._watch)
        self.run_worker(self._say_standing())

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.set_class(self.size.width >= WIDE, "wide")
        self.call_after_refresh(self._fill)

    # What is shown

    def _usual_filter(self) -> Filter:
        """Return what an officer starts on: what is theirs, where anything is."""
        mine = any(self._view.is_mine(record) for record in self._view.records)
        return Filter(Choice.MINE if mine else Choice.ALL)

    def _look(self) -> View:
        return View(self._snapshot, self._period, self.app.desk.me.login, self.app.desk.drafts.all())

    def _fill(self) -> None:
        language, plain = self.app.language, self.app.plain
        selected = self._selected()
        self._view = self._look()
        records = self._view.in_order(self._view.chosen(self._filter), self._sort, falling=self._falling)
        self._shown = [self._view.shown(record, plain=plain) for record in records]
        order = (self._sort, self._falling)
        self.query_one(MeasureTable).fill(self._shown, self.size.width, self.app.language, order)
        kept = [
            place for place, shown in enumerate(self._shown) if selected and shown.record.key == selected.key
        ]
        self.query_one(DataTable).move_cursor(row=kept[0] if kept else 0, animate=False)
        width = max(self.size.width, 20)
        period = f"‹ {language.show(self._period)} ›" if not plain else f"< {language.show(self._period)} >"
        body = shortened(self._snapshot.rules.body, width - len(period) - 2)
        gap = " " * (width - len(body) - len(period))
        self.query_one("#head", Static).update(join(content(body, "bold"), gap, content(period, "bold")))
        totals, mean = self._view.totals(language, plain=plain)
        filled = "" if mean is None else f"{bar(mean, 18 if width >= WIDE else 10, plain=plain)} {mean} %"
        gap = " " * max(width - len(totals) - len(filled), 1)
        self.query_one("#totals", Static).update(content(shortened(totals + gap + filled, width)))
        self.query_one("#filter", Static).update(content(shortened(self._filter_line(), width), "dim"))
        self._show_selected()

    def _filter_line(self) -> str:
        language = self.app.language
        what = self._view.described(self._filter, language)
        line = language.say("shown: {what} ({n})", what=what, n=len(self._shown))
        left = self._view.days_left()
        return line if left is None else f"{language.show(left)} · {line}"

    def _selected(self) -> MeasureRecord | None:
        row = self.query_one(DataTable).cursor_row
        return self._shown[row].record if 0 <= row < len(self._shown) else None

    def _show_selected(self) -> None:
        record = self._selected()
        below, details = self.query_one("#below", Static), self.query_one("#details", Static)
        if record is None:
            below.update(content(self._why_empty(), "yellow"))
            details.update(content(self._why_empty(), "yellow"))
        elif self.size.width >= WIDE:
            below.update("")
            details.update(measure_details(self._snapshot, record, self._period, self.app.language))
        else:
            width = self.size.width
            below.update(one_line(self._snapshot, record, self._period, self.app.language, width))

    def _why_empty(self) -> str:
        """Return why the table is empty, and what to do."""
        if self._view.records:
            return self.app.language.say(
                "No measure fits what is asked for. F6 changes that, Esc shows the usual ones."
            )
        return self.app.language.say(
            "The programme has no measures yet. F1 lists what to do: take them from a report, or add one."
        )

    def say(self, text: str, style: str = "") -> None:
        """Say a line above the keys."""
        self.query_one("#said", Static).update(content(text, style))

    async def _say_standing(self) -> None:
        why = await self.app.desk.read_only()
        self.query_one(KeyBar).refresh()
        if why is not None:
            self.say(why.render(self.app.language), "bold yellow")
        elif self._snapshot.problems:
            self.say(self._snapshot.problems[0].message().render(self.app.language), "bold red")

    # What keys do

    def on_data_table_row_highlighted(self) -> None:
        """Show the measure that the cursor came to."""
        self._show_selected()

    def on_data_table_row_selected(self) -> None:
        """Enter writes, or where nothing can be written shows the measure."""
        if self.check_action("edit", ()):
            self.action_edit()
        else:
            self.action_look()

    def action_look(self) -> None:
        """Show the whole measure."""
        record = self._selected()
        if record is not None:
            self.app.push_screen(
                Reading(measure_details(self._snapshot, record, self._period, self.app.language))
            )

    def action_discard(self) -> None:
        """Throw the selected measure's draft away, once more asked by its name."""
        record = self._selected()
        draft = (
            self.app.desk.drafts.find(Place(record.programme, record.id, self._period)) if record else None
        )
        if record is None or draft is None:
            self.say(self.app.language.say("This measure has no draft."), "yellow")
            return
        words = draft_line(draft, record, datetime.now(self._snapshot.timezone), self.app.language)
        self.app.push_screen(Discarding(draft, words, self.app.language), self._discard)

    def _discard(self, draft: Draft | None) -> None:
        if draft is not None:
            self.app.desk.drafts.discard(draft.place)
            self._fill()

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        self._fill()
        self.query_one(KeyBar).refresh()

    def notes(self) -> Iterable[str]:
        """Yield what else the help says."""
        contact = self._snapshot.rules.contact
        say = self.app.language.say
        yield say("Marks: ‼ overdue, ✎ draft, ↩ returned.")
        if contact.name:
            parts = (contact.name, contact.phone, contact.email)
            yield say("Whom to ask: {contact}", contact=", ".join(part for part in parts if part))

    def action_edit(self) -> None:
        """Open the form of the selected measure."""
        record = self._selected()
        if record is not None:
            self.app.open_form(self._snapshot, record, self._period)

    def action_history(self) -> None:
        """Open the history of the selected measure."""
        record = self._selected()
        if record is not None:
            self.app.push_screen(History(record))

    def action_export(self) -> None:
        """Write the report."""
        self.app.push_screen(Exporting(self._period, self._view.programme))

    def action_journal(self) -> None:
        """Open the journal."""
        self.app.push_screen(Journal(self._snapshot))

    def action_board(self) -> None:
        """Open the board."""
        self.app.push_screen(Board(self._snapshot, self._view.records, self._period), self._take_unit)

    def _take_unit(self, unit: str | None) -> None:
        if unit is not None:
            self._take_filter(Filter(unit=unit or None))

    def action_period(self) -> None:
        """Choose the period."""
        periods = self._snapshot.periods()
        things = [(period, self.app.language.show(period)) for period in periods]
        current = periods.index(self._period) if self._period in periods else 0
        self.app.push_screen(Choosing(self.app.language.say("Period"), things, current), self._take_period)

    def action_step(self, by: int) -> None:
        """Show the period before or after."""
        periods = self._snapshot.periods()
        place = periods.index(self._period) + by if self._period in periods else -1
        if 0 <= place < len(periods):
            self._take_period(periods[place])

    def action_edge(self, first: bool) -> None:  # noqa: FBT001 - Textual passes what a binding says
        """Go to the first or the last measure."""
        self.query_one(DataTable).move_cursor(row=0 if first else len(self._shown) - 1, animate=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the keys that move to the search while it is typed in."""
        if action in {"step", "edge"}:
            return not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    def _take_period(self, period: Period | None) -> None:
        if period is not None:
            self._period = period
            self._fill()

    def action_filter(self) -> None:
        """Choose which measures are shown."""
        language = self.app.language
        things = self._view.filters(self._filter, language)
        self.app.push_screen(Choosing(language.say("Show"), things), self._take_filter)

    def _take_filter(self, chosen: Filter | None) -> None:
        if chosen is not None:
            self._filter = chosen
            self._fill()

    def action_search(self) -> None:
        """Search as one types."""
        search = self.query_one("#search", Line)
        search.remove_class("hidden")
        search.focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Narrow the table."""
        self._filter = replace(self._filter, words=event.value)
        self._fill()

    def on_input_submitted(self) -> None:
        """Back to the table, narrowed."""
        self.query_one(DataTable).focus()

    def action_end_search(self) -> None:
        """End the search; where there is none, let go of the filter."""
        search = self.query_one("#search", Line)
        if search.has_class("hidden"):
            self._take_filter(self._usual_filter())
            return
        search.value = ""
        search.add_class("hidden")
        self.query_one(DataTable).focus()

    def action_sort(self) -> None:
        """Choose the column to sort by; the same one again turns the order round."""
        language = self.app.language
        things = [(column, language.show(column)) for column in Column]
        title = language.say("Sort by; the same again turns the order round")
        self.app.push_screen(Choosing(title, things, list(Column).index(self._sort)), self._take_order)

    def _take_order(self, column: Column | None) -> None:
        if column is not None:
            self._falling = column is self._sort and not self._falling
            self._sort = column
            self._fill()

    # The register moves on

    def on_screen_resume(self) -> None:
        """Show what was done on another screen."""
        self.run_worker(self.refresh_register(), exclusive=True, group="refresh")

    async def _watch(self) -> None:
        if self.is_current and self.app.desk.moved(self._snapshot.commit):
            await self.refresh_register()

    async def refresh_register(self) -> None:
        """Read the register again; the same measure stays selected."""
        if self.app.desk.moved(self._snapshot.commit):
            try:
                self._snapshot = await self.app.desk.snapshot()
            except ProzvitError as error:
                # What was read before still stands on the screen.
                self.say(error.message().render(self.app.language), "bold red")
                return
        self._fill()
