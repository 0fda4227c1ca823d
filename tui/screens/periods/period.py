"""A period's page: its missing, unaccepted and doubtful answers, or, once closed, how it was closed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from textual.containers import VerticalScroll
from textual.widgets import Static

from records.closings.closing import (
    Obstacles,
    attachment,
    completing,
    left_behind,
    not_begun,
    obstacles,
    reopening,
)
from records.errors import NoReason, ProzvitError
from records.files.reported import reported_on
from records.language import Plural
from records.rules.permissions import refusal
from records.values.layout import period_path, place
from records.values.model import Approval, Publication
from tui.actions import PERIOD
from tui.safe import cell, content, shortened
from tui.screens.page import Page
from tui.screens.periods.closed import closed_details
from tui.screens.periods.closing import Closing
from tui.screens.periods.contrasting import Contrasting
from tui.screens.windows.facts import FactsWindow, Question
from tui.typed.fields import read_day, typed_path
from tui.undertaking import undertake
from tui.viewing.programmes import is_shared
from tui.widgets.fields import DAY
from tui.widgets.keybar import KeyBar
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from textual.app import ComposeResult

    from records.closings.tagging import Edition
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.changes import Change, Saved
    from tui.actions import Action
    from tui.viewing.programmes import Held

#: Column widths: number, problem, lead unit; the measure's title takes the rest.
_NUMBER, _STATE, _UNIT, _WIDEST_UNIT = 9, 15, 20, 44
#: The width of a number preceded by its programme.
_NAMED = 16
#: Actions available only for a closed period.
_OF_CLOSED = {"reopen", "publish", "attach"}


class PeriodPage(Page["MeasureRecord | None"]):
    """One period; dismissed with the measure to open in the table, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = PERIOD

    def __init__(self, held: Held) -> None:
        super().__init__()
        self._period, self._programme = held
        self._snapshot: Snapshot | None = None
        self._found: Obstacles | None = None
        self._edition: Edition | None = None
        self._shown: list[MeasureRecord] = []

    def compose(self) -> ComposeResult:
        """Lay out the title, the figures, the obstacles or the closing's details, and the keys."""
        yield Static(id="period-title", classes="title")
        yield Static(id="period-facts", classes="facts")
        yield Rows(id="obstacles")
        with VerticalScroll(id="closed"):
            yield Static(id="closed-details")
        yield Static(id="said")
        yield KeyBar()

    def on_mount(self) -> None:
        """Start reading the register."""
        self._show()
        undertake(self, self._read)

    def on_resize(self) -> None:
        """Fit the columns to the new width."""
        self._show()

    async def relabel(self) -> None:
        """Redraw all texts in the other language."""
        await super().relabel()
        self._show()

    def notes(self) -> Iterable[str]:
        """Yield the additional lines of the help."""
        yield self.app.language.say(
            "A closed period’s progress changes no more, but for corrections with a reason, which the next "
            "report lists."
        )

    # Display

    async def _read(self) -> None:
        try:
            self._snapshot = snapshot = await self.app.desk.snapshot()
            if self._period in snapshot.closed:
                self._edition = await self.app.desk.edition(self._period)
            else:
                self._edition = None
                self._found = await asyncio.to_thread(obstacles, snapshot, self._period)
        except ProzvitError as error:
            self.say(error.message().render(self.app.language), "bold red")
        self._show()
        self.query_one(KeyBar).refresh()

    def _show(self) -> None:
        language = self.app.language
        title = language.say("Closing · {period}", period=self._period)
        self.query_one("#period-title", Static).update(content(title, "bold"))
        is_closed = self._edition is not None
        self.query_one("#obstacles").display = not is_closed
        self.query_one("#closed").display = is_closed
        facts = self.query_one("#period-facts", Static)
        if self._snapshot is None:
            facts.update(content(language.say("Reading the register…"), "dim"))
        elif self._edition is not None:
            facts.update(content(language.say("The period is closed."), "green"))
            told = closed_details(self._snapshot, self._period, self._edition, language)
            self.query_one("#closed-details", Static).update(told)
            self.query_one("#closed").focus()
        elif self._found is not None:
            facts.update(content(self._figures(self._snapshot, self._found), "yellow"))
            self._fill(self._snapshot, self._found)

    def _figures(self, snapshot: Snapshot, found: Obstacles) -> str:
        language = self.app.language
        all_ = Plural("{n} measure", "{n} measures", n=len(reported_on(snapshot, self._period)))
        told = [
            f"{language.say(word)} {len(group)}"
            for word, group in (("not submitted", found.missing), ("not accepted", found.unaccepted))
            if group
        ]
        if found.doubts:
            told.append(language.count("{n} warning", "{n} warnings", n=len(found.doubts)))
        told = told or [language.say("nothing stands in the way: F2 closes the period")]
        return " · ".join([language.show(all_), *told])

    def _fill(self, snapshot: Snapshot, found: Obstacles) -> None:
        table, say = self.query_one(Rows), self.app.language.say
        row = table.cursor_row
        table.clear(columns=True)
        width = max(self.size.width - 5, 2 * _STATE)
        unit = min(max(width // 4, _UNIT), _WIDEST_UNIT)
        numbers = _NUMBER if not is_shared(snapshot, self._period) else _NAMED
        words = max(width - numbers - _STATE - unit, _STATE)
        for heading, room in (
            (say("No."), numbers),
            (say("What is wrong"), _STATE),
            (say("Measure"), words),
            (say("Unit"), unit),
        ):
            table.add_column(cell(shortened(heading, room - 1), "bold"), width=room)
        self._shown = []
        for record, state, style, told in self._lines(snapshot, found):
            lead = next(iter(record.measure.responsible), "")
            self._shown.append(record)
            table.add_row(
                cell(shortened(self._number(snapshot, record), numbers - 1)),
                cell(shortened(state, _STATE - 1), style),
                cell(shortened(told, words - 1)),
                cell(shortened(snapshot.unit_short(lead) if lead else "—", unit)),
            )
        table.move_cursor(row=row, animate=False)
        table.focus()

    def _number(self, snapshot: Snapshot, record: MeasureRecord) -> str:
        """Return a measure's number, preceded by its programme's id if several programmes have the period."""
        number = record.measure.number
        return f"{record.programme} · {number}" if is_shared(snapshot, self._period) else number

    def _lines(self, snapshot: Snapshot, found: Obstacles) -> Iterator[tuple[MeasureRecord, str, str, str]]:
        """Yield each measure with its problem, a colour, and the text beside it."""
        language = self.app.language
        for record in found.missing:
            yield record, language.say("not submitted"), "yellow", record.measure.title
        for record in found.unaccepted:
            yield record, language.say("not accepted"), "cyan", record.measure.title
        records = {record.key: record for record in snapshot.measures}
        for doubt in found.doubts:
            where = place(doubt.path)
            if where is not None and where.measure in records:
                yield records[where.measure], language.say("warning"), "magenta", language.show(doubt.message)

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        self.query_one("#said", Static).update(content(text, style))

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that do not fit the period's state or the officer's rights."""
        is_closed, tagged = self._edition is not None, self._edition is not None and self._edition.set_tag
        if action == "close" and (self._snapshot is None or tagged):
            return False
        if action in _OF_CLOSED and not is_closed:
            return False
        if action == "compare" and not self._has_previous():
            return False
        if action == "choose" and (is_closed or not self._shown):
            return False
        if action in {"close", *_OF_CLOSED} and not self._may_write():
            return False
        return super().check_action(action, parameters)

    def _has_previous(self) -> bool:
        """Return whether the shown programme also covers the previous period."""
        holding = self._snapshot.programmes_of(self._period.previous()) if self._snapshot is not None else ()
        return any(programme.id == self._programme for programme in holding)

    def _may_write(self) -> bool:
        snapshot = self._snapshot
        if snapshot is None:
            return False
        paths = [period_path(self._period)]
        return refusal(snapshot, self.app.desk.me.login, snapshot.today(), paths) is None

    def on_data_table_row_selected(self, event: Rows.RowSelected) -> None:
        """Leave for the measure of the row."""
        if event.cursor_row < len(self._shown):
            self.dismiss(self._shown[event.cursor_row])

    def action_choose(self) -> None:
        """Leave for the measure of the selected row."""
        self.query_one(Rows).action_select_cursor()

    def action_close(self) -> None:
        """Close the period, or finish a closing without a tag."""
        today = self._snapshot.today() if self._snapshot is not None else None
        if self._edition is not None or today is None:
            self.app.push_screen(Closing(self._period, is_open=False), self._done)
        elif (why := not_begun(self._period, today)) is not None:
            self.say(self.app.language.show(why), "bold yellow")
        else:
            self.app.push_screen(Closing(self._period, is_open=True, today=today), self._done)

    def action_compare(self) -> None:
        """Write a comparison with the previous period."""
        self.app.push_screen(Contrasting(self._period.previous(), self._period, self._programme))

    def action_reopen(self) -> None:
        """Reopen the period, asking for a reason."""
        say, show = self.app.language.say, self.app.language.show
        about = say("Its tag stays. Closed once more, the period is the next edition with its own.")
        if self._snapshot is not None and (told := left_behind(self._snapshot, self._period)) is not None:
            about += "\n" + show(told)
        questions = [Question("reason", say("Why"))]
        title = say("Reopen {period}", period=self._period)
        self.app.push_screen(FactsWindow(title, questions, self._record_reopening, about), self._done)

    async def _record_reopening(self, typed: Mapping[str, str]) -> Saved:
        if not typed["reason"]:
            raise NoReason("Say why.")
        return await self._save(reopening(self._period, typed["reason"]))

    def action_publish(self) -> None:
        """Ask for the facts of the report's approval and publication, and record them."""
        say, show = self.app.language.say, self.app.language.show
        record = self._snapshot.closing(self._period) if self._snapshot is not None else None
        approval = (record and record.approval) or Approval()
        publication = (record and record.publication) or Publication()
        days = [(each and show(each)) or "" for each in (approval.on, publication.on, publication.updated)]
        questions = [
            Question("document", say("Approved by"), approval.document),
            Question("number", say("Its number"), approval.number),
            Question("approved", say("Approved on"), days[0], DAY),
            Question("url", say("Published at"), publication.url, "https://"),
            Question("on", say("Published on"), days[1], DAY),
            Question("updated", say("Publication updated on"), days[2], DAY),
        ]
        title = say("Approval and publication · {period}", period=self._period)
        self.app.push_screen(FactsWindow(title, questions, self._record_publication), self._done)

    async def _record_publication(self, typed: Mapping[str, str]) -> Saved:
        days = {name: read_day(typed[name]) for name in ("approved", "on", "updated")}
        approval = Approval(document=typed["document"], number=typed["number"], on=days["approved"])
        publication = Publication(url=typed["url"], on=days["on"], updated=days["updated"])
        assert self._snapshot is not None
        return await self._save(
            completing(self._snapshot, self._period, approval=approval, publication=publication)
        )

    def action_attach(self) -> None:
        """Record a file by its name and checksum."""
        say = self.app.language.say
        about = say("The file itself stays where it is: the register keeps its name and checksum.")
        questions = [Question("file", say("File"), example="~/zvit-2017-Q4.html.p7s")]
        title = say("Attach to {period}", period=self._period)
        self.app.push_screen(FactsWindow(title, questions, self._record_file, about), self._done)

    async def _record_file(self, typed: Mapping[str, str]) -> Saved:
        kept = await asyncio.to_thread(attachment, typed_path(typed["file"]))
        assert self._snapshot is not None
        return await self._save(completing(self._snapshot, self._period, attach=[kept]))

    async def _save(self, change: Change) -> Saved:
        assert self._snapshot is not None
        return await self.app.desk.save(change, self._snapshot.commit)

    def _done(self, line: str | None) -> None:
        if line:
            self.say(line, "bold green")
            undertake(self, self._read)
