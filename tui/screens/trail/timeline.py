"""The common base of a measure's history and the journal: a table of changes that fills as it is read."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.widgets import Static

from records.errors import ProzvitError
from records.trail.standing import Standing
from tui.background.trail import Trail
from tui.safe import cell, content, shortened
from tui.screens.page import Page
from tui.screens.trail.entries import change_text, signed, style_of, summary, whole_change
from tui.screens.windows.choosing import Reading
from tui.undertaking import undertake
from tui.widgets.rows import Rows, rows_with_one_below
from tui.widgets.table import WIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from records.trail.history import Entry, Filter

#: Seconds between checks whether somebody saved.
_WATCH = 2.0
#: The distance from the table's end, in rows, at which further changes are read.
_NEAR = 10
#: The blank cells after each column, and the width of the scrollbar.
_GAP, _BAR = 1, 2


#: The width of a signature column that shows only the symbols.
_SIGN = 1


class Column(NamedTuple):
    """A column of the table: its heading and its width in cells; 0 means the remaining width."""

    name: str
    heading: str
    width: int


class TrailPage(Page[None]):
    """Lists the changes that pass a filter, newest first, with the selected one below."""

    #: The number of changes read in one go; reaching the end of the table reads more.
    PAGE: ClassVar[int] = sys.maxsize

    def __init__(self, wanted: Filter) -> None:
        super().__init__()
        self.wanted = wanted
        self.entries: list[Entry] = []
        self.reading = False
        self.trail: Trail | None = None
        self._again: tuple[object, ...] | None = None

    # Defined by each page

    def compose_head(self) -> ComposeResult:
        """Lay out the widgets above the table."""
        raise NotImplementedError

    def show_head(self) -> None:
        """Show the subject, the number of changes and whether they are still being read."""
        raise NotImplementedError

    def what(self, entry: Entry) -> str:
        """Return a description of the changed measure or file."""
        raise NotImplementedError

    def columns(self, *, wide: bool) -> list[Column]:
        """Return the columns of the table."""
        raise NotImplementedError

    def words(self, name: str, entry: Entry) -> str:
        """Return the content of a column that only this page has."""
        raise NotImplementedError

    # The screen

    def compose(self) -> ComposeResult:
        """Lay out the head, the table and the selected change."""
        yield from self.compose_head()
        yield from rows_with_one_below()

    def on_mount(self) -> None:
        """Start reading, and keep checking whether somebody saves."""
        self.query_one(Rows).focus()
        self.begin()
        self.look_every(_WATCH, self._watch)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self.call_after_refresh(self.fill)

    def action_back(self) -> None:
        """Go back at once, even while reading."""
        self.on_unmount()
        super().action_back()

    def on_unmount(self) -> None:
        """Stop reading."""
        self.workers.cancel_node(self)
        if self.trail is not None:
            self.trail.stop()

    @property
    def selected(self) -> Entry | None:
        """The change at the cursor, or None."""
        row = self.query_one(Rows).cursor_row
        return self.entries[row] if 0 <= row < len(self.entries) else None

    def signatures(self, *, wide: bool) -> Column:
        """Return the signature column: on a narrow screen only symbols, unless signatures are required."""
        if not wide and not self._asked:
            return Column("signature", "", _SIGN)
        return Column("signature", self.app.language.say("Signature"), 25 if wide else 13)

    @property
    def _asked(self) -> bool:
        """Whether the register requires signatures."""
        return self.trail is not None and self.trail.signatures

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        self.query_one("#said", Static).update(content(text, style))

    def count(self) -> str:
        """Return the number of changes read, and whether reading is incomplete."""
        language = self.app.language
        count = language.count("{n} change", "{n} changes", n=len(self.entries))
        if self.reading:
            return f"{language.say('still reading')} · {count}"
        return count if self.trail is not None else f"{language.say('not read to the end')} · {count}"

    # Reading

    def begin(self) -> None:
        """Read from the newest change; the selected change is selected again if it is still listed."""
        selected = self.selected
        self._again = _identity(selected) if selected is not None else None
        if self.trail is not None:
            self.trail.stop()
        self.trail = Trail(self.app.desk, self.wanted)
        self.entries = []
        self.say("")
        self._tell(self.app.language.say("Reading…"))
        self.fill()
        self._read_on()

    def _read_on(self) -> None:
        self.reading = True
        undertake(self, self._read, group="reading")

    async def _read(self) -> None:
        trail, wanted = self.trail, self.PAGE
        assert trail is not None
        try:
            while wanted > 0 and not trail.done:
                self.show_head()
                found = await trail.more(wanted)
                if not self.query("#trail"):
                    # The program is exiting.
                    return
                if not self.entries:
                    # The columns depend on whether signatures are required, which is known only now.
                    self.fill()
                wanted -= len(found)
                self._append(found)
        except ProzvitError as error:
            # Without a trail, cursor moves no longer repeat a request that git could not answer.
            self.trail = None
            again = self.app.language.say("F5 reads again.")
            self.say(f"{error.message().render(self.app.language)} {again}", "bold red")
        self.reading = False
        self.show_head()
        if not self.entries:
            self._tell("" if self.trail is None else self.app.language.say("No changes."))

    def _append(self, found: Iterable[Entry]) -> None:
        table, columns = self.query_one(Rows), self._fitted()
        for entry in found:
            self.entries.append(entry)
            self._add(table, columns, entry)
            if self._again == _identity(entry):
                self._again = None
                table.move_cursor(row=len(self.entries) - 1, animate=False)

    async def _watch(self) -> None:
        if self.is_current and not self.reading and self.trail is not None and self.trail.moved():
            undertake(self, self._look, self.trail, group="looking")

    async def _look(self, trail: Trail) -> None:
        if await trail.newer() and trail is self.trail:
            self.say(self.app.language.say("There are newer changes: F5 shows them."), "bold yellow")

    # The table

    def fill(self) -> None:
        """Fill the table for the present width, keeping the cursor."""
        table, columns = self.query_one(Rows), self._fitted()
        row = table.cursor_row
        table.clear(columns=True)
        for column in columns:
            table.add_column(cell(column.heading, "bold"), width=column.width + _GAP, key=column.name)
        for entry in self.entries:
            self._add(table, columns, entry)
        table.move_cursor(row=row, animate=False)
        self.show_head()

    def _fitted(self) -> list[Column]:
        width = self.size.width
        columns = self.columns(wide=width >= WIDE)
        left = width - _BAR - sum(column.width + _GAP for column in columns)
        return [column if column.width else column._replace(width=max(left, _NEAR)) for column in columns]

    def _add(self, table: Rows, columns: list[Column], entry: Entry) -> None:
        language, plain, asked = self.app.language, self.app.plain, self._asked
        cells = []
        for name, _, width in columns:
            style = ""
            match name:
                case "when":
                    words = f"{entry.at:%d.%m.%Y %H:%M}"
                case "who":
                    words = entry.name
                case "period":
                    words = "" if entry.period is None else entry.period.code
                case "what":
                    words = summary(entry, language)
                    style = "yellow" if entry.through == "other" else ""
                case "signature":
                    words = signed(entry.signature, language, plain=plain, asked=asked)
                    style = style_of(entry, asked=asked)
                    if width == _SIGN:
                        words = "" if entry.signature is Standing.NONE else words[:_SIGN]
                    elif len(words) > width:
                        words = signed(entry.signature, language, short=True, plain=plain, asked=asked)
                case _:
                    words = self.words(name, entry)
            cells.append(cell(shortened(words, width), style))
        table.add_row(*cells)

    def _tell(self, words: str) -> None:
        self.query_one("#change-text", Static).update(content(words, "dim"))

    def on_data_table_row_highlighted(self, event: Rows.RowHighlighted) -> None:
        """Show the change at the cursor; near the end of the table, read more."""
        if 0 <= event.cursor_row < len(self.entries):
            entry = self.entries[event.cursor_row]
            told = change_text(entry, self.app.language, plain=self.app.plain, asked=self._asked)
            self.query_one("#change-text", Static).update(told)
            self.query_one("#change").scroll_home(animate=False)
            near = event.cursor_row >= len(self.entries) - _NEAR
            if near and not self.reading and self.trail is not None and not self.trail.done:
                self._read_on()

    def on_data_table_row_selected(self) -> None:
        """Show the whole change on Enter."""
        self.action_whole()

    def action_whole(self) -> None:
        """Show everything known about the selected change."""
        entry = self.selected
        if entry is not None:
            app, what = self.app, self.what(entry)
            told = whole_change(entry, what, app.language, plain=app.plain, asked=self._asked)
            app.push_screen(Reading(told))

    def action_refresh(self) -> None:
        """Read again from the newest change."""
        self.begin()

    def notes(self) -> Iterable[str]:
        """Yield the meaning of the signature symbols."""
        for standing in Standing:
            yield signed(standing, self.app.language, plain=self.app.plain)

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        row = self.query_one(Rows).cursor_row
        await super().relabel()
        self.fill()
        self.query_one(Rows).move_cursor(row=row, animate=False)
        self.query_one(Rows).focus()


def _identity(entry: Entry) -> tuple[object, ...]:
    return entry.commit, entry.measure, entry.period
