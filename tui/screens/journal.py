"""The journal: every change of the register, newest first, filtered by officer, unit or way of making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from records.history import Filter
from tui.actions import JOURNAL
from tui.safe import cell, content, join, shortened
from tui.screens.choosing import Choosing
from tui.screens.history import change_text, summary
from tui.screens.page import Page
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from records.history import Entry
    from records.snapshot import Snapshot
    from tui.actions import Action

#: As many changes as the first page holds; the filters reach the rest.
MOST_SHOWN = 500
_WHO, _MEASURE, _PERIOD = 20, 6, 8


@dataclass(frozen=True)
class Wanted:
    """Which changes are shown: a filter of the history, or those made without prozvit."""

    filter: Filter
    outside: bool = False


class Journal(Page[None]):
    """All changes, with the selected one told below."""

    ACTIONS: ClassVar[tuple[Action, ...]] = JOURNAL

    def __init__(self, snapshot: Snapshot) -> None:
        super().__init__()
        self._snapshot = snapshot
        self._wanted = Wanted(Filter())
        self._entries: list[Entry] = []
        self._numbers = {record.key: record.measure.number for record in snapshot.measures}

    def compose(self) -> ComposeResult:
        """Lay out the title, the table and the selected change."""
        language = self.app.language
        title = language.say("Journal · {body}", body=self._snapshot.rules.body)
        yield Static(content(title, "bold"), classes="title")
        yield Static(id="journal-filter", classes="facts")
        yield DataTable(id="journal", cursor_type="row", cell_padding=0)
        with VerticalScroll(id="change", can_focus=True):
            yield Static(content(language.say("Reading…"), "dim"), id="change-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the changes."""
        self.query_one(DataTable).focus()
        self.run_worker(self._read(), exclusive=True)

    async def _read(self) -> None:
        language = self.app.language
        found = await self.app.desk.journal(self._wanted.filter, MOST_SHOWN)
        self._entries = [entry for entry in found if not self._wanted.outside or entry.through == "other"]
        count = language.count("{n} change", "{n} changes", n=len(self._entries))
        if len(found) == MOST_SHOWN:
            count = language.say("the newest {n} changes", n=MOST_SHOWN)
        line = f"{self._filter_name()} · {count}"
        self.query_one("#journal-filter", Static).update(content(shortened(line, self.size.width), "dim"))
        self._fill()

    def _fill(self) -> None:
        table, language = self.query_one(DataTable), self.app.language
        table.clear(columns=True)
        what = max(self.size.width - 16 - _WHO - _MEASURE - _PERIOD - 7, 14)
        headings = ("When", "Who", "No.", "Period", "What")
        for heading, room in zip(headings, (16, _WHO, _MEASURE, _PERIOD, what), strict=True):
            table.add_column(cell(language.translate(heading), "bold"), width=room + 1)
        for entry in self._entries:
            number = self._numbers.get(entry.measure or "", entry.measure or "—")
            table.add_row(
                cell(f"{entry.at:%d.%m.%Y %H:%M}"),
                cell(shortened(entry.name, _WHO)),
                cell(shortened(number, _MEASURE)),
                cell("" if entry.period is None else entry.period.code),
                cell(shortened(summary(entry, language), what)),
            )
        if not self._entries:
            self.query_one("#change-text", Static).update(content(language.say("No changes."), "dim"))

    def _filter_name(self) -> str:
        wanted = self._wanted
        if wanted.outside:
            return self.app.language.say("not through prozvit")
        if wanted.filter.by is not None:
            officer = self._snapshot.officers.get(wanted.filter.by)
            return officer.name if officer is not None and officer.name else wanted.filter.by
        if wanted.filter.unit is not None:
            return self._snapshot.unit_name(wanted.filter.unit)
        if wanted.filter.period is not None:
            return self.app.language.show(wanted.filter.period)
        return self.app.language.say("all changes")

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the change that the cursor came to."""
        if 0 <= event.cursor_row < len(self._entries):
            entry = self._entries[event.cursor_row]
            self.query_one("#change-text", Static).update(join(change_text(entry, self.app.language)))
            self.query_one("#change").scroll_home(animate=False)

    def action_filter(self) -> None:
        """Choose which changes are shown."""
        language = self.app.language
        things = [(Wanted(Filter()), language.say("all changes"))]
        things.append((Wanted(Filter(), outside=True), language.say("not through prozvit")))
        things += [(Wanted(Filter(period=each)), language.show(each)) for each in self._snapshot.periods()]
        officers = sorted(
            (officer.name or login, login) for login, officer in self._snapshot.officers.items()
        )
        things += [(Wanted(Filter(by=login)), name) for name, login in officers]
        units = sorted((unit.name, identity) for identity, unit in self._snapshot.units.items())
        things += [(Wanted(Filter(unit=identity)), name) for name, identity in units]
        current = next((place for place, (each, _) in enumerate(things) if each == self._wanted), 0)
        self.app.push_screen(Choosing(language.say("Show"), things, current), self._take)

    def _take(self, wanted: Wanted | None) -> None:
        if wanted is not None:
            self._wanted = wanted
            self.run_worker(self._read(), exclusive=True)

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        await super().relabel()
        await self._read()
