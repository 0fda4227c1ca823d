"""The check screen: errors and doubts in the current records and in their whole history."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from records.errors import ProzvitError
from records.register import Register
from records.rules.checking import problems
from records.trail.history import Historian
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.verifying import verify
from tui.actions import CHECKS
from tui.background.longwork import LongWork, Stopped
from tui.safe import cell, content, join, shortened
from tui.screens.page import Page
from tui.screens.register.finding import Line, apart, proof, whole
from tui.screens.trail.entries import place_of, whole_change
from tui.screens.windows.choosing import Reading
from tui.signs import bar
from tui.undertaking import undertake
from tui.widgets.keybar import KeyBar
from tui.widgets.rows import Rows, rows_with_one_below
from tui.widgets.table import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from textual.app import ComposeResult
    from textual.content import Content

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.trail.history import Entry
    from records.values.layout import Place
    from records.verifying import Verdict
    from tui.actions import Action

_BAR = 20
#: The number of commits between two updates of the progress bar.
_OFTEN = 50
_SIGN, _SHORT_ID, _SIDES = 2, 10, 4
#: The width of the column with the place: narrow and wide.
_WHERE, _WHERE_WIDE = 22, 40


class Checks(Page[None]):
    """Lists the findings in the records at once and those in the history once it is verified."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CHECKS

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._lines: list[Line] = []
        self._verdict: Verdict | None = None
        self._work: LongWork | None = None

    def compose(self) -> ComposeResult:
        """Lay out the title, the progress, the findings and the selected one."""
        title = self.app.language.say("Check · {body}", body=self._snapshot.rules.body)
        yield Static(content(shortened(title, self.app.size.width - _SIDES), "bold"), classes="title")
        yield Static(id="checked", classes="facts")
        yield from rows_with_one_below()

    def on_mount(self) -> None:
        """Start the checks."""
        self.query_one(Rows).focus()
        self.action_refresh()

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.call_after_refresh(self._fill)

    def on_unmount(self) -> None:
        """Stop checking."""
        self._stop()

    def action_back(self) -> None:
        """Go back at once, even during a check."""
        self._stop()
        super().action_back()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._fill()
        self._say_standing()
        self.query_one(Rows).focus()

    def notes(self) -> Iterable[str]:
        """Yield the explanation of the signs."""
        say = self.app.language.say
        yield say("× is an error; ! is a warning that a person may overrule.")
        yield say("`prozvit verify` checks the same in a clone that you trust more than this server.")

    # Checking

    def action_refresh(self) -> None:
        """Check the records, then their history."""
        self._stop()
        self._lines, self._verdict = [], None
        self._work = LongWork(self._show_progress)
        self._say_standing(self.app.language.say("Checking the records…"))
        undertake(self, self._check, self._work, group="checking")

    async def _check(self, work: LongWork) -> None:
        try:
            self._snapshot = await self.app.desk.snapshot()
            found = await self.app.desk.away(lambda: problems(self.app.desk.register))
            self._lines = [Line.of_problem(each) for each in found]
            self._fill()
            self._say_standing(self.app.language.say("Checking the history…"))
            verdict = await asyncio.to_thread(_verified, self.app.desk.register.path, work)
        except Stopped:
            return
        except ProzvitError as error:
            if self.is_attached:
                self._say_standing(error.message().render(self.app.language), "bold red")
            return
        finally:
            work.stop()
        self._verdict = verdict
        self._lines += [Line.of_finding(each) for each in verdict.findings]
        self._lines.sort(key=lambda line: not line.is_error)
        self._fill()
        self._say_standing()
        for keys in self.query(KeyBar):
            keys.refresh()

    def _stop(self) -> None:
        if self._work is not None:
            self._work.stop()

    def _show_progress(self, done: int, commits: int) -> None:
        drawn = bar(done * 100 // max(commits, 1), _BAR, plain=self.app.plain)
        self._say_standing(
            self.app.language.say("Checking the history… {bar}", bar=f"{drawn} {done}/{commits}")
        )

    def _say_standing(self, doing: str = "", style: str = "dim") -> None:
        language = self.app.language
        errors = sum(line.is_error for line in self._lines)
        told = [
            language.count("{n} error", "{n} errors", n=errors),
            language.count("{n} warning", "{n} warnings", n=len(self._lines) - errors),
        ]
        if doing:
            told.append(doing)
        elif self._verdict is not None:
            told.append(language.count("{n} commit checked", "{n} commits checked", n=self._verdict.commits))
        for line in self.query("#checked").results(Static):
            line.update(content(shortened(" · ".join(told), self.size.width - _SIDES), style))
        if not doing and not self._lines:
            self._tell(content(language.say("There are no errors and no warnings."), "green"))

    # The findings

    def _fill(self) -> None:
        if not self.query("#trail"):
            return
        table, language = self.query_one(Rows), self.app.language
        row = table.cursor_row
        where = _WHERE_WIDE if self.size.width >= WIDE else _WHERE
        what = max(self.size.width - _SIDES - _SIGN - where - 2, _WHERE)
        table.clear(columns=True)
        table.add_column(cell(""), width=_SIGN)
        table.add_column(cell(language.say("Where"), "bold"), width=where + 1)
        table.add_column(cell(language.say("What"), "bold"), width=what)
        for line in self._lines:
            sign, style = self._sign(line)
            told = " ".join(language.show(line.message).split())
            table.add_row(
                cell(sign, style),
                cell(shortened(self._where(line), where)),
                cell(shortened(told, what)),
            )
        table.move_cursor(row=row, animate=False)

    def _sign(self, line: Line) -> tuple[str, str]:
        if line.is_error:
            return ("x" if self.app.plain else "×"), "bold red"
        return "!", "yellow"

    def _where(self, line: Line) -> str:
        """Return a short description of the finding's place."""
        if line.place is not None:
            return self._name_of(line.place)
        if line.path or not line.commit:
            return line.path or "git"
        return self.app.language.say("commit {commit}", commit=line.commit[:_SHORT_ID])

    def _name_of(self, where: Place) -> str:
        record = self._record(where)
        number = record.measure.number if record is not None else where.measure
        named = self.app.language.say("No. {number}", number=number)
        return named if where.period is None else f"{named} · {where.period.code}"

    def _record(self, where: Place) -> MeasureRecord | None:
        return next((each for each in self._snapshot.measures if each.key == where.measure), None)

    @property
    def selected(self) -> Line | None:
        """The finding at the cursor."""
        row = self.query_one(Rows).cursor_row
        return self._lines[row] if 0 <= row < len(self._lines) else None

    def on_data_table_row_highlighted(self, event: Rows.RowHighlighted) -> None:
        """Show the finding at the cursor in full."""
        if 0 <= event.cursor_row < len(self._lines):
            line = self._lines[event.cursor_row]
            self._tell(whole(line, self._where(line), self.app.language))
            self.query_one("#change").scroll_home(animate=False)

    def _tell(self, told: Content) -> None:
        for text in self.query("#change-text").results(Static):
            text.update(told)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide the list of what is proved until the history is verified."""
        if action == "proved" and self._verdict is None:
            return False
        return super().check_action(action, parameters)

    # Opening the place of a finding

    def on_data_table_row_selected(self) -> None:
        """Open the finding's place on Enter."""
        self.action_go()

    def action_go(self) -> None:
        """Open the form for the selected finding, or its commit if no form helps."""
        line = self.selected
        if line is None:
            return
        record = self._record(line.place) if line.place is not None else None
        if line.path in {UNITS, OFFICERS, REGISTER} and not line.commit:
            from tui.screens.register.staff import Staff

            self.app.push_screen(Staff(self._snapshot, line.path))
        elif record is None or line.commit:
            self._read(line)
        elif line.place is not None and line.place.period is not None:
            self.app.open_form(self._snapshot, record, line.place.period)
        else:
            from tui.screens.forms.programme import MeasureForm

            self.app.push_screen(MeasureForm(self._snapshot, record), self.app.said)

    def action_history(self) -> None:
        """Open the history of the selected finding's measure."""
        line = self.selected
        record = self._record(line.place) if line is not None and line.place is not None else None
        if record is not None:
            from tui.screens.trail.history import History

            self.app.push_screen(History(record))
        elif line is not None:
            self.query_one("#said", Static).update(
                content(self.app.language.say("This finding is about no measure."), "yellow")
            )

    def action_proved(self) -> None:
        """Show what the verification proves and what it does not."""
        if self._verdict is not None:
            self.app.push_screen(Reading(proof(self._verdict, self.app.language)))

    def _read(self, line: Line) -> None:
        if line.commit:
            undertake(self, self._show_commit, line, group="opening")
        else:
            self.app.push_screen(Reading(whole(line, self._where(line), self.app.language)))

    async def _show_commit(self, line: Line) -> None:
        desk, language = self.app.desk, self.app.language
        told = [whole(line, self._where(line), language)]
        try:
            entries = await desk.away(lambda: Historian(desk.register).of(line.commit))
        except ProzvitError as error:
            # The finding may be that git cannot read this commit.
            told.append(content(error.message().render(language), "bold red"))
        else:
            plain, asked = self.app.plain, self._snapshot.rules.require_signature
            told += [
                whole_change(entry, self._named(entry), language, plain=plain, asked=asked)
                for entry in entries
            ]
        self.app.push_screen(Reading(join(*apart(told))))

    def _named(self, entry: Entry) -> str:
        where = place_of(entry)
        return self._name_of(where) if where is not None else self.app.language.say("register")


def _verified(path: Path, work: LongWork) -> Verdict:
    """Verify the whole history on a git process of its own, so that no save has to wait for it."""

    def progress(done: int, commits: int) -> None:
        if done % _OFTEN == 0 or done == commits:
            work.progress(done, commits)

    with Register(path) as register:
        return verify(register, progress=progress)
