"""The import screen: shows how each row of a report was understood before anything is recorded."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from records.errors import DiffersFromRegister, ProzvitError
from records.language import Message
from tui.actions import IMPORTING
from tui.safe import cell, content, join, shortened
from tui.screens.page import Page
from tui.screens.register.imported_row import STYLES, texts, whole
from tui.screens.windows.choosing import Choosing, Reading
from tui.screens.windows.confirming import Confirming
from tui.tasks.understood import answered, doubts, of_file, summary
from tui.typed.fields import typed_path
from tui.undertaking import undertake
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
    from records.values.changes import Change
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


class Importing(Page[str | None]):
    """Reads a file, shows the result and records it; dismissed with a line on what was recorded, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = IMPORTING

    def __init__(self, snapshot: Snapshot, held: Held) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._held = held
        #: Whether the period was chosen by hand: then it is not the one that the report names.
        self._chosen = False
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
            report, self._held = await self.app.desk.report(file, self._held, chosen=self._chosen)
            self._plan, self._base = await self.app.desk.planned(report, self._held, update=self._replace)
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
            self._say("\n".join(self._summed()), "bold" if self._plan.elsewhere is None else "bold red")
        else:
            self._say(language.say("Nothing is recorded before you have seen what was understood."), "dim")
        self._show_row(marked)

    def _summed(self) -> list[str]:
        """Return the summary of the file and the remarks about it, one per line."""
        if self._plan is None:
            return []
        language = self.app.language
        told = [summary(self._plan, language), *map(language.show, of_file(self._plan))]
        if self._plan.elsewhere is not None:
            # The wrong quarter is what nobody may overlook.
            told[:2] = [told[1], told[0]]
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
            styles = ("", "", "", "", "", STYLES[row.outcome])
            table.add_row(
                *[
                    cell(shortened(text, room), style)
                    for text, room, style in zip(texts(row, self.app.language), widths, styles, strict=True)
                ]
            )

    def on_data_table_row_highlighted(self, event: Rows.RowHighlighted) -> None:
        """Show the details of the row at the cursor."""
        self._show_row(event.cursor_row)

    def _show_row(self, place: int) -> None:
        """Show the details of a row."""
        self.query_one("#row", Static).update(self._told(place))

    def _told(self, place: int) -> Content:
        """Return a row in full, if there is one."""
        if self._plan is None or place >= len(self._plan.account):
            return content("")
        return whole(self._plan.account[place], self.app.language)

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
            self._held, self._chosen = held, True
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
        elif plan.elsewhere is not None:
            period = named(self._snapshot, self._held, language)
            answers = [
                (False, language.say("No: choose another period (F5)")),
                (True, language.say("Yes: record it for {period}", period=period)),
            ]
            self.app.push_screen(Choosing(language.show(plan.elsewhere), answers), self._sure)
        else:
            self._confirm(plan, plan.change)

    def _sure(self, answer: bool | None) -> None:  # noqa: FBT001 - what the window is dismissed with
        """Go on with a report that names another time, where that was said to be meant."""
        if answer and self._plan is not None and self._plan.change is not None:
            self._confirm(self._plan, self._plan.change)

    def _confirm(self, plan: ImportPlan, change: Change) -> None:
        language = self.app.language
        period = named(self._snapshot, self._held, language)
        title = language.say("Record the import · {period}", period=period)
        elsewhere = [] if plan.elsewhere is None else [f"! {language.show(plan.elsewhere)}"]
        told = "\n".join([*elsewhere, plan.file, summary(plan, language)])
        self.app.push_screen(Confirming(change, self._base, title, told), self._recorded)

    def _recorded(self, line: str | None) -> None:
        if line is None:
            return
        if self._plan is not None and answered(self._plan):
            line += f" · {self.app.language.say('not submitted yet: Enter on a measure, then F2')}"
        # There what was taken in is seen.
        self.app.show_held(self._held)
        self.dismiss(line)
