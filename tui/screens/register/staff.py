"""The lists of units, officers and rules: everyone may see them, those with the right may change them."""

from __future__ import annotations

from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding
from textual.widgets import Static

from records.errors import Misused, ProzvitError
from records.language import Message
from records.rules.permissions import refusal
from records.staff.staffing import key_added, key_ended, officer_changed
from records.staff.units import merging
from records.texts.typography import alphabetical
from records.values.changes import Action, Change
from records.values.layout import OFFICERS, REGISTER, UNITS
from records.values.model import builtin
from records.values.titles import key_named
from tui.actions import STAFF
from tui.safe import cell, content, join, shortened
from tui.screens.forms.entry import EntryForm
from tui.screens.page import Page
from tui.screens.register.staff_lists import details, table
from tui.screens.windows.asking import Asking
from tui.screens.windows.choosing import Choosing, Reading
from tui.screens.windows.unsubmitted import RecordDialog
from tui.typed.fields import read_day
from tui.typed.staff import officer_entry, rule_entry, unit_entry
from tui.undertaking import undertake
from tui.widgets.keybar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from datetime import date

    from textual.app import ComposeResult
    from textual.binding import BindingType

    from records.files.snapshot import Snapshot
    from records.values.changes import Edit
    from tui.actions import Action as Doing


class Part(Enum):
    """One of the lists; its value is the path of the file that holds it."""

    UNITS = UNITS
    OFFICERS = OFFICERS
    RULES = REGISTER

    def message(self) -> Message:
        """Return the list's name."""
        return Message(_PART_NAMES[self])


_PART_NAMES = {Part.UNITS: "Units of the council", Part.OFFICERS: "Officers", Part.RULES: "Rules"}
#: The lists that an action applies to.
_PARTS = {
    "add": {Part.UNITS, Part.OFFICERS},
    "end": {Part.OFFICERS},
    "key": {Part.OFFICERS},
    "merge": {Part.UNITS},
}
#: The empty columns at the sides of the screen.
_AIR = 4
#: The entry for adding a key in the list of keys.
_NEW_KEY = ""


