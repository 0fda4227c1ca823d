"""The import screen: shows how each row of a report was understood before anything is recorded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from records.errors import DiffersFromRegister, ProzvitError
from records.importing.account import Outcome
from records.language import Message
from tui.actions import IMPORTING
from tui.safe import cell, content, join, shortened
from tui.screens.page import Page
from tui.screens.windows.choosing import Choosing, Reading
from tui.screens.windows.confirming import Confirming
from tui.tasks.understood import doubts, facts, of_file, outcome, summary
from tui.typed.fields import typed_path
from tui.undertaking import undertake
from tui.viewing.details import prose
from tui.viewing.programmes import choices, named
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from records.files.snapshot import Snapshot
    from records.importing import ImportPlan
    from records.importing.account import Account
    from tui.actions import Action
    from tui.viewing.programmes import Held

#: Widths of deadline, units, percent and outcome; the title takes what they and the number leave.
_NARROW, _BROAD = (11, 11, 3, 21), (26, 30, 3, 21)
_WIDE = 116
#: One blank cell after each column, and the scrollbar.
_GAPS = 8
_LONGEST_NUMBER = 8
#: The most lines shown above the rows, and the width of the empty screen margins.
_MOST_LINES, _MARGINS = 4, 4
#: Rows added in one batch, which takes some hundredths of a second.
_AT_ONCE = 500
_STYLES = {
    Outcome.ADDED: "green",
    Outcome.ANSWERED: "green",
    Outcome.UPDATED: "yellow",
    Outcome.UNCHANGED: "dim",
}


class Importing(Page[str | None]):
    """Reads a file, shows the result and records it; dismissed with a line on what was recorded, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = IMPORTING

    def __init__(self, snapshot: Snapshot, held: Held) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._held = held
        self._replace = False
        self._typed = ""
        self._plan: ImportPlan | None = None
        #: The reason why the file could not be read.
        self._problem: Message | None = None
        #: The commit that the plan is based on.
        self._base = ""

    def compose(self) -> ComposeResult:
        """Lay out the file name, the options, the rows and the details of the highlighted row."""
        yield Static(content(self.app.language.say("Import of a report"), "bold"), classes="title")
        yield Static(id="chosen", classes="facts")
        yield Static(content(self.app.language.say("The file: .docx, .xlsx, .html, .csv, .md or .txt")))
        yield Line(self._typed, id="file", select_on_focus=False)
        yield Static(id="outcome")
        yield Rows(id="rows")
        with VerticalScroll(id="told", can_focus=False):
            yield Static(id="row")
        yield KeyBar()

    def on_mount(self) -> None:
        """Focus the file name."""
        self.query_one("#file", Line).focus()
        self._show()
        undertake(self, self._say_standing)

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._show()
        self.query_one("#file", Line).focus()

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.call_after_refresh(self._show)

    async def _say_standing(self) -> None:
        await self.app.desk.read_only()
        self.query_one(KeyBar).refresh()
        self._show()

    # Reading the file

    def on_input_changed(self, event: Line.Changed) -> None:
        """Forget the result of reading another file."""
        if event.value != self._typed:
            self._typed = event.value
            self._forget()

    def on_input_submitted(self) -> None:
        """Read the file on Enter in its name."""
        self.action_read()

    def action_read(self) -> None:
        """Read the file."""
        if self._typed.strip():
            self._say(self.app.language.say("Reading…"), "dim")
            undertake(self, self._read, group="read")

    def _forget(self) -> None:
        self.workers.cancel_group(self, "read")
        self._plan = self._problem = None
        self._show()

    async def _read(self) -> None:
        self._plan = self._problem = None
        try:
            file = typed_path(self._typed)
            self._plan, self._base = await self.app.desk.planned(file, *self._held, update=self._replace)
        except DiffersFromRegister as error:
            self._problem = Message(
                "{file}: {difference}. F6 replaces the progress only.",
                file=error.values["file"],
                difference=error.values["difference"],
            )
        except ProzvitError as error:
            self._problem = error.message()
        self._show()
        if self._plan is not None:
            self.query_one(Rows).focus()

    # Display

    def _show(self) -> None:
        language = self.app.language
        marked = self.query_one(Rows).cursor_row
        period = named(self._snapshot, self._held, language)
        if self._replace:
            chosen = language.say("For {period} · progress that is there is replaced", period=period)
        else:
            chosen = language.say("For {period} · progress that is there stays", period=period)
        self.query_one("#chosen", Static).update(content(shortened(chosen, self.size.width), "dim"))
        self._fill(self._plan.account if self._plan is not None else (), marked)
        self.query_one(Rows).move_cursor(row=marked, animate=False)
        if self._problem is not None:
            self._say(self._problem.render(language), "bold red")
        elif (why := self.app.why_not) is not None:
            self._say("\n".join([why.render(language), *self._summed()]), "bold yellow")
        elif self._plan is not None:
            self._say("\n".join(self._summed()), "bold")
        else:
            self._say(language.say("Nothing is recorded before you have seen what was understood."), "dim")
        self._show_row(marked)

    def _summed(self) -> list[str]:
        """Return the summary of the file and the remarks about it, one per line."""
        if self._plan is None:
            return []
        language = self.app.language
        told = [summary(self._plan, language), *map(language.show, of_file(self._plan))]
        if len(told) > _MOST_LINES:
            more = language.say("{n} more remarks on the file: F3", n=len(told) - _MOST_LINES + 1)
            told[_MOST_LINES - 1 :] = [more]
        return [shortened(line, self.size.width - _MARGINS) for line in told]

    def _fill(self, account: tuple[Account, ...], marked: int) -> None:
        table, say = self.query_one(Rows), self.app.language.say
        table.clear(columns=True)
        numbers = min(max([3, *(len(row.number) for row in account)]), _LONGEST_NUMBER)
        fixed = _BROAD if self.size.width >= _WIDE else _NARROW
        widths = (numbers, max(self.size.width - numbers - sum(fixed) - _GAPS, 10), *fixed)
        headings = (say("No."), say("Measure"), say("Due"), say("Units"), "  %", say("Import"))
        for heading, room in zip(headings, widths, strict=True):
            table.add_column(cell(shortened(heading, room), "bold"), width=room + 1)
        self._add(account[:_AT_ONCE], widths)
        undertake(self, self._add_rest, account, widths, marked, group="rows")

    async def _add_rest(self, account: tuple[Account, ...], widths: tuple[int, ...], marked: int) -> None:
        """Add the rows of a long report in batches, with pauses in which keys are handled."""
        for place in range(_AT_ONCE, len(account), _AT_ONCE):
            await asyncio.sleep(0.01)
            self._add(account[place : place + _AT_ONCE], widths)
        if marked >= _AT_ONCE:
            self.query_one(Rows).move_cursor(row=marked, animate=False)

    def _add(self, account: tuple[Account, ...], widths: tuple[int, ...]) -> None:
        table = self.query_one(Rows)
        for row in account:
            outcome = f"{'! ' if row.doubts else ''}{self.app.language.show(row.outcome)}"
            texts = (row.number, row.title, row.deadline.text, "; ".join(row.units), _percent(row), outcome)
            styles = ("", "", "", "", "", _STYLES[row.outcome])
            table.add_row(
                *[
                    cell(shortened(text, room), style)
                    for text, room, style in zip(texts, widths, styles, strict=True)
                ]
            )

    def on_data_table_row_highlighted(self, event: Rows.RowHighlighted) -> None:
        """Show the details of the row at the cursor."""
        self._show_row(event.cursor_row)

    def _show_row(self, place: int) -> None:
        """Show the details of a row."""
        self.query_one("#row", Static).update(self._told(place))

    def _told(self, place: int) -> Content:
        """Return a row in full: its outcome, its doubts, the measure as understood, and the text."""
        language = self.app.language
        if self._plan is None or place >= len(self._plan.account):
            return content("")
        row = self._plan.account[place]
        parts: list[Content | str] = [content(f"{row.number}  {row.title}", "bold")]
        parts += ["\n", content(outcome(row, language), _STYLES[row.outcome])]
        parts += [part for doubt in row.doubts for part in ("\n", content(f"! {language.show(doubt)}"))]
        for label, text in facts(row, language):
            parts += ["\n", content(f"{label}: ", "dim"), content(text)]
        return join(*parts, *(["\n\n", *prose(row.text)] if row.text else []))

    def on_data_table_row_selected(self, event: Rows.RowSelected) -> None:
        """Open the row in a larger window."""
        self.app.push_screen(Reading(self._told(event.cursor_row)))

    def _say(self, text: str, style: str) -> None:
        self.query_one("#outcome", Static).update(content(text, style))

    # Actions

    def action_file(self) -> None:
        """Show all remarks about the file."""
        plan, language = self._plan, self.app.language
        if plan is None:
            self._say(language.say("Name a file and press Enter first."), "bold yellow")
            return
        lines = [*map(language.show, of_file(plan)), *doubts(plan, language)]
        parts = [part for line in lines for part in ("\n", content(line))]
        self.app.push_screen(
            Reading(join(content(f"{plan.file}\n{summary(plan, language)}", "bold"), *parts))
        )

    def action_period(self) -> None:
        """Choose the report's period, and the programme if several have that period."""
        things = choices(self._snapshot, self.app.language)
        current = next((at for at, (held, _) in enumerate(things) if held == self._held), 0)
        self.app.push_screen(Choosing(self.app.language.say("Period"), things, current), self._take_held)

    def _take_held(self, held: Held | None) -> None:
        if held is not None:
            self._held = held
            self._again()

    def action_replace(self) -> None:
        """Toggle whether existing progress is replaced or kept."""
        self._replace = not self._replace
        self._again()

    def _again(self) -> None:
        self._forget()
        self.action_read()

    def action_record(self) -> None:
        """Show the change for confirmation before recording it."""
        plan, language = self._plan, self.app.language
        if plan is None:
            self._say(language.say("Name a file and press Enter first."), "bold yellow")
        elif plan.change is None:
            self._say(language.say("There is nothing new in it."), "bold yellow")
        else:
            period = named(self._snapshot, self._held, language)
            title = language.say("Record the import · {period}", period=period)
            told = f"{plan.file}\n{summary(plan, language)}"
            self.app.push_screen(Confirming(plan.change, self._base, title, told), self._recorded)

    def _recorded(self, line: str | None) -> None:
        if line is not None:
            # There what was taken in is seen.
            self.app.show_held(self._held)
            self.dismiss(line)


def _percent(row: Account) -> str:
    return "" if row.percent is None else str(row.percent).rjust(3)
