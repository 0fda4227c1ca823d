"""The ways that lead from the table of measures to the other screens. Each is loaded when it is gone."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace

from records.rules.permissions import may_answer, refusal, review_refusal
from records.values.layout import Place
from tui.screens.page import Page
from tui.undertaking import undertake
from tui.viewing.filters import Filter

if TYPE_CHECKING:
    from collections.abc import Callable

    from records.files.snapshot import MeasureRecord, Snapshot
    from records.values.periods import Period
    from records.writing.drafts import Draft
    from tui.actions import Action
    from tui.viewing.view import View

#: What not every officer may do (`permissions`).
_OF_A_MEASURE = {"edit", "look", "history", "discard", "programme", "settle"}
_OF_THE_PROGRAMME = {"programme", "add", "import"}


class Leading(Page[None]):
    """A page that shows measures of a period, one of them selected, and leads on from there."""

    snapshot: Snapshot
    view: View
    period: Period

    @property
    def selected(self) -> MeasureRecord | None:
        """The measure that the cursor is at."""
        raise NotImplementedError

    def say(self, text: str, style: str = "") -> None:
        """Say a line above the keys."""
        raise NotImplementedError

    def fill(self) -> None:
        """Look at the register anew, and show it."""
        raise NotImplementedError

    def take_filter(self, chosen: Filter | None) -> None:
        """Show what a filter lets through."""
        raise NotImplementedError

    def select(self, record: MeasureRecord | None) -> None:
        """Select a measure, whatever is shown now."""
        raise NotImplementedError

    async def refresh_register(self) -> None:
        """Read the register again."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave out what needs a measure where there is none, and what is not for this officer."""
        if action in _OF_A_MEASURE and self.selected is None:
            return False
        if action == "edit" and not self._may_write_selected():
            return False
        if action == "settle" and (self.selected is None or not self.view.has_conflict(self.selected)):
            return False
        if action == "review" and review_refusal(self.snapshot, self.app.desk.me.login) is not None:
            return False
        if action in _OF_THE_PROGRAMME:
            path = Place(self.view.programme, "new", None).path
            me, today = self.app.desk.me.login, self.snapshot.today()
            if refusal(self.snapshot, me, today, [path]) is not None:
                return False
        return super().check_action(action, parameters)

    def _may_write_selected(self) -> bool:
        """Say whether the form is offered, which itself says whose an answer in an open period is."""
        me = self.app.desk.me.login
        if self.selected is None or not may_answer(self.snapshot, me):
            return False
        if self.period not in self.snapshot.closed:
            return True
        # Whoever may neither correct what is closed nor propose a correction looks at it instead.
        return refusal(self.snapshot, me, self.snapshot.today(), [self.selected.path(self.period)]) is None

    def available(self) -> list[Action]:
        """Return what can be done here now; whom officers.toml lets review is led there by the footer."""
        found = super().available()
        if self.snapshot.rules.open or all(action.name != "review" for action in found):
            return found
        # A narrow line has no room for both, and the search has a key of its own besides.
        footer = {"review": True, "search": False}
        return [replace(action, footer=footer.get(action.name, action.footer)) for action in found]

    # The selected measure

    def action_edit(self) -> None:
        """Open the form of the selected measure."""
        if self.selected is not None:
            self.app.open_form(self.snapshot, self.selected, self.period)

    def action_look(self) -> None:
        """Show the whole selected measure."""
        from tui.screens.windows.choosing import Reading
        from tui.viewing.details import measure_details

        if self.selected is not None:
            told = measure_details(self.snapshot, self.selected, self.period, self.app.language)
            self.app.push_screen(Reading(told))

    def action_history(self) -> None:
        """Open the history of the selected measure."""
        from tui.screens.trail.history import History

        if self.selected is not None:
            self.app.push_screen(History(self.selected))

    def action_discard(self) -> None:
        """Throw the selected measure's draft away, once more asked by its name."""
        from tui.screens.windows.drafts import Discarding, draft_line

        record, language = self.selected, self.app.language
        if record is None:
            return
        draft = self.app.desk.drafts.find(Place(record.programme, record.id, self.period))
        if draft is None:
            self.say(language.say("This measure has no draft."), "yellow")
            return
        words = draft_line(draft, record, datetime.now(self.snapshot.timezone), language)
        self.app.push_screen(Discarding(draft, words, language), self._discard)

    def _discard(self, draft: Draft | None) -> None:
        if draft is not None:
            self.app.desk.drafts.discard(draft)
            self.fill()

    def action_programme(self) -> None:
        """Change what the programme says of the selected measure."""
        from tui.screens.forms.programme import MeasureForm

        if self.selected is not None:
            self.app.push_screen(MeasureForm(self.snapshot, self.selected), self.app.said)

    def action_settle(self) -> None:
        """Settle what a merge left open of the selected measure."""
        from tui.screens.windows.settling import settle

        if self.selected is not None:
            undertake(self, settle, self.app, self.snapshot, self.selected, self.period)

    # The register

    def action_add(self) -> None:
        """Add a measure to the programme."""
        from tui.screens.forms.programme import MeasureForm

        self.app.push_screen(MeasureForm.new(self.snapshot, self.view.programme), self.app.said)

    def action_hand_edits(self) -> None:
        """Look for files that were edited by hand."""
        undertake(self, partial(self.app.look_for_hand_edits, asked=True))

    def action_export(self) -> None:
        """Write the report."""
        from tui.screens.periods.exporting import Reporting

        self.app.push_screen(Reporting(self.snapshot, self.view.held))

    def action_import(self) -> None:
        """Take measures and answers in from a report."""
        from tui.screens.register.importing import Importing

        self.app.push_screen(Importing(self.snapshot, self.view.held), self.app.said)

    def action_journal(self) -> None:
        """Open the journal."""
        self.app.open_journal(self.snapshot)

    def action_review(self) -> None:
        """Go through what is submitted, once all measures are read."""
        self._once_read(self._open_review)

    def _open_review(self) -> None:
        from tui.screens.review.reviewing import Review

        self.app.push_screen(Review(self.snapshot, self.view.held))

    def action_check(self) -> None:
        """Check the records and their history."""
        from tui.screens.register.checks import Checks

        self.app.push_screen(Checks(self.snapshot))

    def action_staff(self) -> None:
        """Show the units, the officers and the rules."""
        from tui.screens.register.staff import Staff

        self.app.push_screen(Staff(self.snapshot))

    def action_closing(self) -> None:
        """Show what the period lacks, or how it was closed."""
        from tui.screens.periods.period import PeriodPage

        self.app.push_screen(PeriodPage(self.view.held), self.select)

    def action_board(self) -> None:
        """Open the board, once all measures are read."""
        self._once_read(self._open_board)

    def _once_read(self, lead_on: Callable[[], None]) -> None:
        if self.snapshot.whole:
            lead_on()
        else:
            self.say(self.app.language.say("Reading the register…"))
            undertake(self, self._read_and, lead_on)

    async def _read_and(self, lead_on: Callable[[], None]) -> None:
        await self.refresh_register()
        self.say("")
        if self.is_current:
            lead_on()

    def _open_board(self) -> None:
        from tui.screens.periods.board import Board

        self.app.push_screen(Board(self.snapshot, self.view.records, self.view.held), self._take_unit)

    def _take_unit(self, unit: str | None) -> None:
        if unit is not None:
            self.take_filter(Filter(unit=unit or None))
