"""The history of one measure: who, when, what and why; the selected change field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import DataTable, Static

from records.changes import Action, Change
from records.fields import label, shown
from records.layout import Place
from records.undoing import edit_back
from tui.actions import HISTORY
from tui.safe import cell, content, join, shortened
from tui.screens.differences import field_lines
from tui.screens.page import Page
from tui.screens.saving import Done, SaveDialog
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from textual.app import ComposeResult
    from textual.content import Content

    from records.history import Entry
    from records.language import Language
    from records.snapshot import MeasureRecord
    from tui.actions import Action as Doing

_MOST_FIELDS = 3


class History(Page[None]):
    """A timeline of one measure's changes, newest first."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = HISTORY

    def __init__(self, record: MeasureRecord) -> None:
        super().__init__()
        self._record = record
        self._entries: list[Entry] = []

    def compose(self) -> ComposeResult:
        """Lay out the timeline and the selected change."""
        language = self.app.language
        title = language.say("History · measure {number}", number=self._record.measure.number)
        yield Static(content(f"{title} · {self._record.measure.title}", "bold"), id="history-head")
        yield DataTable(id="timeline", cursor_type="row")
        with VerticalScroll(id="change", can_focus=True):
            yield Static(content(language.say("Reading…"), "dim"), id="change-text")
        yield KeyBar()

    def on_mount(self) -> None:
        """Read the history."""
        self.query_one(DataTable).focus()
        self.run_worker(self._read())

    async def _read(self) -> None:
        self._entries = await self.app.desk.history(self._record.key)
        table, language = self.query_one(DataTable), self.app.language
        width = self.size.width
        what = max(width - 16 - 22 - 8 - 8, 16)
        headings = (language.say("When"), language.say("Who"), language.say("Period"), language.say("What"))
        for heading, room in zip(headings, (16, 22, 8, what), strict=True):
            table.add_column(cell(heading, "bold"), width=room)
        for entry in self._entries:
            table.add_row(
                cell(f"{entry.at:%d.%m.%Y %H:%M}"),
                cell(shortened(entry.name, 22)),
                cell("" if entry.period is None else entry.period.code),
                cell(shortened(summary(entry, language), what)),
            )

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the change that the cursor came to."""
        if 0 <= event.cursor_row < len(self._entries):
            entry = self._entries[event.cursor_row]
            self.query_one("#change-text", Static).update(change_text(entry, self.app.language))
            self.query_one("#change").scroll_home(animate=False)

    async def action_restore(self) -> None:
        """Take the selected change back, as a new change that somebody confirms."""
        row, language = self.query_one(DataTable).cursor_row, self.app.language
        why = await self.app.desk.read_only()
        if why is not None:
            self._say(why.render(language))
            return
        entry = self._entries[row] if 0 <= row < len(self._entries) else None
        change = taken_back(entry, language) if entry is not None else None
        if entry is None or change is None:
            self._say(language.say("There was nothing before this change to go back to."))
            return
        title = language.say("Measure {number}", number=self._record.measure.number)
        # The newest change of the measure is the last that this screen has seen.
        self.app.push_screen(SaveDialog(change, self._entries[0].commit, title), self._restored)

    def _restored(self, done: Done | None) -> None:
        if done is not None:
            self.query_one(DataTable).clear(columns=True)
            self.run_worker(self._read())
            self._say(done.line)

    def _say(self, text: str) -> None:
        self.notify(text, markup=False)

    async def relabel(self) -> None:
        """Say everything anew, in another language."""
        await super().relabel()
        await self._read()


def summary(entry: Entry, language: Language) -> str:
    """Return what a change did in a few words."""
    if entry.through == "other":
        return language.say("not through prozvit")
    changed = {field.key: field for field in entry.fields}
    told: list[str] = []
    if (status := changed.get("status")) is not None:
        told.append(language.show(shown("status", status.new)))
    if (percent := changed.get("percent")) is not None:
        before = f"{percent.old} → " if percent.old is not None else ""
        told.append(f"{before}{language.show(percent.new)} %")
    if told:
        return ", ".join(told)
    labels = [language.show(label(_path(entry), key)) for key in changed]
    return ", ".join(labels) if 0 < len(labels) <= _MOST_FIELDS else _action(entry, language)


def taken_back(entry: Entry, language: Language) -> Change | None:
    """Return the change that brings back the values before an entry; None where it made the file itself."""
    edit = edit_back(_path(entry), entry.fields)
    reason = language.say("Taken back: the change of {at}", at=entry.at)
    return None if edit is None else Change(Action.UNDO, (edit,), reason)


def change_text(entry: Entry, language: Language) -> Content:
    """Return one change whole: the reason, the basis, field by field."""
    say = language.say
    parts: list[Content | str] = [content(f"{entry.name} <{entry.email}>", "dim"), "\n"]
    parts += [content(say("commit {commit}", commit=entry.commit), "dim"), "\n"]
    if entry.reason:
        parts += [content(say("Why:") + " "), content(entry.reason), "\n"]
    if entry.basis:
        parts += [content(say("Basis: {basis}", basis=entry.basis)), "\n"]
    parts.append("\n")
    for field in entry.fields:
        parts += [field_lines(_path(entry), field, language), "\n"]
    return join(*parts)


def _path(entry: Entry) -> str:
    programme, _, identity = (entry.measure or "").partition("/")
    return Place(programme, identity, entry.period).path


def _action(entry: Entry, language: Language) -> str:
    try:
        return language.show(Action(entry.action))
    except ValueError:
        return entry.action
