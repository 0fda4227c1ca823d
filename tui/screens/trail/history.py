"""The history of one measure: its changes, their authors, comparisons, and restoring an older version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from msgspec.structs import replace
from textual.widgets import Static

from records.language import Message
from records.rules.permissions import answers_for
from records.trail.authorship import authorship
from records.trail.history import Filter, Historian
from records.trail.writers import people
from records.values.changes import Action, Change
from records.values.model import ReviewState
from records.writing.undoing import edit_back, edit_to, is_undone, is_word
from tui.actions import HISTORY
from tui.safe import content, join, shortened
from tui.screens.trail.authors import who_wrote
from tui.screens.trail.comparing import Comparing, Side
from tui.screens.trail.entries import place_of
from tui.screens.trail.timeline import Column, TrailPage
from tui.screens.windows.choosing import Choosing, Reading
from tui.screens.windows.saving import SaveDialog
from tui.screens.windows.unsubmitted import RecordDialog, recorded_only
from tui.undertaking import undertake
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

    from textual.app import ComposeResult

    from records.files.snapshot import MeasureRecord
    from records.trail.history import Entry
    from records.values.changes import Edit, Key
    from records.values.layout import Place
    from tui.actions import Action as Doing


class History(TrailPage):
    """A timeline of one measure's changes, newest first."""

    ACTIONS: ClassVar[tuple[Doing, ...]] = HISTORY

    def __init__(self, record: MeasureRecord) -> None:
        super().__init__(Filter(measure=record.key))
        self._record = record
        #: The change marked for comparison with the next one chosen.
        self._marked: Entry | None = None

    # Display

    def compose_head(self) -> ComposeResult:
        """Lay out the line above the table."""
        yield Static(classes="facts")

    def show_head(self) -> None:
        """Show the measure, the period, and the number of changes and authors."""
        language, width = self.app.language, self.size.width
        count = self.count()
        if not self.reading:
            count += f" · {language.count('{n} person', '{n} people', n=people(self.entries))}"
        title = language.say("History · measure {number}", number=self._record.measure.number)
        if self.wanted.period is not None:
            title += f" · {language.show(self.wanted.period)}"
        title = shortened(f"{title} · {self._record.measure.title}", width - len(count) - 2)
        gap = " " * max(width - len(title) - len(count), 1)
        self.query_one(".facts", Static).update(join(content(title, "bold"), gap, content(count)))

    def columns(self, *, wide: bool) -> list[Column]:
        """Return the columns; without a period column if only one period is shown."""
        say = self.app.language.say
        period = [] if self.wanted.period is not None else [Column("period", say("Period"), 7)]
        return [
            Column("mark", "", 1),
            Column("when", say("When"), 16),
            Column("who", say("Who"), self.size.width // 4 if wide else 14),
            *period,
            Column("what", say("What"), 0),
            self.signatures(wide=wide),
        ]

    def words(self, name: str, entry: Entry) -> str:  # noqa: ARG002 - there is but one such column
        """Return the mark of the change chosen for comparison."""
        return "*" if entry == self._marked else ""

    def what(self, entry: Entry) -> str:
        """Return the measure and the period."""
        language = self.app.language
        named = language.say("Measure {number}", number=self._record.measure.number)
        return named if entry.period is None else f"{named} · {language.show(entry.period)}"

    def action_filter(self) -> None:
        """Choose whether to show the changes of one period or of all."""
        language = self.app.language
        known = {entry.period for entry in self.entries} | set(self._record.progress) | {self.wanted.period}
        periods = sorted((period for period in known if period is not None), reverse=True)
        things = [(replace(self.wanted, period=None), language.say("all periods"))]
        things += [(replace(self.wanted, period=period), language.show(period)) for period in periods]
        current = next(place for place, (each, _) in enumerate(things) if each == self.wanted)
        self.app.push_screen(Choosing(language.say("Period"), things, current), self._take)

    def _take(self, wanted: Filter | None) -> None:
        if wanted is not None and wanted != self.wanted:
            self.wanted = wanted
            self.begin()

    async def action_journal(self) -> None:
        """Open the journal of the whole register."""
        self.app.open_journal(await self.app.desk.snapshot())

    # Authorship and versions

    def action_authors(self) -> None:
        """Show who wrote the current content of the selected change's file."""
        self._with_selected(self._show_authors)

    async def _show_authors(self, entry: Entry, where: Place) -> None:
        desk, language = self.app.desk, self.app.language
        self.say(language.say("Reading…"), "dim")
        versions = await desk.away(lambda: Historian(desk.register).versions(where))
        if not versions or not versions[-1].fields:
            self.say(language.say("There is no such file in the register now."), "yellow")
            return
        title = language.say("Who wrote · {what}", what=self.what(entry))
        wrote = await desk.away(lambda: authorship(versions))
        self.say("")
        self.app.push_screen(Reading(who_wrote(title, where.path, versions[-1].fields, wrote, language)))

    def action_compare(self) -> None:
        """Mark a change, or compare the versions after the marked and the selected change."""
        entry, language = self.selected, self.app.language
        if entry is None:
            return
        # The marked change may be in a period that is no longer shown.
        marked = self._marked if self._marked in self.entries else None
        if marked is None or entry == marked:
            self._marked = entry if marked is None else None
            told = language.say("Marked: {at}. The same key on another change shows both.", at=entry.at)
            self.say("" if self._marked is None else told)
        elif (marked.period is None) != (entry.period is None):
            self.say(language.say("The measure itself can’t be compared with its progress."), "yellow")
            return
        else:
            self._marked = None
            self.say("")
            older, newer = sorted((marked, entry), key=self.entries.index, reverse=True)
            undertake(self, self._compare, older, newer, group="asking")
        self.fill()

    async def _compare(self, older: Entry, newer: Entry) -> None:
        sides = [await self._side(older, newer), await self._side(newer, older)]
        title = self.app.language.say("Two versions · {what}", what=self.what(newer))
        self.app.push_screen(Comparing(title, *sides))

    async def _side(self, entry: Entry, other: Entry) -> Side:
        desk, where = self.app.desk, place_of(entry)
        assert where is not None
        fields = await desk.away(lambda: Historian(desk.register).fields(entry.commit, where))
        name = f"{entry.at:%d.%m.%Y %H:%M} · {entry.name}"
        if entry.period is not None and entry.period != other.period:
            name += f" · {self.app.language.show(entry.period)}"
        return Side(name, where.path, fields)

    # Undoing and restoring

    def action_restore(self) -> None:
        """Undo the selected change with a new change, after a confirmation."""
        self._with_selected(self._take_back)

    async def _take_back(self, entry: Entry, where: Place) -> None:
        edit, say, trail = edit_back(where.path, entry.fields), self.app.language.say, self.trail
        assert trail is not None
        if edit is None and is_word(entry.fields):
            self.say(say("A word of review is not taken back: another is said in its place."), "yellow")
        elif edit is None:
            self.say(say("There was nothing before this change to go back to."), "yellow")
        elif edit.removes and where.period in (await self.app.desk.snapshot()).closed:
            self.say(say("The first answer for a closed period can be corrected, not taken away."), "yellow")
        elif is_undone(edit, await self.app.desk.away(lambda: self._fields(trail.commit, where))):
            self.say(say("This change is taken back already."), "yellow")
        else:
            reason = say("Taken back: the change of {at}", at=entry.at)
            change = Change(Action.UNDO, (edit,), reason)
            await self._confirm(change, trail.commit, where, why=_returned(entry))

    def _fields(self, commit: str, where: Place) -> Mapping[Key, object]:
        return Historian(self.app.desk.register).fields(commit, where)

    def action_bring_back(self) -> None:
        """Restore the version after the selected change with a new change, after a confirmation."""
        self._with_selected(self._bring_back)

    async def _bring_back(self, entry: Entry, where: Place) -> None:
        edit, base = await self.app.desk.away(lambda: self._older(entry.commit, where))
        say = self.app.language.say
        if edit is None:
            self.say(say("Nothing differs from what stands now."), "yellow")
        else:
            action = Action.PROGRAMME if where.period is None else Action.PROGRESS
            reason = say("Brought back: the version of {at}", at=entry.at)
            await self._confirm(Change(action, (edit,), reason), base, where)

    def _older(self, commit: str, where: Place) -> tuple[Edit | None, str]:
        historian = Historian(self.app.desk.register)
        then, now = (historian.fields(each, where) for each in (commit, historian.commit))
        return edit_to(where.path, then, now), historian.commit

    async def _confirm(self, change: Change, base: str, where: Place, why: Message | None = None) -> None:
        desk = self.app.desk
        number, language = self._record.measure.number, self.app.language
        if where.period is None:
            title = language.say("Measure {number}", number=number)
        else:
            title = language.say("Measure {number} · {period}", number=number, period=where.period)
        if (refused := await desk.read_only()) is not None:
            self.say(refused.render(language), "bold red")
            return
        snapshot, me = await desk.snapshot(), desk.me.login
        why = recorded_only(snapshot, me, where) or why
        if where.period is None or why is not None or any(edit.removes for edit in change.edits):
            dialog: SaveDialog = RecordDialog(change, base, title, why=why)
        else:
            whose = answers_for(snapshot, me, where.path) if change.action is Action.PROGRESS else None
            dialog = SaveDialog(change, base, title, answers_for=whose)
        self.app.push_screen(dialog, self._confirmed)

    def _confirmed(self, line: str | None) -> None:
        if line is not None:
            self.begin()
            self.query_one(Rows).move_cursor(row=0, animate=False)
            self.say(line, "bold green")

    def _with_selected(self, work: Callable[[Entry, Place], Coroutine[Any, Any, None]]) -> None:
        entry = self.selected
        if entry is not None and (where := place_of(entry)) is not None:
            undertake(self, work, entry, where, group="asking")


def _returned(entry: Entry) -> Message | None:
    """Return that what comes back was returned, where the change answered that: so it is not submitted."""
    word = next((field.old for field in entry.fields if field.key == "review"), None)
    if not isinstance(word, dict) or word.get("state") != ReviewState.RETURNED:
        return None
    return Message(
        "This answer was returned: “{note}”. So it is recorded, and not submitted.", note=word["note"]
    )
