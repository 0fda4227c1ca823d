"""What is typed in a form before it is saved: its values, and the draft of them on disk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from records.writing.drafts import Draft
from tui.typed import touched

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from records.values.layout import Place
    from records.writing.drafts import Drafts


class Drafting:
    """Values that are typed over those that a form began with, and the reason and basis for a save."""

    def __init__(self, drafts: Drafts, place: Place, start: dict[str, str], commit: str) -> None:
        self._drafts = drafts
        self._place = place
        #: What the fields hold until somebody types, in the form's order.
        self.start = start
        draft = drafts.find(place)
        typed = {} if draft is None else draft.values
        self.values = {key: str(typed.get(key, value)) for key, value in start.items()}
        self.reason, self.basis = (str(typed.get(key, "")) for key in ("reason", "basis"))
        #: The commit that was seen when the typing began.
        self.base = commit if draft is None else draft.base
        #: When the draft was put on disk; None: there is none.
        self.kept_at = None if draft is None else draft.saved_at

    def touched(self) -> list[str]:
        """Return the fields that differ from what the form began with."""
        return touched(self.values, self.start)

    def keep(self, timezone: ZoneInfo) -> Draft | None:
        """Put what is typed on disk; where nothing is typed, there is no draft. Raises OSError."""
        if not self.touched():
            self.discard()
            return None
        now = datetime.now(timezone).replace(microsecond=0)
        values = {**self.values, "reason": self.reason, "basis": self.basis}
        draft = Draft(*self._place, self.base, values, saved_at=now)
        self._drafts.keep(draft)
        self.kept_at = now
        return draft

    def discard(self) -> None:
        """Forget the draft on disk."""
        self._drafts.discard(self._place)
        self.kept_at = None
