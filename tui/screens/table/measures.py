"""The measures of a period: the screen that the program opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input, Static

from records.errors import ProzvitError
from records.merges.conflicts import proposals
from records.rules.permissions import may_correct
from tui.actions import MEASURES
from tui.safe import content
from tui.screens.table.heading import heading, shown_line, totals
from tui.screens.table.selecting import Selecting
from tui.undertaking import undertake
from tui.viewing.details import measure_details, one_line
from tui.viewing.filters import Column
from tui.viewing.lines import Lines
from tui.viewing.view import View
from tui.widgets.keybar import KeyBar
from tui.widgets.table import WIDE, MeasureTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult
    from textual.binding import BindingType
    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.merges.conflicts import Mark
    from records.values.periods import Period
    from tui.actions import Action

_WATCH = 2.0


class Measures(Selecting):
    """The table of measures, with totals above it and the selected measure below or beside it."""

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
        self.app.desk.begin(snapshot)
        self.snapshot = snapshot
        self.period: Period = snapshot.open_period()
        self._sort, self._falling = Column.NUMBER, False
        self.view = self._look(snapshot)
        self._shown = Lines(self.view, [], plain=False)
        self._filter = self._usual = self.view.usual()
        #: The cursor's initial row, and whether End was pressed before all measures were read.
        self._begun, self._to_end = 0, False
        self._width = 0
        self._offered = (False, self.period)
        #: What was left open when it was last said.
        self._proposed: tuple[Mark, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the head, the table, the selected measure and the keys."""
        yield Static(id="head")
        yield Static(id="totals")
        yield Static(id="filter")
        with Horizontal(id="middle"):
            yield MeasureTable(id="table")
            with VerticalScroll(id="side"):
                yield Static(id="details")
        yield Static(id="below")
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Fill the table and watch for changes in the register."""
        self._show()
        table = self.query_one(MeasureTable)
        self.watch(table, "cursor_row", self._show_selected, init=False)
        table.focus()
        self._go_to_first_missing()
        self.look_every(_WATCH, self._watch)
        self.keep_exchanging()
        self.call_after_refresh(lambda: undertake(self, self._say_standing))

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        if self.size.width != self._width:
            self.call_after_refresh(self._show)

    # Display

    def _look(self, snapshot: Snapshot) -> View:
        desk, of = self.app.desk, self.programme
        return View(snapshot, self.period, desk.me.login, desk.drafts.all(), desk.left_open, programme=of)

    def fill(self) -> None:
        """Rebuild the view of the register and show it."""
        self._take(self._look(self.snapshot))

    def _take(self, view: View) -> None:
        self.snapshot, self.view = view.snapshot, view
        self._show()

    def _show(self) -> None:
        """Show the measures that pass the filter, keeping the same measure selected."""
        language, plain = self.app.language, self.app.plain
        selected = self.selected
        records = self.view.in_order(self.view.chosen(self._filter), self._sort, falling=self._falling)
        self._shown = Lines(self.view, records, plain=plain)
        self._width = self.size.width
        self.set_class(self._width >= WIDE, "wide")
        table = self.query_one(MeasureTable)
        table.fill(self._shown, self._width, language, (self._sort, self._falling))
        kept = (place for place, record in enumerate(records) if selected and record.key == selected.key)
        table.move_cursor(row=next(kept, 0))
        self.show_head()
        self._show_selected()
        if (bool(records), self.period) != self._offered:
            # The available actions depend on the period and on whether there is a measure.
            self._offered = bool(records), self.period
            self.query_one(KeyBar).refresh()

    def show_head(self) -> None:
        """Show the lines above the table."""
        language, plain = self.app.language, self.app.plain
        wide, width = self._width >= WIDE, max(self._width, 20)
        self._put("#head", heading(self.view, language, width, plain=plain))
        self._put("#totals", totals(self.view, language, width, plain=plain, wide=wide))
        sent = self.how_far()
        line = shown_line(self.view, self._filter, len(self._shown), language, width, sent=sent)
        self._put("#filter", line)

    def _put(self, where: str, text: Content) -> None:
        # These texts never change size, so the layout, and with it a full repaint, can be skipped.
        self.query_one(where, Static).update(text, layout=False)

    @property
    def selected(self) -> MeasureRecord | None:
        """The measure at the cursor, or None."""
        row = self.query_one(MeasureTable).cursor_row if len(self._shown) else -1
        return self._shown[row].record if 0 <= row < len(self._shown) else None

    def _show_selected(self) -> None:
        record = self.selected
        language, details = self.app.language, self.query_one("#details", Static)
        if record is None:
            why = self._why_empty() if self.snapshot.whole else ""
            self._put("#below", content(why, "yellow"))
            details.update(content(why, "yellow"))
        elif self._width >= WIDE:
            details.update(measure_details(self.snapshot, record, self.period, language))
        else:
            self._put("#below", one_line(self.snapshot, record, self.period, language, self._width))

    def _why_empty(self) -> str:
        """Return why the table is empty, and what to do about it."""
        if self.view.records:
            return self.app.language.say(
                "No measure fits what is asked for. F6 changes that, Esc shows the usual ones."
            )
        return self.app.language.say(
            "The programme has no measures yet. F1 lists what to do: take them from a report, or add one."
        )

    async def _say_standing(self) -> None:
        why = await self.app.desk.read_only()
        self.query_one(KeyBar).refresh()
        if why is not None:
            self.say(why.render(self.app.language), "bold yellow")
        else:
            self._say_problems()

    # Actions

    def on_measure_table_row_selected(self) -> None:
        """Edit on Enter, or show the measure if it cannot be edited."""
        if self.check_action("edit", ()):
            self.action_edit()
        else:
            self.action_look()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        self.say("")
        self.fill()
        await self._say_standing()

    def notes(self) -> Iterable[str]:
        """Yield the additional lines of the help."""
        contact = self.snapshot.rules.contact
        say = self.app.language.say
        if self.app.plain:
            yield say("Marks: ! overdue, # conflict, * draft, < returned, ? changed after it was accepted.")
        else:
            yield say("Marks: ‼ overdue, ≠ conflict, ✎ draft, ↩ returned, ! changed after it was accepted.")
        yield from self.trouble()
        yield say(
            "The percent is the mean of what the report tells, of measures done earlier too; what is missing "
            "does not count."
        )
        if contact.name:
            parts = (contact.name, contact.phone, contact.email)
            yield say("Whom to ask: {contact}", contact=", ".join(part for part in parts if part))

    def action_edge(self, first: bool) -> None:  # noqa: FBT001 - Textual passes what a binding says
        """Go to the first or the last measure."""
        self._to_end = not first
        self.query_one(MeasureTable).move_cursor(row=0 if first else len(self._shown) - 1)

    def _go_to_first_missing(self) -> None:
        table = self.query_one(MeasureTable)
        table.move_cursor(row=self.view.first_missing(self._shown.records))
        self._begun = table.cursor_row

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the movement keys to the search field while it has the focus."""
        if action in {"step", "edge"}:
            return not isinstance(self.focused, Input)
        return super().check_action(action, parameters)

    # Changes by others

    def on_screen_resume(self) -> None:
        """Show changes made on other screens, and read what the quick first read left out."""
        self.call_after_refresh(lambda: undertake(self, self._refresh_and_look))

    async def _refresh_and_look(self) -> None:
        await self.refresh_register()
        await self.look_at_exchange()
        # After the table is drawn, which waits while another screen covers it.
        self.call_after_refresh(lambda: undertake(self, self._look_for_hand_edits))

    async def _look_for_hand_edits(self) -> None:
        if self.is_current:
            await self.app.look_for_hand_edits()

    def _watch(self) -> None:
        behind = not self.snapshot.whole or self.app.desk.moved(self.snapshot.commit)
        if self.is_current and behind and not self.app.desk.is_reading:
            undertake(self, self.refresh_register)

    async def refresh_register(self) -> None:
        """Show the current register, keeping the same measure selected."""
        now = self.snapshot
        try:
            if not now.whole or self.app.desk.moved(now.commit):
                now = await self.app.desk.snapshot()
            await self.app.desk.look_for_conflicts()
        except ProzvitError as error:
            # The last snapshot that was read stays on the screen.
            self.say(error.message().render(self.app.language), "bold red")
            return
        view = self._look(now)
        await self._prepare(view)
        if view.period != self.period:
            view = self._look(now)
        # An exchange can bring the officer's first own measures, which changes the default filter.
        unchosen = self._filter is self._usual
        if now.whole and (not self.snapshot.whole or (unchosen and view.usual() != self._usual)):
            self._complete(view)
        elif now is not self.snapshot or view.marked != self.view.marked:
            self._take(view)
            self._say_problems()
        for message in await self.app.desk.undone(now):
            self.say(message.render(self.app.language), "bold yellow")

    def _complete(self, view: View) -> None:
        """Replace the measures read first by all; filter and cursor, unless the user moved them, follow."""
        table = self.query_one(MeasureTable)
        resting = self.is_current and table.has_focus and table.cursor_row == self._begun
        to_end = self._to_end and table.cursor_row == table.row_count - 1
        if self._filter is self._usual:
            self._filter = self._usual = view.usual()
        self._take(view)
        if to_end:
            table.move_cursor(row=table.row_count - 1)
        elif resting:
            self._go_to_first_missing()
        self._say_problems()

    def _say_problems(self) -> None:
        if self.snapshot.problems and self.app.desk.why_not is None:
            self.say(self.snapshot.problems[0].message().render(self.app.language), "bold red")
        elif may_correct(self.snapshot, self.app.desk.me.login) and self._proposed != self.app.desk.left_open:
            self._proposed, language = self.app.desk.left_open, self.app.language
            told = "; ".join(map(language.show, proposals(self._proposed, self.snapshot.closed)))
            if told:
                line = language.say(
                    "{proposals}. There, on a row marked ≠, the key x settles it.", proposals=told
                )
                self.say(line, "bold yellow")
