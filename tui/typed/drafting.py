"""The values typed in a form before they are saved, and their draft on disk."""

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
    """The values typed in a form, compared with its first values; the reason and basis of the save."""

    def __init__(self, drafts: Drafts, place: Place, start: dict[str, str], commit: str) -> None:
        self._drafts = drafts
        self._place = place
        found = drafts.find(place)
        draft = found and drafts.take(found)
        #: The fields' values before anything is typed, in the form's order.
        self.start = start
        typed = {} if draft is None else draft.values
        self.values = {key: str(typed.get(key, value)) for key, value in start.items()}
        self.reason, self.basis = (str(typed.get(key, "")) for key in ("reason", "basis"))
        #: The commit that was current when the typing began, and the fields' values then.
        self.base = commit if draft is None else draft.base
        self._begun = start if draft is None else draft.start
        #: When the draft was written to disk; None if there is no draft.
        self.kept_at = None if draft is None else draft.saved_at
        self._on_disk = None if draft is None else self._typed()

    def changed_meanwhile(self) -> list[str]:
        """Return the fields that others have changed since the draft was begun."""
        return [key for key in self.start if self._begun.get(key, self.start[key]) != self.start[key]]

    def is_news(self) -> bool:
        """Return whether something was typed that is not on disk yet."""
        return bool(self.touched()) and self._typed() != self._on_disk

    def _typed(self) -> dict[str, str]:
        # An untouched field keeps following the register, also when the draft is resumed later.
        typed = {key: self.values[key] for key in self.touched()}
        return {**typed, "reason": self.reason, "basis": self.basis}

    def touched(self) -> list[str]:
        """Return the fields that differ from the form's first values."""
        return touched(self.values, self.start)

    def keep(self, timezone: ZoneInfo) -> Draft | None:
        """Write the draft to disk and return it; if nothing is typed, delete it and return None.

        Raises OSError.
        """
        if not self.touched():
            self.discard()
            return None
        draft = self._draft(datetime.now(timezone).replace(microsecond=0))
        self._drafts.keep(draft)
        self.kept_at, self._on_disk = draft.saved_at, draft.values
        return draft

    def discard(self) -> None:
        """Delete the draft on disk, if there is one."""
        if self.kept_at is not None:
            self._drafts.discard(self._draft(self.kept_at))
        self.kept_at = self._on_disk = None

    def _draft(self, at: datetime) -> Draft:
        return Draft(*self._place, self.base, self._typed(), at, self._begun, self._drafts.session)
