"""The actions that lead from the table of measures to other screens; each screen is imported on first use."""

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

#: Actions that depend on a selected measure or on the officer's rights (`permissions`).
_OF_A_MEASURE = {"edit", "look", "history", "discard", "programme", "settle"}
_OF_THE_PROGRAMME = {"programme", "add", "import"}


class Leading(Page[None]):
    """A page with the measures of a period, from which other screens are opened for the selected one."""

    snapshot: Snapshot
    view: View
    period: Period

    @property
    def selected(self) -> MeasureRecord | None:
        """The measure at the cursor, or None."""
        raise NotImplementedError

    def say(self, text: str, style: str = "") -> None:
        """Show a line above the keys."""
        raise NotImplementedError

    def fill(self) -> None:
        """Rebuild the view of the register and show it."""
        raise NotImplementedError

    def take_filter(self, chosen: Filter | None) -> None:
        """Apply a filter."""
        raise NotImplementedError

    def select(self, record: MeasureRecord | None) -> None:
        """Select a measure, even if the filter hides it."""
        raise NotImplementedError

    async def refresh_register(self) -> None:
        """Read the register again."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide actions that need a measure if none is selected, or that this officer may not perform."""
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
        """Return whether the form is offered; in an open period the form itself says whose answer it is."""
        me = self.app.desk.me.login
        if self.selected is None or not may_answer(self.snapshot, me):
            return False
        if self.period not in self.snapshot.closed:
            return True
        # In a closed period, those who may neither correct nor propose a correction can only look.
        return refusal(self.snapshot, me, self.snapshot.today(), [self.selected.path(self.period)]) is None

    def available(self) -> list[Action]:
        """Return the actions available now; for officers who may review, the footer shows the review."""
        found = super().available()
        if self.snapshot.rules.open or all(action.name != "review" for action in found):
            return found
        # A narrow footer has no room for both, and the search also has a key of its own.
        footer = {"review": True, "search": False}
        return [replace(action, footer=footer.get(action.name, action.footer)) for action in found]

    # The selected measure

    def action_edit(self) -> None:
        """Open the form of the selected measure's progress."""
        if self.selected is not None:
            self.app.open_form(self.snapshot, self.selected, self.period)

    def action_look(self) -> None:
        """Show the selected measure in full."""
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
        """Discard the selected measure's draft after a confirmation that names it."""
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
        """Open the form of the selected measure's own fields."""
        from tui.screens.forms.programme import MeasureForm

        if self.selected is not None:
            self.app.push_screen(MeasureForm(self.snapshot, self.selected), self.app.said)

    def action_settle(self) -> None:
        """Resolve the conflicts that a merge left open in the selected measure."""
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
        """Import measures and answers from a report."""
        from tui.screens.register.importing import Importing

        self.app.push_screen(Importing(self.snapshot, self.view.held), self.app.said)

    def action_journal(self) -> None:
        """Open the journal."""
        self.app.open_journal(self.snapshot)

    def action_review(self) -> None:
        """Open the review, once all measures are read."""
        self._once_read(self._open_review)

    def _open_review(self) -> None:
        from tui.screens.review.reviewing import Review

        self.app.push_screen(Review(self.snapshot, self.view.held))

    def action_check(self) -> None:
        """Check the records and their history."""
        from tui.screens.register.checks import Checks

        self.app.push_screen(Checks(self.snapshot))

    def action_staff(self) -> None:
        """Show the units, officers and rules."""
        from tui.screens.register.staff import Staff

        self.app.push_screen(Staff(self.snapshot))

    def action_closing(self) -> None:
        """Open the page of the period."""
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
