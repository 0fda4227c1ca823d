"""The window that closes a period: asks why if answers are missing, writes the report and sets the tag."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.widgets import Static

from records.closings.closing import counted, obstacles
from records.errors import Misused, NoReason
from records.language import LANGUAGES, Language, Message
from records.merges.conflicts import proposals
from records.texts.typography import fold
from records.values.model import LONGEST_LINE
from tui.actions import CLOSING
from tui.safe import content
from tui.screens.periods.exporting import Exporting
from tui.screens.windows.asking import Asking
from tui.widgets.fields import Line
from tui.widgets.keybar import KeyBar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from textual.app import ComposeResult

    from exporters.writing import Exported
    from records.files.snapshot import Snapshot
    from records.values.periods import Period
    from tui.actions import Action


class Closing(Exporting[str]):
    """Closes a period or finishes an interrupted closing; dismissed with a line on the result, or None."""

    ACTIONS: ClassVar[tuple[Action, ...]] = CLOSING

    def __init__(self, period: Period, *, is_open: bool, today: date | None = None) -> None:
        super().__init__(period)
        self._is_open = is_open
        #: Whether it still runs; whether somebody said that it is closed all the same.
        self._runs, self._early = today is not None and today <= period.last_day, False
        self._done: str | None = None

    def title_line(self) -> str:
        """Return the window's title."""
        say = self.app.language.say
        if self._is_open:
            return say("Close {period}", period=self._period)
        return say("Finish closing {period}", period=self._period)

    def compose_above(self) -> ComposeResult:
        """Lay out the field for the reason."""
        if self._is_open:
            yield Static(content(self.app.language.say("Why (where answers are missing)")))
            yield Line(id="reason", max_length=LONGEST_LINE)
            yield Static()

    def begin(self) -> None:
        """Focus the reason."""
        if self._is_open:
            self.query_one("#reason", Line).focus()
        else:
            super().begin()

    def lacking(self, snapshot: Snapshot) -> Sequence[Message]:
        """Return messages about what stands in the way of closing."""
        if not self._is_open:
            return []
        told = [
            *counted(obstacles(snapshot, self._period)),
            *proposals(self.app.desk.left_open, snapshot.closed),
        ]
        if self._runs:
            told.insert(0, Message("the period ends on {day}", day=self._period.last_day))
        return told

    async def make(
        self, formats: list[str], folder: Path, progress: Callable[[str, int, int], None]
    ) -> tuple[Sequence[Exported], str]:
        """Close the period and write its report; return the files and a line that names the tag."""
        reason = self.query_one("#reason", Line).typed if self._is_open else ""
        try:
            finished = await self.app.desk.close_period(self._period, reason, formats, folder, progress)
        except NoReason as error:
            if "missing" not in error.values:
                raise
            # The error's own text names an option of the command line.
            raise NoReason(
                "Nothing was saved: {missing}. Say above why {period} is closed all the same.", **error.values
            ) from error
        edition = finished.edition
        self._done = self.app.language.say(
            "Tag {tag}, on commit {commit}.", tag=edition.tag, commit=edition.commit[:10]
        )
        self.query_one(KeyBar).refresh()
        # Nothing is left to fill in: what was written has the room.
        for each in self.query(".window > *"):
            each.display = "window-title" in each.classes or each.id == "result" or isinstance(each, KeyBar)
        return finished.files, self._done

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Hide closing once the period is closed."""
        if action in {"write", "take"} and self._done is not None:
            return False
        return super().check_action(action, parameters)

    def action_write(self) -> None:
        """Close the period, unless that was already done; ask first if it still runs."""
        if self._done is not None:
            return
        if self._runs and not self._early:
            title = self.app.language.say(
                "{period} still runs, until {day}. To close it all the same type “yes”.",
                period=self._period,
                day=self._period.last_day,
            )
            self.app.push_screen(Asking(title, "", self._read_word), self._take_word)
        else:
            super().action_write()

    def _read_word(self, typed: str) -> bool:
        if fold(typed) not in {fold(Language(code).say("yes")) for code in LANGUAGES}:
            raise Misused("Type “yes”, or go back.")
        return True

    def _take_word(self, word: bool | None) -> None:  # noqa: FBT001 - what the window is dismissed with
        if word:
            self._early = True
            super().action_write()

    def action_back(self) -> None:
        """Go back, but only after a running closing ends: a half-closed period would lack its tag."""
        if self._work is None:
            self.dismiss(self._done)
