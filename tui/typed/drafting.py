"""What is typed in a form before it is saved: its values, and the draft of them on disk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.writing.drafts import Draft
from tui.typed.fields import touched

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from records.values.layout import Place
    from records.writing.drafts import Drafts


class Drafting:
    """Values that are typed over those that a form began with, and the reason and basis for a save."""

    def __init__(self, drafts: Drafts, place: Place, start: dict[str, str], commit: str) -> None:
        self._drafts = drafts
        self._place = place
        found = drafts.find(place)
        draft = found and drafts.take(found)
        #: What the fields hold until somebody types, in the form's order.
        self.start = start
        typed = {} if draft is None else draft.values
        self.values = {key: str(typed.get(key, value)) for key, value in start.items()}
        self.reason, self.basis = (str(typed.get(key, "")) for key in ("reason", "basis"))
        #: The commit that was seen when the typing began, and what the fields held then.
        self.base = commit if draft is None else draft.base
        self._begun = start if draft is None else draft.start
        #: When the draft was put on disk; None: there is none.
        self.kept_at = None if draft is None else draft.saved_at
        self._on_disk = None if draft is None else self._typed()

    def changed_meanwhile(self) -> list[str]:
        """Return the fields that others changed since the typing of the draft began."""
        return [key for key in self.start if self._begun.get(key, self.start[key]) != self.start[key]]

    def is_news(self) -> bool:
        """Say whether something is typed that was not put on disk yet."""
        return bool(self.touched()) and self._typed() != self._on_disk

    def _typed(self) -> dict[str, str]:
        # What nobody touched is the register's to say, also when somebody goes on with the draft later.
        typed = {key: self.values[key] for key in self.touched()}
        return {**typed, "reason": self.reason, "basis": self.basis}

    def touched(self) -> list[str]:
        """Return the fields that differ from what the form began with."""
        return touched(self.values, self.start)

    def keep(self, timezone: ZoneInfo) -> Draft | None:
        """Put what is typed on disk; where nothing is typed, there is no draft. Raises OSError."""
        if not self.touched():
            self.discard()
            return None
        draft = self._draft(datetime.now(timezone).replace(microsecond=0))
        self._drafts.keep(draft)
        self.kept_at, self._on_disk = draft.saved_at, draft.values
        return draft

    def discard(self) -> None:
        """Forget the draft on disk."""
        if self.kept_at is not None:
            self._drafts.discard(self._draft(self.kept_at))
        self.kept_at = self._on_disk = None

    def _draft(self, at: datetime) -> Draft:
        return Draft(*self._place, self.base, self._typed(), at, self._begun, self._drafts.session)
