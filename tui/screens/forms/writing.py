"""What the forms of a measure and of a progress share: noticing changes by others, and the history."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.errors import ProzvitError
from records.values.layout import Place
from tui.screens.forms.recording import Recording
from tui.screens.trail.history import History
from tui.screens.windows.drafts import changed_meanwhile, draft_line
from tui.undertaking import undertake

if TYPE_CHECKING:
    from records.files.snapshot import MeasureRecord, Snapshot
    from records.language import Message
    from records.values.periods import Period
    from records.writing.drafts import Draft
    from tui.typed.judging import Judged

#: Seconds between checks whether somebody else saved.
_WATCH = 2.0


class Writing(Recording):
    """Edits a measure or, with a period, its progress; dismissed with a line on what was saved, or None."""

    def __init__(
        self, snapshot: Snapshot, record: MeasureRecord, period: Period | None, start: dict[str, str]
    ) -> None:
        super().__init__(snapshot, Place(record.programme, record.id, period), start)
        self.record = record
        self._moved = False

    def forbidden(self) -> Message | None:
        """Return why this officer may not change the file, or None."""
        return self.refusal_of(self.place.path)

    def draft_words(self, draft: Draft) -> str:
        """Return the line that describes a draft."""
        return draft_line(draft, self.record, datetime.now(self.snapshot.timezone), self.app.language)

    def on_mount(self) -> None:
        """Show the values, focus the first field and watch for changes by others."""
        super().on_mount()
        self.look_every(_WATCH, self._watch)

    def standing(self, judged: Judged) -> tuple[str, str]:
        """Return the line about the whole form: why it is locked, who else changed it, or what is wrong."""
        if self._why_not is None and self._trouble is None:
            if self._moved:
                changed = self.app.language.say(
                    "Somebody else has just changed this measure: F2 shows what, F3 who."
                )
                return changed, "bold yellow"
            if others := self.typed.changed_meanwhile():
                return changed_meanwhile(self.place.path, others).render(self.app.language), "bold yellow"
        return super().standing(judged)

    # Changes by others

    def _watch(self) -> None:
        if not self._moved and self.app.desk.moved(self.snapshot.commit):
            undertake(self, self.look_for_others)

    async def look_for_others(self) -> None:
        """Report a change to the edited file by somebody else; otherwise take over the new snapshot."""
        try:
            now = await self.app.desk.snapshot()
        except ProzvitError:
            # An unreadable register is reported when the user acts on it.
            return
        path = self.place.path
        self._moved = now.digests.get(path) != self.snapshot.digests.get(path)
        if not self._moved:
            self.snapshot = now
            self.record = next((each for each in now.measures if each.key == self.record.key), self.record)
            self.show_head()
        # What was just said of a save stays: nobody typed since.
        self.settle(keeps_line=True)

    def action_history(self) -> None:
        """Open the measure's history."""
        self.app.push_screen(History(self.record))