class Staff(Page[None]):
    """Shows the three lists, one at a time."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = STAFF
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", priority=True),
        Binding("right", "turn(1)", priority=True),
    ]

    def __init__(self, snapshot: Snapshot, path: str = UNITS) -> None:
        super().__init__()
        self._snapshot = snapshot
        #: The list shown first is that of the file `path`.
        self._part = Part(path)
        self._names: list[str] = []

    def compose(self) -> ComposeResult:
        """Lay out the names of the lists, the state, the list, and the keys."""
        yield Static(id="parts", classes="title")
        yield Static(id="standing", classes="facts")
        yield Rows(id="staff")
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Show the list, and whether it can be changed."""
        self._fill()
        undertake(self, self._look_whether)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._fill()

    def on_screen_resume(self) -> None:
        """Show changes made on another screen."""
        undertake(self, self._refresh)

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._fill()

    # Display

    async def _look_whether(self) -> None:
        await self.app.desk.read_only()
        self._fill()

    async def _refresh(self) -> None:
        try:
            self._snapshot = await self.app.desk.snapshot()
        except ProzvitError as error:
            self._say(error.message().render(self.app.language), "bold red")
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        language, rows = self.app.language, self.query_one(Rows)
        row, width = rows.cursor_row, max(self.size.width, 20) - _AIR
        marks = "<>" if self.app.plain else "‹›"
        names = [
            content(f"{marks[0]} {language.show(part)} {marks[1]}", "bold reverse")
            if part is self._part
            else content(f"  {language.show(part)}  ", "dim")
            for part in Part
        ]
        self.query_one("#parts", Static).update(join(*names))
        why = self._why_not()
        standing = language.say("Each change is one commit with its reason.") if why is None else ""
        said = content(standing, "dim") if why is None else content(why.render(language), "bold yellow")
        self.query_one("#standing", Static).update(said)
        headings, lines = table(self._part.value, self._snapshot, language, width)
        rows.clear(columns=True)
        for heading, room in headings:
            rows.add_column(cell(heading, "bold"), width=room)
        self._names = [name for name, _ in lines]
        for _, cells in lines:
            rooms = (room for _, room in headings)
            rows.add_row(*[cell(shortened(each, room - 1)) for each, room in zip(cells, rooms, strict=True)])
        if lines:
            rows.move_cursor(row=min(row, len(lines) - 1), animate=False)
        else:
            self._say(language.say("There is nothing in this list yet."))
        rows.focus()
        self.query_one(KeyBar).refresh()

    def _why_not(self) -> Message | None:
        """Return why this officer may not change the list, or None."""
        if self.app.why_not is not None:
            return self.app.why_not
        me, today = self.app.desk.me.login, self._snapshot.today()
        return refusal(self._snapshot, me, today, [self._part.value])

    def _say(self, text: str, style: str = "") -> None:
        self.query_one("#said", Static).update(content(text, style))

    @property
    def _marked(self) -> str | None:
        """The unit, login or rule at the cursor, or None."""
        row = self.query_one(Rows).cursor_row if self.is_mounted else -1
        return self._names[row] if 0 <= row < len(self._names) else None

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that do not apply to this list or that this officer may not perform."""
        writes = any(each.writes and each.name == action for each in self.ACTIONS)
        if writes and (self._part not in _PARTS.get(action, set(Part)) or self._why_not() is not None):
            return False
        if writes and action != "add" and self._marked is None:
            return False
        return super().check_action(action, parameters)

    def action_turn(self, by: int = 1) -> None:
        """Show the next list to the left (-1) or right (1)."""
        parts = list(Part)
        self._part = parts[(parts.index(self._part) + by) % len(parts)]
        self.query_one(Rows).move_cursor(row=0)
        self._say("")
        self._fill()

    def on_data_table_row_selected(self) -> None:
        """Edit on Enter, or show the entry if it cannot be edited."""
        if self.check_action("edit", ()):
            self.action_edit()
        else:
            self.action_look()

    def action_look(self) -> None:
        """Show the highlighted entry in full."""
        if self._marked is not None:
            told = details(self._part.value, self._marked, self._snapshot, self.app.language)
            self.app.push_screen(Reading(told))

    def action_edit(self) -> None:
        """Edit the highlighted entry."""
        entries = {Part.UNITS: unit_entry, Part.OFFICERS: officer_entry, Part.RULES: rule_entry}
        if self._marked is not None:
            entry = entries[self._part](self._snapshot, self._marked)
            self.app.push_screen(EntryForm(self._snapshot, entry), self._done)

    def action_add(self) -> None:
        """Add a unit or an officer."""
        entry = unit_entry if self._part is Part.UNITS else officer_entry
        self.app.push_screen(EntryForm(self._snapshot, entry(self._snapshot, None)), self._done)

    def _done(self, line: str | None) -> None:
        self._say(line or "", "bold green")

    def action_end(self) -> None:
        """Set the last day of the highlighted officer's right to write."""
        login, language = str(self._marked), self.app.language
        title = language.say("Last day of the right to write: {officer}", officer=self._officer(login))
        today = language.show(self._snapshot.today())
        self.app.push_screen(Asking(title, today, _day), partial(self._end, login))

    def _end(self, login: str, last: date | None) -> None:
        if last is not None:
            self._record(
                officer_changed(self._snapshot.officers, login, {"until": last}), self._officer(login)
            )

    def action_key(self) -> None:
        """Add a key to the highlighted officer, or set a key's last day."""
        login, language = str(self._marked), self.app.language
        keys = self._snapshot.officers[login].keys
        things = [(_NEW_KEY, language.say("Add a key"))]
        things += [(key.key, language.show(key_named(builtin(key)))) for key in keys]
        title = language.say("Keys: {officer}", officer=self._officer(login))
        self.app.push_screen(Choosing(title, things, searched=False), partial(self._take_key, login))

    def _take_key(self, login: str, key: str | None) -> None:
        officers, language, today = self._snapshot.officers, self.app.language, self._snapshot.today()
        take = partial(self._take_edit, login)
        if key == _NEW_KEY:
            title = language.say("Paste the line of the file that ends in .pub")
            self.app.push_screen(
                Asking(title, "", lambda line: key_added(officers, login, line, today)), take
            )
        elif key is not None:
            title = language.say("Last day of the key")
            ended = partial(key_ended, officers, login, key)
            self.app.push_screen(Asking(title, language.show(today), lambda day: ended(_day(day))), take)

    def _take_edit(self, login: str, edit: Edit | None) -> None:
        if edit is not None:
            self._record(edit, self._officer(login))

    def action_merge(self) -> None:
        """Transfer everything that the highlighted unit has to another unit."""
        gone, snapshot = str(self._marked), self._snapshot
        things = [(unit, known.name) for unit, known in snapshot.units.items() if unit != gone]
        things.sort(key=lambda thing: alphabetical(thing[1]))
        title = self.app.language.say(
            "Which unit takes over all of “{unit}”?", unit=snapshot.unit_short(gone)
        )
        self.app.push_screen(Choosing(title, things), partial(self._merge, gone))

    def _merge(self, gone: str, into: str | None) -> None:
        if into is None:
            return
        try:
            edits, _ = merging(self._snapshot, gone, into, self.app.desk.me.login)
        except ProzvitError as error:
            self._say(error.message().render(self.app.language), "bold red")
        else:
            names = f"{self._snapshot.unit_short(gone)} → {self._snapshot.unit_short(into)}"
            self._record(edits, names)

    def _record(self, edits: Edit | tuple[Edit, ...], title: str) -> None:
        made = edits if isinstance(edits, tuple) else (edits,)
        change = Change(Action.REGISTER, made)
        dialog = RecordDialog(change, self._snapshot.commit, title, units=self._snapshot.units)
        self.app.push_screen(dialog, self._recorded)

    def _recorded(self, line: str | None) -> None:
        if line is not None:
            self._done(line)

    def _officer(self, login: str) -> str:
        return self._snapshot.officers[login].name or login


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise Misused("Write the day as 31.12.2017.")
    return day
